-- The doors through which data comes in and verdicts are written. All of them run with the caller's own rights, under
-- row security; they check nothing that the policies do not check again.

-- Enter an organization for the rest of the transaction.
create function ctx.enter(p_organization uuid) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select set_config('phano.organization_id', p_organization::text, true)
$$;

-- What came in by SQL, until a worker has sealed it: the database has no key, so this is the one table that holds what
-- people wrote in clear, for as long as it takes. kind: 1 interaction, 2 NPS answer
create table phano.intake (
  organization_id uuid not null references auth.organization,
  id uuid not null default gen_random_uuid(),
  kind smallint not null check (kind between 1 and 2),
  source text not null,
  external_id text not null,
  document jsonb not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, source, external_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
call ctx.protect('phano.intake');
grant select, insert on phano.intake to phano_operator, phano_host;
grant select on phano.intake to phano_worker;

-- Submit one interaction; the job that seals it is enqueued in the same transaction, and sealing enqueues the scoring.
--
-- channel is one of email, ticket, call, meeting, survey. turns is a JSON array of objects
--   {"author": "customer"|"agent"|"bot"|"system", "name"?, "at"? (ISO 8601), "private"?: bool, "automatic"?: bool, "body"}
-- in the order in which they happened. The account is created on first sight. The pair (source, external id) identifies
-- an interaction: submitting it again changes nothing, and `created` is false.
create function phano.submit_interaction(
  p_organization uuid,
  p_source text,
  p_external_id text,
  p_account text,
  p_channel text,
  p_occurred_at timestamptz,
  p_turns jsonb,
  p_subject text default null,
  p_account_name text default null,
  p_contact_name text default null,
  p_contact_email text default null,
  p_contact_phone text default null,
  p_thread text default null,
  p_language text default null,
  p_priority integer default 100
) returns table (interaction_id uuid, created boolean)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid;
  v_bad bigint;
begin
  perform ctx.enter(p_organization);
  if array_position(array['email', 'ticket', 'call', 'meeting', 'survey'], p_channel) is null then
    raise exception using errcode = '22023', message = format('unknown channel %L', p_channel),
      hint = 'Use email, ticket, call, meeting or survey.';
  end if;
  if jsonb_typeof(p_turns) is distinct from 'array' or jsonb_array_length(p_turns) = 0 then
    raise exception using errcode = '22023', message = 'turns must be a JSON array with at least one turn';
  end if;
  select t.position into v_bad
  from jsonb_array_elements(p_turns) with ordinality as t (value, position)
  where array_position(array['customer', 'agent', 'bot', 'system'], t.value ->> 'author') is null
     or jsonb_typeof(t.value -> 'body') is distinct from 'string'
     -- What cannot be read as a time or a truth value ends here, and not in a worker's hands.
     or (t.value ->> 'at')::timestamptz is null and t.value ->> 'at' is not null
     or (t.value ->> 'private')::boolean is null and t.value ->> 'private' is not null
     or (t.value ->> 'automatic')::boolean is null and t.value ->> 'automatic' is not null
  limit 1;
  if found then
    raise exception using errcode = '22023', message = format('turn %s has no usable author or body', v_bad),
      hint = 'Every turn needs an author (customer, agent, bot or system) and a body (text).';
  end if;
  if coalesce(p_source, '') = '' or coalesce(p_external_id, '') = '' or coalesce(p_account, '') = ''
    or p_occurred_at is null
  then
    raise exception using errcode = '22023', message = 'source, external id, account and time are required';
  end if;

  select known.id into v_id
  from (
    select i.id from phano.interaction i
    where i.organization_id = p_organization and i.source = p_source and i.external_id = p_external_id
    union all
    select n.id from phano.intake n
    where n.organization_id = p_organization and n.source = p_source and n.external_id = p_external_id
  ) known
  limit 1;
  if found then
    return query select v_id, false;
    return;
  end if;

  insert into phano.intake (organization_id, kind, source, external_id, document)
  values (p_organization, 1, p_source, p_external_id, jsonb_build_object(
    'account', p_account, 'account_name', p_account_name, 'contact_name', p_contact_name,
    'contact_email', p_contact_email, 'contact_phone', p_contact_phone, 'thread', p_thread,
    'channel', p_channel, 'language', p_language, 'occurred_at', extract(epoch from p_occurred_at),
    'subject', p_subject, 'priority', p_priority::smallint,
    'turns', (
      select jsonb_agg(
        t.value || jsonb_build_object('at', extract(epoch from (t.value ->> 'at')::timestamptz)) order by t.position)
      from jsonb_array_elements(p_turns) with ordinality as t (value, position))))
  on conflict (organization_id, source, external_id) do nothing
  returning id into v_id;
  if v_id is null then
    -- Somebody else submitted it between our look and our insert.
    return query
    select n.id, false
    from phano.intake n
    where n.organization_id = p_organization and n.source = p_source and n.external_id = p_external_id;
    return;
  end if;
  perform queue.enqueue(array[v_id], p_priority::smallint, 2::smallint);
  return query select v_id, true;
end $$;

-- Submit one answer to "how likely are you to recommend us", 0 to 10. The same account, respondent and time again changes
-- nothing. Returns whether it is new to the intake.
create function phano.submit_nps(
  p_organization uuid, p_account text, p_respondent text, p_score integer, p_responded_at timestamptz,
  p_comment text default null, p_response text default null
) returns boolean
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid;
begin
  perform ctx.enter(p_organization);
  if coalesce(p_account, '') = '' or coalesce(p_respondent, '') = '' or p_responded_at is null then
    raise exception using errcode = '22023', message = 'account, respondent and time are required';
  end if;
  if p_score is null or p_score not between 0 and 10 then
    raise exception using errcode = '22023', message = 'the score must be 0 to 10';
  end if;
  -- A little more than a day: the time may have been entered as a day of a zone that is ahead.
  if p_responded_at > clock_timestamp() + interval '1 day' then
    raise exception using errcode = '22023', message = 'the answer''s time is in the future';
  end if;
  if p_responded_at < timestamptz '2000-01-01 00:00+00' then
    raise exception using errcode = '22023', message = 'the answer''s time is before 2000';
  end if;
  insert into phano.intake (organization_id, kind, source, external_id, document)
  values (
    p_organization, 2, 'nps',
    encode(sha256(convert_to(jsonb_build_array(
      p_account, lower(p_respondent), extract(epoch from p_responded_at), p_response, p_score, p_comment)::text,
      'UTF8')), 'hex'),
    jsonb_build_object('account', p_account, 'respondent', p_respondent, 'response', p_response, 'score', p_score,
      'responded_at', extract(epoch from p_responded_at), 'comment', p_comment))
  on conflict (organization_id, source, external_id) do nothing
  returning id into v_id;
  if v_id is null then
    return false;
  end if;
  perform queue.enqueue(array[v_id], 50::smallint, 2::smallint);
  return true;
end $$;

-- Take intakes out, together with the end of their jobs: all of them or none, because what their documents became is
-- stored in the same transaction. Runs as the owner, whom row security binds too, because a login that may delete may
-- also lock the table against everybody.
create function phano.take_intakes(p_jobs bigint[], p_leases bigint[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
  v_taken uuid[];
begin
  select array_agg(c.interaction_id) into v_taken from queue.complete(p_jobs, p_leases) c;
  if coalesce(cardinality(v_taken), 0) <> cardinality(p_jobs) then
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
  delete from phano.intake n where n.organization_id = v_org and n.id = any(v_taken);
end $$;

-- Create accounts that are not there yet; a name is stored where none was known.
create function phano.store_accounts(p_accounts text[], p_names bytea[]) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
begin
  with given as materialized (
    select distinct on (g.account) g.account, g.name
    from unnest(p_accounts, p_names) as g (account, name)
    order by g.account, g.name is null
  ), known as materialized (
    -- What is known already is held, so that nobody deletes it meanwhile, and left alone: an insertion that conflicts costs as
    -- much as one that doesn't, and each batch names most accounts again.
    select a.external_id
    from given
    join phano.account a on a.organization_id = v_org and a.external_id = given.account
    where a.name is not null or given.name is null
    order by a.external_id
    for key share of a
  )
  insert into phano.account as a (organization_id, external_id, name)
  select v_org, given.account, given.name
  from given
  where not exists (select from known where known.external_id = given.account)
  order by given.account
  on conflict (organization_id, external_id) do update
  set name = excluded.name
  where a.name is null and excluded.name is not null;
end $$;

-- Store interactions that were sealed by the caller, with their accounts and contacts, and enqueue the new ones. The
-- arrays run in parallel, one element an interaction; p_key_version is what they were sealed under.
-- Returns, in the order given, each interaction's id and whether it is new.
create function phano.store_interactions(
  p_key_version integer, p_ids uuid[], p_sources text[], p_external_ids text[], p_accounts text[],
  p_account_names bytea[], p_contacts uuid[], p_contact_names bytea[], p_emails bytea[], p_email_indexes bytea[],
  p_phones bytea[], p_phone_indexes bytea[], p_conversations bytea[], p_channels smallint[], p_languages text[],
  p_times timestamptz[], p_contents bytea[], p_priorities smallint[]
) returns table (interaction_id uuid, created boolean)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_new uuid[];
  v_priority smallint;
begin
  perform vault.require_version(p_key_version);
  perform phano.store_accounts(p_accounts, p_account_names);

  insert into phano.contact as c
    (organization_id, id, account_id, name, email, email_index, phone, phone_index)
  select distinct on (given.id) v_org, given.id, a.id, given.name, given.email, given.email_index, given.phone,
    given.phone_index
  from unnest(p_contacts, p_accounts, p_contact_names, p_emails, p_email_indexes, p_phones, p_phone_indexes)
    as given (id, account, name, email, email_index, phone, phone_index)
  join phano.account a on a.organization_id = v_org and a.external_id = given.account
  where given.id is not null
  order by given.id, given.name is null, given.phone is null
  on conflict (organization_id, id) do update
  set name = coalesce(c.name, excluded.name),
    phone = coalesce(c.phone, excluded.phone),
    phone_index = coalesce(c.phone_index, excluded.phone_index)
  where (c.name is null and excluded.name is not null) or (c.phone is null and excluded.phone is not null);

  with stored as (
    insert into phano.interaction
      (organization_id, id, account_id, contact_id, source, external_id, conversation, channel, language, occurred_at,
       content)
    select v_org, given.id, a.id, given.contact, given.source, given.external_id, given.conversation, given.channel,
      given.language, given.at, given.content
    from unnest(p_ids, p_sources, p_external_ids, p_accounts, p_contacts, p_conversations, p_channels, p_languages,
      p_times, p_contents) with ordinality
      as given (id, source, external_id, account, contact, conversation, channel, language, at, content, position)
    join phano.account a on a.organization_id = v_org and a.external_id = given.account
    order by given.position
    on conflict (organization_id, source, external_id) do nothing
    returning id
  )
  select array_agg(s.id) into v_new from stored s;

  for v_priority in select distinct p from unnest(p_priorities) as p loop
    perform queue.enqueue(array(
      select given.id
      from unnest(p_ids, p_priorities) with ordinality as given (id, priority, position)
      where given.priority = v_priority and given.id = any(v_new)
      order by given.position), v_priority);
  end loop;

  return query
  select i.id, i.id = given.id and i.id = any(v_new)
  from unnest(p_ids, p_sources, p_external_ids) with ordinality as given (id, source, external_id, position)
  join phano.interaction i
    on i.organization_id = v_org and i.source = given.source and i.external_id = given.external_id
  order by given.position;
end $$;

-- Store NPS answers that were sealed by the caller. A response that is known already is corrected, by another row; what is the
-- same as the latest one known changes nothing. Returns how many are new or corrected.
create function phano.store_nps(
  p_key_version integer, p_ids uuid[], p_accounts text[], p_respondents bytea[], p_respondent_indexes bytea[],
  p_response_indexes bytea[], p_content_indexes bytea[], p_scores smallint[], p_times timestamptz[], p_comments bytea[]
) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  n integer;
begin
  perform vault.require_version(p_key_version);
  perform phano.store_accounts(p_accounts, array_fill(null::bytea, array[cardinality(p_accounts)]));
  insert into phano.nps_response
    (organization_id, id, account_id, respondent, respondent_index, response_index, content_index, score, responded_at,
     comment)
  select v_org, g.id, a.id, g.respondent, g.respondent_index, g.response, g.content, g.score, g.at, g.comment
  from (
    -- Of several in one call the last counts.
    select distinct on (given.account, given.response) given.*
    from unnest(p_ids, p_accounts, p_respondents, p_respondent_indexes, p_response_indexes, p_content_indexes, p_scores,
      p_times, p_comments) with ordinality
      as given (id, account, respondent, respondent_index, response, content, score, at, comment, position)
    order by given.account, given.response, given.position desc
  ) g
  join phano.account a on a.organization_id = v_org and a.external_id = g.account
  left join lateral (
    select n.content_index from phano.nps_response n
    where n.organization_id = v_org and n.account_id = a.id and n.response_index = g.response
    order by n.recorded_at desc
    limit 1
  ) latest on true
  where latest.content_index is distinct from g.content::vault.blind_index;
  get diagnostics n = row_count;
  return n;
end $$;

-- Write verdicts and complete their jobs: together or not at all, and only for jobs that the calling worker still holds.
-- The arrays run in parallel, one element a verdict; label is null where p_silence says why nothing was asked.
-- Returns the jobs whose verdicts were written.
create function phano.record_verdicts(
  p_key_version integer, p_jobs bigint[], p_leases bigint[], p_ids uuid[], p_labels smallint[], p_silences text[],
  p_negative real[], p_neutral real[], p_positive real[], p_confidence real[],
  p_mixed boolean[], p_issue boolean[], p_cues text[], p_topics text[], p_evidence bytea[], p_languages text[],
  p_masked integer[], p_prompt_name text, p_prompt_version text, p_prompt_hash text,
  p_endpoint text, p_model_requested text, p_models_served text[], p_formats text[], p_region text,
  p_transfer_basis text, p_tokens_in integer[], p_tokens_out integer[], p_tokens_cached integer[],
  p_costs bigint[], p_latencies integer[], p_screened_labels smallint[], p_screened_confidences real[],
  p_screenings smallint[]
) returns setof bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := nullif(current_setting('phano.organization_id', true), '')::uuid;
  v_jobs bigint[];
  v_interactions uuid[];
begin
  perform vault.require_version(p_key_version);
  select array_agg(c.job_id), array_agg(c.interaction_id) into v_jobs, v_interactions
  from queue.complete(p_jobs, p_leases) c;
  if v_jobs is null then
    return;
  end if;
  -- Usually there is no older one, and looking for each by itself finds that out over the index, whatever the statistics were
  -- when the plan was made: those of a table that was empty then make the update read all of the organization's verdicts.
  if exists (
    select
    from unnest(v_interactions) as done (id)
    cross join lateral (
      select from phano.verdict v
      where v.organization_id = v_org and v.interaction_id = done.id and v.is_current
      limit 1
    ) older)
  then
    update phano.verdict v
    set is_current = false
    where v.organization_id = v_org and v.interaction_id = any(v_interactions) and v.is_current;
  end if;
  insert into phano.verdict
    (organization_id, id, interaction_id, job_id, label, silence, p_negative, p_neutral, p_positive, confidence, is_mixed,
     reports_issue, cues, topics, evidence, language, masked_entities, prompt_name, prompt_version, prompt_hash,
     endpoint, model_requested, model_served, answer_format, region, transfer_basis, tokens_in, tokens_out,
     tokens_cached, cost_micro_eur, latency_ms, screened_label, screened_confidence, screening)
  select v_org, g.id, held.interaction_id, held.job_id, g.label, g.silence, g.negative, g.neutral, g.positive, g.confidence,
    g.mixed, g.issue, g.cues::jsonb, g.topics::jsonb, g.evidence, g.language, g.masked,
    p_prompt_name, p_prompt_version, p_prompt_hash, p_endpoint, p_model_requested, g.served, g.format, p_region,
    p_transfer_basis, g.tokens_in, g.tokens_out, g.tokens_cached, g.cost, g.latency, g.screened_label,
    g.screened_confidence, g.screening
  from unnest(p_jobs, p_ids, p_labels, p_silences, p_negative, p_neutral, p_positive, p_confidence, p_mixed, p_issue,
    p_cues, p_topics, p_evidence, p_languages, p_masked, p_models_served, p_formats, p_tokens_in, p_tokens_out,
    p_tokens_cached, p_costs, p_latencies, p_screened_labels, p_screened_confidences, p_screenings)
    as g (job_id, id, label, silence, negative, neutral, positive, confidence, mixed, issue, cues, topics, evidence,
      language, masked, served, format, tokens_in, tokens_out, tokens_cached, cost, latency, screened_label,
      screened_confidence, screening)
  join unnest(v_jobs, v_interactions) as held (job_id, interaction_id) on held.job_id = g.job_id;
  return query select unnest(v_jobs);
end $$;

revoke all on function ctx.enter(uuid) from public;
grant execute on function ctx.enter(uuid) to phano_worker, phano_operator, phano_host;
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'phano'::regnamespace and p.proname in (
      'submit_interaction', 'submit_nps', 'take_intakes', 'store_accounts', 'store_interactions', 'store_nps',
      'record_verdicts')
  loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function phano.submit_interaction(
  uuid, text, text, text, text, timestamptz, jsonb, text, text, text, text, text, text, text, integer)
  to phano_operator, phano_host;
grant execute on function phano.submit_nps(uuid, text, text, integer, timestamptz, text, text) to phano_operator, phano_host;
grant execute on function phano.take_intakes(bigint[], bigint[]) to phano_worker;
-- For taking intakes.
grant execute on function queue.complete(bigint[], bigint[]) to phano_owner;
grant execute on function phano.store_accounts(text[], bytea[]), phano.store_interactions(
  integer, uuid[], text[], text[], text[], bytea[], uuid[], bytea[], bytea[], bytea[], bytea[], bytea[], bytea[],
  smallint[], text[], timestamptz[], bytea[], smallint[]),
  phano.store_nps(
    integer, uuid[], text[], bytea[], bytea[], bytea[], bytea[], smallint[], timestamptz[], bytea[])
  to phano_worker, phano_operator, phano_host;
grant execute on function phano.record_verdicts(
  integer, bigint[], bigint[], uuid[], smallint[], text[], real[], real[], real[], real[], boolean[], boolean[], text[],
  text[], bytea[], text[], integer[], text, text, text, text, text, text[], text[], text, text, integer[], integer[],
  integer[], bigint[], integer[], smallint[], real[], smallint[])
  to phano_worker;
grant execute on function queue.enqueue(uuid[], smallint, smallint) to phano_worker;
