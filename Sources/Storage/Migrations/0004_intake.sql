-- The doors through which data comes in and verdicts are written. All of them run with the caller's own rights, under
-- row security; they check nothing that the policies do not check again.

-- Enter an organization for the rest of the transaction.
create function ctx.enter(p_organization uuid) returns void
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select set_config('phano.organization_id', p_organization::text, true)
$$;

-- Submit one interaction; its job is enqueued in the same transaction.
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
  v_channel smallint := array_position(array['email', 'ticket', 'call', 'meeting', 'survey'], p_channel);
  v_account uuid;
  v_contact uuid;
  v_interaction uuid;
  v_bad bigint;
begin
  perform ctx.enter(p_organization);
  if v_channel is null then
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
  limit 1;
  if found then
    raise exception using errcode = '22023', message = format('turn %s has no usable author or body', v_bad),
      hint = 'Every turn needs an author (customer, agent, bot or system) and a body (text).';
  end if;

  select i.id into v_interaction
  from phano.interaction i
  where i.organization_id = p_organization and i.source = p_source and i.external_id = p_external_id;
  if found then
    return query select v_interaction, false;
    return;
  end if;

  insert into phano.account (organization_id, external_id, name)
  values (p_organization, p_account, coalesce(p_account_name, p_account))
  on conflict (organization_id, external_id) do nothing;
  select a.id into strict v_account
  from phano.account a
  where a.organization_id = p_organization and a.external_id = p_account;

  if p_contact_email is not null then
    insert into phano.contact (organization_id, account_id, name, email, phone)
    values (p_organization, v_account, p_contact_name, lower(p_contact_email), p_contact_phone)
    on conflict (organization_id, account_id, email) do update
    set name = coalesce(phano.contact.name, excluded.name), phone = coalesce(phano.contact.phone, excluded.phone)
    where (phano.contact.name is null and excluded.name is not null)
       or (phano.contact.phone is null and excluded.phone is not null);
    select c.id into strict v_contact
    from phano.contact c
    where c.organization_id = p_organization and c.account_id = v_account and c.email = lower(p_contact_email);
  elsif p_contact_name is not null or p_contact_phone is not null then
    -- Known by name or number alone: still somebody whose name must be masked.
    select c.id into v_contact
    from phano.contact c
    where c.organization_id = p_organization and c.account_id = v_account and c.email is null
      and c.name is not distinct from p_contact_name and c.phone is not distinct from p_contact_phone
    limit 1;
    if v_contact is null then
      insert into phano.contact (organization_id, account_id, name, phone)
      values (p_organization, v_account, p_contact_name, p_contact_phone)
      returning id into v_contact;
    end if;
  end if;

  insert into phano.interaction
    (organization_id, account_id, contact_id, source, external_id, thread_id, channel, subject, language, occurred_at)
  values
    (p_organization, v_account, v_contact, p_source, p_external_id, p_thread, v_channel, p_subject, p_language,
     p_occurred_at)
  on conflict (organization_id, source, external_id) do nothing
  returning id into v_interaction;
  if v_interaction is null then
    -- Somebody else submitted it between our look and our insert.
    return query
    select i.id, false
    from phano.interaction i
    where i.organization_id = p_organization and i.source = p_source and i.external_id = p_external_id;
    return;
  end if;

  insert into phano.turn
    (organization_id, interaction_id, position, author, author_name, is_private, is_automatic, at, body)
  select p_organization, v_interaction, (t.position - 1)::integer,
    array_position(array['customer', 'agent', 'bot', 'system'], t.value ->> 'author'),
    t.value ->> 'name',
    coalesce((t.value ->> 'private')::boolean, false),
    coalesce((t.value ->> 'automatic')::boolean, false),
    (t.value ->> 'at')::timestamptz,
    t.value ->> 'body'
  from jsonb_array_elements(p_turns) with ordinality as t (value, position);

  perform queue.enqueue(array[v_interaction], p_priority::smallint);
  return query select v_interaction, true;
end $$;

-- Write verdicts and complete their jobs: together or not at all, and only for jobs that the calling worker still holds.
-- The arrays run in parallel, one element a verdict; label is null where p_silence says why nothing was asked.
-- Returns the jobs whose verdicts were written.
create function phano.record_verdicts(
  p_jobs bigint[], p_leases bigint[], p_labels smallint[], p_silences text[],
  p_negative real[], p_neutral real[], p_positive real[], p_confidence real[],
  p_mixed boolean[], p_issue boolean[], p_cues text[], p_topics text[], p_evidence text[], p_languages text[],
  p_masked integer[], p_prompt_name text, p_prompt_version text, p_prompt_hash text,
  p_endpoint text, p_model_requested text, p_models_served text[], p_formats text[], p_region text,
  p_transfer_basis text, p_tokens_in integer[], p_tokens_out integer[], p_tokens_cached integer[],
  p_costs bigint[], p_latencies integer[]
) returns setof bigint
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := nullif(current_setting('phano.organization_id', true), '')::uuid;
  v_jobs bigint[];
  v_interactions uuid[];
begin
  select array_agg(c.job_id), array_agg(c.interaction_id) into v_jobs, v_interactions
  from queue.complete(p_jobs, p_leases) c;
  if v_jobs is null then
    return;
  end if;
  update phano.verdict v
  set is_current = false
  where v.organization_id = v_org and v.interaction_id = any(v_interactions) and v.is_current;
  insert into phano.verdict
    (organization_id, interaction_id, job_id, label, silence, p_negative, p_neutral, p_positive, confidence, is_mixed,
     reports_issue, cues, topics, evidence, language, masked_entities, prompt_name, prompt_version, prompt_hash,
     endpoint, model_requested, model_served, answer_format, region, transfer_basis, tokens_in, tokens_out,
     tokens_cached, cost_micro_eur, latency_ms)
  select v_org, held.interaction_id, held.job_id, g.label, g.silence, g.negative, g.neutral, g.positive, g.confidence,
    g.mixed, g.issue, g.cues::jsonb, g.topics::jsonb, g.evidence::jsonb, g.language, g.masked,
    p_prompt_name, p_prompt_version, p_prompt_hash, p_endpoint, p_model_requested, g.served, g.format, p_region,
    p_transfer_basis, g.tokens_in, g.tokens_out, g.tokens_cached, g.cost, g.latency
  from unnest(p_jobs, p_labels, p_silences, p_negative, p_neutral, p_positive, p_confidence, p_mixed, p_issue,
    p_cues, p_topics, p_evidence, p_languages, p_masked, p_models_served, p_formats, p_tokens_in, p_tokens_out,
    p_tokens_cached, p_costs, p_latencies)
    as g (job_id, label, silence, negative, neutral, positive, confidence, mixed, issue, cues, topics, evidence,
      language, masked, served, format, tokens_in, tokens_out, tokens_cached, cost, latency)
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
    where p.pronamespace = 'phano'::regnamespace and p.proname in ('submit_interaction', 'record_verdicts')
  loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function phano.submit_interaction(
  uuid, text, text, text, text, timestamptz, jsonb, text, text, text, text, text, text, text, integer)
  to phano_operator, phano_host;
grant execute on function phano.record_verdicts(
  bigint[], bigint[], smallint[], text[], real[], real[], real[], real[], boolean[], boolean[], text[], text[], text[],
  text[], integer[], text, text, text, text, text, text[], text[], text, text, integer[], integer[], integer[],
  bigint[], integer[])
  to phano_worker;
