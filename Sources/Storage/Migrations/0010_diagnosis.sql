-- What a diagnosis is made of, when one is made, and what it said. All of it point-in-time: every row says when it was
-- recorded, and a diagnosis takes what was known until a moment that it names.

-- The organization's calendar: its days and weeks are those of its time zone, and so is the hour of the daily run.
alter table auth.organization
  add column time_zone text not null default 'UTC' check (time_zone <> ''),
  add column diagnosis_hour smallint not null default 5 check (diagnosis_hour between 0 and 23);

create function ctx.calendar() returns table (time_zone text, diagnosis_hour smallint, today date)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query
  select o.time_zone, o.diagnosis_hour, (clock_timestamp() at time zone o.time_zone)::date
  from auth.organization o
  where o.id = v_org;
end $$;

-- Null keeps what is. A zone is one of the names of pg_timezone_names, such as Europe/Berlin: PostgreSQL would take nearly
-- any word for a zone of its own making.
create function ctx.set_calendar(p_time_zone text, p_diagnosis_hour integer) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  perform ctx.begin_write();
  if p_time_zone is not null and not exists (select from pg_timezone_names z where z.name = p_time_zone) then
    raise exception using errcode = '22023', message = format('unknown time zone %L', p_time_zone),
      hint = 'Give a name such as Europe/Berlin.';
  end if;
  if p_diagnosis_hour is not null and p_diagnosis_hour not between 0 and 23 then
    raise exception using errcode = '22023', message = 'the hour must be 0 to 23';
  end if;
  update auth.organization o
  set time_zone = coalesce(p_time_zone, o.time_zone),
    diagnosis_hour = coalesce(p_diagnosis_hour::smallint, o.diagnosis_hour)
  where o.id = v_org;
  perform audit.append('set_calendar', (
    select format('%s, diagnosis at %s', o.time_zone, o.diagnosis_hour) from auth.organization o where o.id = v_org));
end $$;

-- The planning of runs: one row an organization that has data.
create table queue.diagnosis_plan (
  organization_id uuid primary key references queue.tenant on delete cascade,
  first_data_at timestamptz not null default clock_timestamp(),
  first_run_at timestamptz,
  -- Days since 1970-01-01: the last one whose scheduled run was made, or the one before that of the first run.
  last_day integer,
  check ((first_run_at is null) = (last_day is null))
);

-- The organization in context has data from now on.
create function queue.note_data() returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  insert into queue.diagnosis_plan (organization_id) values (v_org) on conflict do nothing;
end $$;

-- When the scheduled run of a day takes place: at the given hour of the next day. An hour that the clocks skip is the one
-- that they go on with.
create function queue.diagnosis_moment(p_day integer, p_time_zone text, p_hour integer) returns timestamptz
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select (date '1970-01-01' + (p_day + 1) + make_time(p_hour, 0, 0)) at time zone p_time_zone
$$;

-- The run that is due in an organization, if any. The first one as soon as the first data is in and scored, or after a
-- quarter of an hour; then one for each day, the earliest that is missing first, but none older than a month.
create function queue.due_diagnosis_of(p_organization uuid)
returns table (kind smallint, day integer, known_until timestamptz)
language plpgsql volatile security definer rows 1
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_plan record;
  v_today integer;
  v_moment timestamptz;
begin
  select d.first_data_at, d.first_run_at, d.last_day, o.time_zone, o.diagnosis_hour into v_plan
  from queue.diagnosis_plan d
  join auth.organization o on o.id = d.organization_id
  where d.organization_id = p_organization and o.status = 'active';
  if not found then
    return;
  end if;
  v_today := (v_now at time zone v_plan.time_zone)::date - date '1970-01-01';
  if v_plan.first_run_at is null then
    if v_plan.first_data_at > v_now - interval '15 minutes' then
      if v_plan.first_data_at > v_now - interval '30 seconds' then
        return;
      end if;
      -- Ordered as the index is, so that the index is what is read.
      perform 1 from queue.job j
      where j.organization_id = p_organization and j.state = 0 and j.kind in (1, 2)
      order by j.priority, j.ready_seq limit 1;
      if found then
        return;
      end if;
      perform 1 from queue.job j
      where j.organization_id = p_organization and j.state in (1, 2) and j.kind in (1, 2)
      order by j.interaction_id limit 1;
      if found then
        return;
      end if;
    end if;
    return query select 2::smallint, v_today, v_now;
    return;
  end if;
  v_today := greatest(v_plan.last_day + 1, v_today - 31);
  v_moment := queue.diagnosis_moment(v_today, v_plan.time_zone, v_plan.diagnosis_hour);
  if v_moment <= v_now then
    return query select 1::smallint, v_today, v_moment;
  end if;
end $$;

-- The same for the worker that holds the job of it.
create function queue.due_diagnosis()
returns table (kind smallint, day integer, known_until timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query select d.kind, d.day, d.known_until from queue.due_diagnosis_of(v_org) d;
end $$;

-- One job for each organization in which a run is due, two hundred at a time. One that was given up is tried again an hour
-- later. Nobody's open transaction holds up the others. Who has worked all there was says so: then the first data is in, and
-- nobody waits whether more comes.
create function queue.plan_diagnoses(p_is_drained boolean default false) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '50ms'
as $$
declare
  v_organization uuid;
  n integer := 0;
begin
  -- Interactions tell of themselves by their jobs; others are about no data.
  for v_organization in
    select t.organization_id
    from queue.tenant t
    where not exists (select from queue.diagnosis_plan d where d.organization_id = t.organization_id)
      -- Ordered as the index is, so that the index is what is read.
      and coalesce(
        (select 1 from queue.job j
         where j.organization_id = t.organization_id and j.kind in (1, 2) order by j.interaction_id limit 1),
        (select 1 from queue.job_done j
         where j.organization_id = t.organization_id and j.kind in (1, 2) order by j.interaction_id limit 1)
      ) is not null
    limit 200
  loop
    begin
      insert into queue.diagnosis_plan (organization_id) values (v_organization) on conflict do nothing;
    exception when lock_not_available then
      null;
    end;
  end loop;
  if p_is_drained then
    update queue.diagnosis_plan d
    set first_data_at = least(d.first_data_at, clock_timestamp() - interval '30 seconds')
    where d.organization_id = any(array(
      select p.organization_id from queue.diagnosis_plan p where p.first_run_at is null for update skip locked));
  end if;
  for v_organization in
    select d.organization_id
    from queue.diagnosis_plan d
    cross join lateral queue.due_diagnosis_of(d.organization_id)
    -- Ordered as the index is, so that the index is what is read.
    where (
        select true from queue.job j
        where j.organization_id = d.organization_id and j.interaction_id = d.organization_id and j.kind = 4
        order by j.organization_id, j.interaction_id limit 1) is null
      and not exists (
        select from queue.job_dead g
        where g.organization_id = d.organization_id and g.interaction_id = d.organization_id and g.kind = 4
          and g.died_at > clock_timestamp() - interval '1 hour')
    limit 200
  loop
    if queue.plan_job(v_organization, 4, 50) then
      n := n + 1;
    end if;
  end loop;
  return n;
end $$;

-- Ends the job of a run that is written in the same transaction. Whoever has lost the lease, or comes second, writes none.
create function queue.finish_diagnosis(p_job bigint, p_lease bigint, p_kind smallint, p_day integer) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  perform 1 from queue.complete(array[p_job], array[p_lease]) c where c.interaction_id = v_org;
  if not found then
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
  update queue.diagnosis_plan d
  set first_run_at = coalesce(d.first_run_at, clock_timestamp()), last_day = case p_kind when 2 then p_day - 1 else p_day end
  where d.organization_id = v_org
    and case p_kind when 2 then d.first_run_at is null when 1 then d.last_day < p_day else false end;
  if not found then
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
end $$;

-- Figures: which there are. The program's own catalogue (Diagnosis, MetricCatalogue) says the same, and a test holds the
-- two together.
create function phano.metric_catalogue()
returns table (name text, family text, unit text, direction text, is_summed boolean, maximum double precision)
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  values
    ('events', 'usage', 'events', 'higher_is_better', true, 1e12::double precision),
    ('sessions', 'usage', 'sessions', 'higher_is_better', true, 1e12),
    ('active_users', 'usage', 'people', 'higher_is_better', false, 1e9),
    ('weekly_active_users', 'usage', 'people', 'higher_is_better', false, 1e9),
    ('logins', 'usage', 'logins', 'higher_is_better', true, 1e12),
    ('feature_count', 'usage', 'features', 'higher_is_better', false, 1e6),
    ('seats_used', 'usage', 'seats', 'higher_is_better', false, 1e9),
    ('open_tickets', 'support', 'tickets', 'lower_is_better', false, 1e6),
    ('tickets_opened', 'support', 'tickets', 'ambiguous', true, 1e6),
    ('tickets_solved', 'support', 'tickets', 'ambiguous', true, 1e6),
    ('reopened_tickets', 'support', 'tickets', 'lower_is_better', true, 1e6),
    ('escalated_tickets', 'support', 'tickets', 'lower_is_better', true, 1e6),
    ('oldest_open_ticket_days', 'support', 'days', 'lower_is_better', false, 36500),
    ('resolution_hours', 'support', 'hours', 'lower_is_better', false, 876000)
$$;

-- Store figures of the organization in context; accounts that are not there yet are created. A figure that is the same as
-- the latest one known changes nothing. Returns how many are new or corrected.
-- Runs as the owner, whom row security binds too: nobody else may insert, so no figure is of an unknown name, in the future,
-- or recorded at another time than it was.
create function phano.store_metrics(
  p_accounts text[], p_days date[], p_names text[], p_values double precision[]
) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_today date;
  v_bad record;
  n integer;
begin
  -- Draws a number before anything is timed, so that a run can wait for those who were quicker.
  perform pg_current_xact_id();
  select c.today into v_today from ctx.calendar() c;
  select g.position,
    case
      when coalesce(g.account, '') = '' then 'the account is missing'
      when g.account like '%@%' then 'an address is no account id'
      when g.day is null or g.value is null then 'day and value are required'
      when known.name is null then format('unknown name %L', left(g.name, 100))
      when g.day > v_today then format('the day %s is in the future', g.day)
      when g.day < date '2000-01-01' then format('the day %s is before 2000', g.day)
      else format('%s must be 0 to %s', g.name, known.maximum)
    end as problem,
    case when known.name is null then (
      select 'Known names: ' || string_agg(k.name, ', ' order by k.family desc, k.name) || '.'
      from phano.metric_catalogue() k)
    end as hint
  into v_bad
  from unnest(p_accounts, p_days, p_names, p_values) with ordinality as g (account, day, name, value, position)
  left join phano.metric_catalogue() known on known.name = g.name
  where coalesce(g.account, '') = '' or g.account like '%@%' or g.day is null or g.value is null
    or known.name is null or g.day > v_today or g.day < date '2000-01-01'
    -- NaN is larger than all numbers.
    or g.value < 0 or g.value > known.maximum
  order by g.position
  limit 1;
  if found then
    raise exception using errcode = '22023', message = format('figure %s: %s', v_bad.position, v_bad.problem),
      hint = coalesce(v_bad.hint, 'Mend it and submit all of them again: none was stored.');
  end if;
  perform phano.store_accounts(p_accounts, array_fill(null::bytea, array[cardinality(p_accounts)]));
  perform queue.note_data();
  insert into phano.metric (organization_id, account_id, name, day, value)
  select v_org, a.id, g.name, g.day, g.value
  from (
    select distinct on (given.account, given.name, given.day) given.account, given.name, given.day, given.value
    from unnest(p_accounts, p_days, p_names, p_values) with ordinality as given (account, day, name, value, position)
    order by given.account, given.name, given.day, given.position desc
  ) g
  join phano.account a on a.organization_id = v_org and a.external_id = g.account
  left join lateral (
    select m.value from phano.metric m
    where m.organization_id = v_org and m.account_id = a.id and m.name = g.name and m.day = g.day
    order by m.recorded_at desc
    limit 1
  ) latest on true
  where latest.value is distinct from g.value;
  get diagnostics n = row_count;
  return n;
end $$;

-- Submit figures: a JSON array of {"account", "day", "name", "value"}. All are stored or none.
create function phano.submit_metrics(p_organization uuid, p_metrics jsonb) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bad bigint;
begin
  perform ctx.enter(p_organization);
  if jsonb_typeof(p_metrics) is distinct from 'array' then
    raise exception using errcode = '22023', message = 'figures must be a JSON array';
  end if;
  select m.position into v_bad
  from jsonb_array_elements(p_metrics) with ordinality as m (value, position)
  where jsonb_typeof(m.value -> 'account') is distinct from 'string'
    or jsonb_typeof(m.value -> 'name') is distinct from 'string'
    or jsonb_typeof(m.value -> 'value') is distinct from 'number'
    or coalesce(m.value ->> 'day', '') !~ '^\d{4}-\d{2}-\d{2}$'
  limit 1;
  if found then
    raise exception using errcode = '22023', message = format('figure %s has no usable account, day, name or value', v_bad),
      hint = 'Every figure is {"account": "acme", "day": "2026-11-20", "name": "events", "value": 17}.';
  end if;
  return (
    select case when count(*) = 0 then 0 else phano.store_metrics(
      array_agg(m.value ->> 'account' order by m.position), array_agg((m.value ->> 'day')::date order by m.position),
      array_agg(m.value ->> 'name' order by m.position),
      array_agg((m.value ->> 'value')::double precision order by m.position)) end
    from jsonb_array_elements(p_metrics) with ordinality as m (value, position));
end $$;

-- What happened to a ticket, as events that are never changed. kind: 1 opened, 2 solved, 3 reopened, 4 escalated
-- The ticket's id is what interactions of it have as their thread: both carry the same blind index, by which they are
-- joined. The id itself is sealed, because threads are named by whoever writes.
create table phano.ticket_event (
  organization_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  ticket vault.sealed not null,
  conversation vault.blind_index not null,
  kind smallint not null check (kind between 1 and 4),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, conversation, kind, occurred_at),
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
create index ticket_event_by_account on phano.ticket_event (organization_id, account_id, occurred_at);
call ctx.protect('phano.ticket_event');
call ctx.protect_custody('phano.ticket_event');
grant select on phano.ticket_event to phano_worker, phano_operator, phano_host;
grant insert (organization_id, id, account_id, ticket, conversation, kind, occurred_at) on phano.ticket_event
  to phano_worker, phano_operator, phano_host;
grant update (ticket) on phano.ticket_event to phano_custodian;
create policy custodian_updates on phano.ticket_event as restrictive for update to phano_custodian
  using ((select ctx.is_custodian())) with check ((select ctx.is_custodian()));

-- In the intake they are of kind 3: the database has no key to seal them, nor to make the blind index.
alter table phano.intake drop constraint intake_kind_check;
alter table phano.intake add constraint intake_kind_check check (kind between 1 and 3);

-- Submit ticket events: a JSON array of {"account", "ticket", "event": "opened"|"solved"|"reopened"|"escalated", "at"}. The
-- same event again changes nothing. Returns how many are new to the intake.
create function phano.submit_ticket_events(p_organization uuid, p_events jsonb) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bad record;
  v_new uuid[];
begin
  perform ctx.enter(p_organization);
  if jsonb_typeof(p_events) is distinct from 'array' then
    raise exception using errcode = '22023', message = 'ticket events must be a JSON array';
  end if;
  select e.position,
    case
      when coalesce(e.value ->> 'account', '') = '' or coalesce(e.value ->> 'ticket', '') = '' then
        'account and ticket are required'
      when array_position(array['opened', 'solved', 'reopened', 'escalated'], e.value ->> 'event') is null then
        'the event must be opened, solved, reopened or escalated'
      when e.value ->> 'at' is null then 'the time is missing'
      else 'the time is in the future'
    end as problem
  into v_bad
  from jsonb_array_elements(p_events) with ordinality as e (value, position)
  where coalesce(e.value ->> 'account', '') = '' or coalesce(e.value ->> 'ticket', '') = ''
    or array_position(array['opened', 'solved', 'reopened', 'escalated'], e.value ->> 'event') is null
    or e.value ->> 'at' is null
    or (e.value ->> 'at')::timestamptz > clock_timestamp() + interval '5 minutes'
  order by e.position
  limit 1;
  if found then
    raise exception using errcode = '22023', message = format('ticket event %s: %s', v_bad.position, v_bad.problem),
      hint = 'Every event is {"account": "acme", "ticket": "T-4711", "event": "opened", "at": "2026-11-20T09:12:00+01:00"}.';
  end if;
  with added as (
    insert into phano.intake (organization_id, kind, source, external_id, document)
    select distinct on (name) p_organization, 3, 'ticket_event', name, document
    from (
      select
        encode(sha256(convert_to(jsonb_build_array(
          e.value ->> 'account', e.value ->> 'ticket', e.value ->> 'event',
          extract(epoch from (e.value ->> 'at')::timestamptz))::text, 'UTF8')), 'hex') as name,
        jsonb_build_object('account', e.value ->> 'account', 'ticket', e.value ->> 'ticket', 'event', e.value ->> 'event',
          'at', extract(epoch from (e.value ->> 'at')::timestamptz)) as document
      from jsonb_array_elements(p_events) as e (value)
    ) given
    order by name
    on conflict (organization_id, source, external_id) do nothing
    returning id
  )
  select array_agg(a.id) into v_new from added a;
  if v_new is null then
    return 0;
  end if;
  perform queue.enqueue(v_new, 50::smallint, 2::smallint);
  return cardinality(v_new);
end $$;

-- Store ticket events that were sealed by the caller; the same event again changes nothing. Returns how many are new.
create function phano.store_ticket_events(
  p_key_version integer, p_ids uuid[], p_accounts text[], p_tickets bytea[], p_conversations bytea[], p_kinds smallint[],
  p_times timestamptz[]
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
  if exists (select from unnest(p_times) as given (at) where given.at > clock_timestamp() + interval '5 minutes') then
    raise exception using errcode = '22023', message = 'a ticket event is in the future';
  end if;
  perform phano.store_accounts(p_accounts, array_fill(null::bytea, array[cardinality(p_accounts)]));
  perform queue.note_data();
  insert into phano.ticket_event (organization_id, id, account_id, ticket, conversation, kind, occurred_at)
  select v_org, given.id, a.id, given.ticket, given.conversation, given.kind, given.at
  from unnest(p_ids, p_accounts, p_tickets, p_conversations, p_kinds, p_times)
    as given (id, account, ticket, conversation, kind, at)
  join phano.account a on a.organization_id = v_org and a.external_id = given.account
  on conflict (organization_id, conversation, kind, occurred_at) do nothing;
  get diagnostics n = row_count;
  return n;
end $$;

-- Runs. kind: 1 scheduled, 2 first, 3 manual
create table phano.diagnosis_run (
  organization_id uuid not null references auth.organization,
  id uuid not null,
  kind smallint not null check (kind between 1 and 3),
  -- What happened until its end is looked at, as far as it was known at known_until.
  day date not null,
  known_until timestamptz not null,
  time_zone text not null,
  model text not null check (model <> ''),
  -- The figure that stands for usage; null when no account had any.
  usage_metric text,
  -- The run whose verdicts this one goes on from.
  previous_id uuid,
  accounts integer not null check (accounts >= 0),
  made_by name not null default session_user,
  made_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id)
);
-- However many workers there are, these are made once.
create unique index diagnosis_run_scheduled on phano.diagnosis_run (organization_id, day) where kind = 1;
create unique index diagnosis_run_first on phano.diagnosis_run (organization_id) where kind = 2;
create index diagnosis_run_by_day on phano.diagnosis_run (organization_id, day, known_until);

create table phano.diagnosis (
  organization_id uuid not null,
  run_id uuid not null,
  account_id uuid not null,
  day date not null,
  verdict text not null check (verdict in ('insufficient_evidence', 'at_risk', 'watch_unconfirmed', 'healthy', 'stable')),
  score double precision not null check (score between 0 and 100),
  lower double precision not null,
  upper double precision not null,
  confidence double precision not null check (confidence between 0 and 1),
  adverse text[] not null,
  -- Whether people should see it first (Diagnosis, DiagnosisChange): on an account's first run, and whenever it moved.
  is_changed boolean not null default false,
  -- Ids and figures, and nothing that anybody wrote (Diagnosis, AccountDiagnosis).
  details jsonb not null,
  -- How much it was made of, so that a later look can tell whether data was erased since.
  evidence jsonb not null,
  -- The account's master data has no history of its own, so what it was is kept here.
  segment text,
  arr_eur bigint,
  renewal_on date,
  since date not null,
  primary key (organization_id, run_id, account_id),
  foreign key (organization_id, run_id) references phano.diagnosis_run (organization_id, id) on delete cascade,
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
create index diagnosis_by_account on phano.diagnosis (organization_id, account_id, day);

-- What a person says of a diagnosis. kind: 1 wrong, 2 confirmed
create table phano.diagnosis_feedback (
  organization_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  account_id uuid not null,
  day date not null,
  kind smallint not null check (kind between 1 and 2),
  reason vault.sealed not null,
  given_by name not null default session_user,
  given_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  foreign key (organization_id, run_id, account_id)
    references phano.diagnosis (organization_id, run_id, account_id) on delete cascade,
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
create index diagnosis_feedback_by_diagnosis on phano.diagnosis_feedback (organization_id, run_id, account_id);
create index diagnosis_feedback_by_account on phano.diagnosis_feedback (organization_id, account_id);

do $$
declare
  t regclass;
begin
  foreach t in array array['phano.diagnosis_run', 'phano.diagnosis', 'phano.diagnosis_feedback']::regclass[] loop
    call ctx.protect(t);
    call ctx.protect_custody(t);
    execute format('grant select on %s to phano_operator', t);
  end loop;
end $$;
grant select on phano.diagnosis_run, phano.diagnosis to phano_worker;
-- When a row came and by whom is for nobody to say but the database.
grant insert (organization_id, id, kind, day, known_until, time_zone, model, usage_metric, previous_id, accounts)
  on phano.diagnosis_run to phano_worker, phano_operator;
grant insert on phano.diagnosis to phano_worker, phano_operator;
grant insert (organization_id, id, run_id, account_id, day, kind, reason) on phano.diagnosis_feedback to phano_operator;
grant update (reason) on phano.diagnosis_feedback to phano_custodian;
create policy custodian_updates on phano.diagnosis_feedback as restrictive for update to phano_custodian
  using ((select ctx.is_custodian())) with check ((select ctx.is_custodian()));
-- A person makes manual runs and no others, and adds nothing to those of workers.
create policy people_by_hand on phano.diagnosis_run as restrictive for insert to phano_operator with check (kind = 3);
create policy people_by_hand on phano.diagnosis as restrictive for insert to phano_operator
  with check (exists (
    select from phano.diagnosis_run r
    where r.organization_id = diagnosis.organization_id and r.id = diagnosis.run_id and r.kind = 3
      and r.made_by = session_user));

-- Writes a run, whole or not at all; the arrays run in parallel, one element an account. A worker shows the job that the
-- run was planned as, which ends with it; a person who makes one by hand has none. Returns the run's id.
create function phano.record_diagnosis(
  p_job bigint, p_lease bigint, p_kind smallint, p_day date, p_known_until timestamptz, p_time_zone text, p_model text,
  p_usage_metric text, p_previous uuid, p_accounts uuid[], p_verdicts text[], p_scores double precision[],
  p_lowers double precision[], p_uppers double precision[], p_confidences double precision[], p_adverse text[],
  p_details text[], p_evidence text[], p_segments text[], p_arr bigint[], p_renewals date[], p_since date[],
  p_changed boolean[]
) returns uuid
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_run uuid := gen_random_uuid();
begin
  if p_job is null and p_kind <> 3 then
    raise exception using errcode = '42501', message = 'a planned run takes the job that it was planned as';
  end if;
  if p_job is not null then
    perform queue.finish_diagnosis(p_job, p_lease, p_kind, p_day - date '1970-01-01');
  end if;
  insert into phano.diagnosis_run
    (organization_id, id, kind, day, known_until, time_zone, model, usage_metric, previous_id, accounts)
  values (v_org, v_run, p_kind, p_day, p_known_until, p_time_zone, p_model, p_usage_metric, p_previous,
    cardinality(p_accounts));
  insert into phano.diagnosis
    (organization_id, run_id, account_id, day, verdict, score, lower, upper, confidence, adverse, details, evidence,
     segment, arr_eur, renewal_on, since, is_changed)
  select v_org, v_run, g.account, p_day, g.verdict, g.score, g.lower, g.upper, g.confidence,
    string_to_array(g.adverse, ','), g.details::jsonb, g.evidence::jsonb, g.segment, g.arr, g.renewal, g.since,
    g.is_changed
  from unnest(p_accounts, p_verdicts, p_scores, p_lowers, p_uppers, p_confidences, p_adverse, p_details, p_evidence,
    p_segments, p_arr, p_renewals, p_since, p_changed)
    as g (account, verdict, score, lower, upper, confidence, adverse, details, evidence, segment, arr, renewal, since,
      is_changed);
  if p_kind <> 3 then
    -- Whom it is to be told (0011).
    perform phano.publish_run(v_run);
  end if;
  return v_run;
end $$;

-- Privileges.

grant update (time_zone, diagnosis_hour) on auth.organization to phano_ctx;
grant create on schema ctx to phano_ctx;
alter function ctx.calendar() owner to phano_ctx;
alter function ctx.set_calendar(text, integer) owner to phano_ctx;
revoke create on schema ctx from phano_ctx;
revoke all on function ctx.calendar(), ctx.set_calendar(text, integer) from public;
grant execute on function ctx.calendar() to phano_worker, phano_operator, phano_host, phano_owner;
grant execute on function ctx.set_calendar(text, integer) to phano_custodian;

grant select, insert, update, delete on queue.diagnosis_plan to phano_queue;
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'queue'::regnamespace and p.proname in (
      'note_data', 'diagnosis_moment', 'due_diagnosis_of', 'due_diagnosis', 'plan_diagnoses', 'finish_diagnosis')
  loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to phano_queue', f);
  end loop;
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'phano'::regnamespace and p.proname in (
      'metric_catalogue', 'store_metrics', 'submit_metrics', 'submit_ticket_events', 'store_ticket_events',
      'record_diagnosis')
  loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
grant execute on function queue.note_data() to phano_worker, phano_operator, phano_host, phano_owner;
grant execute on function queue.diagnosis_moment(integer, text, integer), queue.due_diagnosis()
  to phano_worker, phano_operator;
grant execute on function queue.plan_diagnoses(boolean) to phano_dispatcher;
grant execute on function queue.finish_diagnosis(bigint, bigint, smallint, integer) to phano_worker;
grant execute on function phano.metric_catalogue(), phano.store_metrics(text[], date[], text[], double precision[]),
  phano.submit_metrics(uuid, jsonb), phano.submit_ticket_events(uuid, jsonb)
  to phano_operator, phano_host;
grant execute on function phano.store_ticket_events(
  integer, uuid[], text[], bytea[], bytea[], smallint[], timestamptz[]) to phano_worker, phano_operator, phano_host;
grant execute on function phano.record_diagnosis(
  bigint, bigint, smallint, date, timestamptz, text, text, text, uuid, uuid[], text[], double precision[],
  double precision[], double precision[], double precision[], text[], text[], text[], text[], bigint[], date[], date[], boolean[])
  to phano_worker, phano_operator;
