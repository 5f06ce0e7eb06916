-- Which value each placeholder stands for, one row a case: an account and a conversation (an interaction without a thread
-- is a conversation of its own). The row is what makes numbering stable from one interaction to the next, and what
-- turns a quote back for the organization's people. Workers extend it before a request leaves, never after.
create table phano.masking_case (
  organization_id uuid not null,
  account_id uuid not null,
  -- As in phano.interaction.
  conversation vault.blind_index not null,
  -- {"EMAIL_1": "value", ...}
  placeholders vault.sealed not null,
  -- Blind indexes of the addresses and numbers among them: where a person is mentioned.
  mentions bytea[] not null default '{}',
  -- Counts the times that it was extended: whoever extends an older one than there is has to look again.
  revision integer not null check (revision > 0),
  -- Verdicts that are older were made under numberings of their own, and are not turned back with this one.
  created_at timestamptz not null default clock_timestamp(),
  extended_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, conversation),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
create index masking_case_by_account on phano.masking_case (organization_id, account_id);
create index masking_case_by_mention on phano.masking_case using gin (mentions);
call ctx.protect('phano.masking_case');
grant select, insert on phano.masking_case to phano_worker;
call ctx.allow_changes('phano.masking_case', 'phano_worker');
-- The host application has no business with it: it knows the values from where they came.
grant select on phano.masking_case to phano_operator;

-- Extend cases, each from the revision that the caller has seen (0: there was none). Returns those that were extended;
-- another worker was quicker with the rest, or they were erased. Mentions are the case's blind indexes, 16 bytes each, one after
-- the other. Like a verdict, this is written only while the caller holds all jobs from whose texts it was made.
create function phano.extend_masking_cases(
  p_key_version integer, p_jobs bigint[], p_leases bigint[], p_accounts uuid[], p_conversations bytea[], p_revisions integer[], p_placeholders bytea[],
  p_mentions bytea[]
) returns table (conversation bytea)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
begin
  perform queue.hold_jobs(p_jobs, p_leases);
  perform vault.require_version(p_key_version);
  return query
  insert into phano.masking_case as c (organization_id, account_id, conversation, placeholders, mentions, revision)
  select v_org, given.account, given.name, given.placeholders,
    array(
      select substring(given.mentions from place for 16)
      from generate_series(1, octet_length(given.mentions), 16) as place),
    given.revision + 1
  from unnest(p_accounts, p_conversations, p_revisions, p_placeholders, p_mentions)
    as given (account, name, revision, placeholders, mentions)
  -- One that was there and is no more was erased.
  where given.revision = 0
    or exists (
      select from phano.masking_case known
      where known.organization_id = v_org and known.conversation = given.name)
  -- Everybody in the same order, so that nobody waits for somebody who waits.
  order by given.name
  on conflict on constraint masking_case_pkey do update
  set placeholders = excluded.placeholders, mentions = excluded.mentions, revision = excluded.revision,
    extended_at = clock_timestamp()
  where c.revision = excluded.revision - 1
  returning c.conversation::bytea;
end $$;

revoke all on function phano.extend_masking_cases(integer, bigint[], bigint[], uuid[], bytea[], integer[], bytea[], bytea[]) from public;
grant execute on function phano.extend_masking_cases(integer, bigint[], bigint[], uuid[], bytea[], integer[], bytea[], bytea[])
  to phano_worker;
