-- Which value each placeholder stands for, one row a case: an account and a conversation (an interaction without a thread
-- is a conversation of its own). The row is what makes numbering stable from one interaction to the next, and what
-- turns a quote back for the organization's people. Workers extend it before a request leaves, never after.
create table phano.masking_case (
  organization_id uuid not null,
  id uuid not null default gen_random_uuid(),
  account_id uuid not null,
  -- SHA-256 of the thread's name, or the interaction's id
  conversation text not null check (conversation <> ''),
  -- {"EMAIL_1": "value", ...}
  placeholders jsonb not null check (jsonb_typeof(placeholders) = 'object'),
  -- Counts the times that it was extended: whoever extends an older one than there is has to look again.
  revision integer not null check (revision > 0),
  -- Verdicts that are older were made under numberings of their own, and are not turned back with this one.
  created_at timestamptz not null default clock_timestamp(),
  extended_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, account_id, conversation),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
call ctx.protect('phano.masking_case');
grant select, insert, update on phano.masking_case to phano_worker;
-- The host application has no business with it: it knows the values from where they came.
grant select on phano.masking_case to phano_operator;

-- Extend cases, each from the revision that the caller has seen (0: there was none). Returns those that were extended;
-- another worker was quicker with the rest. Like a verdict, this is written only while the caller holds its lease.
create function phano.extend_masking_cases(
  p_accounts uuid[], p_conversations text[], p_revisions integer[], p_placeholders text[]
) returns table (account_id uuid, conversation text)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
begin
  perform queue.leaseholder();
  return query
  insert into phano.masking_case as c (organization_id, account_id, conversation, placeholders, revision)
  select v_org, given.account, given.name, given.placeholders::jsonb, given.revision + 1
  from unnest(p_accounts, p_conversations, p_revisions, p_placeholders)
    as given (account, name, revision, placeholders)
  -- Everybody in the same order, so that nobody waits for somebody who waits.
  order by given.account, given.name
  on conflict on constraint masking_case_organization_id_account_id_conversation_key do update
  set placeholders = excluded.placeholders, revision = excluded.revision, extended_at = clock_timestamp()
  where c.revision = excluded.revision - 1
  returning c.account_id, c.conversation;
end $$;

revoke all on function phano.extend_masking_cases(uuid[], text[], integer[], text[]) from public;
grant execute on function phano.extend_masking_cases(uuid[], text[], integer[], text[]) to phano_worker;
grant execute on function queue.leaseholder() to phano_worker;
