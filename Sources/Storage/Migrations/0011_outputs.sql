-- Where diagnoses go: destinations, and the deliveries to them. A delivery is written in the transaction that writes the run
-- it tells of, so that none is lost and none is told of what never was. It holds ids and codes only: what is sent is made of
-- the run when it is sent, so nothing of a customer's lies here, and an account that is erased takes its deliveries along.

-- kind: 1 webhook, 2 slack, 3 hubspot, 4 salesforce; state: 1 enabled, 2 paused (deliveries gather), 3 disabled (none do)
create table phano.output_destination (
  organization_id uuid not null references auth.organization,
  id uuid not null,
  name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  kind smallint not null check (kind between 1 and 4),
  -- What it is told of: 1 a run is complete, 2 an account has changed.
  events smallint[] not null check (events <@ '{1,2}'),
  state smallint not null default 1 check (state between 1 and 3),
  -- Why it is not enabled: a code.
  reason text check (reason in ('paused', 'gone', 'unreachable')),
  -- Nothing is sent before: it did not answer, or asked for patience.
  held_until timestamptz,
  -- Where to, and what is shown there; signing secrets, tokens and secret addresses.
  settings vault.sealed not null,
  secrets vault.sealed not null,
  created_by name not null default session_user,
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, id),
  unique (organization_id, name),
  check ((state = 1) = (reason is null))
);

-- event: 1 a run is complete, 2 an account has changed, 3 a test; state: 1 pending, 2 delivered, 3 failed
create table phano.output_delivery (
  organization_id uuid not null,
  -- What receivers know it by, however often it is sent.
  id uuid not null default gen_random_uuid(),
  destination_id uuid not null,
  event smallint not null check (event between 1 and 3),
  run_id uuid,
  account_id uuid,
  state smallint not null default 1 check (state between 1 and 3),
  created_at timestamptz not null default clock_timestamp(),
  -- Among those of one moment.
  position integer not null default 0,
  -- Since it was last begun, by which it waits; and altogether.
  tries smallint not null default 0,
  attempts integer not null default 0,
  next_at timestamptz not null default clock_timestamp(),
  last_status smallint,
  last_code text check (last_code ~ '^[a-z][a-z0-9_]{0,39}$'),
  ended_at timestamptz,
  primary key (organization_id, id),
  check ((event = 3) = (run_id is null) and (event = 2) = (account_id is not null)),
  check ((state = 1) = (ended_at is null)),
  foreign key (organization_id, destination_id)
    references phano.output_destination (organization_id, id) on delete cascade,
  foreign key (organization_id, run_id) references phano.diagnosis_run (organization_id, id) on delete cascade,
  foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
);
-- Whoever publishes a run again publishes nothing.
create unique index output_delivery_of_run on phano.output_delivery (organization_id, destination_id, run_id)
  where event = 1;
create unique index output_delivery_of_account
  on phano.output_delivery (organization_id, destination_id, run_id, account_id) where event = 2;
create index output_delivery_pending on phano.output_delivery (organization_id, destination_id, created_at, position)
  where state = 1;
create index output_delivery_by_destination on phano.output_delivery (organization_id, destination_id, created_at);
create index output_delivery_by_run on phano.output_delivery (organization_id, run_id);
create index output_delivery_by_account on phano.output_delivery (organization_id, account_id);
create index output_delivery_by_end on phano.output_delivery (organization_id, ended_at) where state <> 1;

-- The log: one row each time that something was sent. No status: no answer came, and the code says why.
create table phano.output_attempt (
  organization_id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  at timestamptz not null default clock_timestamp(),
  status smallint,
  code text check (code ~ '^[a-z][a-z0-9_]{0,39}$'),
  milliseconds integer not null check (milliseconds >= 0),
  primary key (organization_id, delivery_id, number),
  foreign key (organization_id, delivery_id) references phano.output_delivery (organization_id, id) on delete cascade
);

do $$
declare
  t regclass;
begin
  foreach t in array array['phano.output_destination', 'phano.output_delivery', 'phano.output_attempt']::regclass[] loop
    call ctx.protect(t);
    call ctx.protect_custody(t);
    execute format('grant select on %s to phano_operator', t);
  end loop;
end $$;
grant select on phano.output_destination, phano.output_delivery to phano_worker;
-- Sealing anew.
grant update (settings, secrets) on phano.output_destination to phano_custodian;
create policy custodian_updates on phano.output_destination as restrictive for update to phano_custodian
  using ((select ctx.is_custodian())) with check ((select ctx.is_custodian()));

-- The queue's part: one job a destination, of kind 5, whose place is the destination's id. So one worker at a time sends to
-- it, in order.

create index job_of_output on queue.job (organization_id, interaction_id) where kind = 5;

-- There is something to send. A job that is there is locked, so that its worker, which may just have seen that nothing is
-- left, ends it before this or looks again.
create function queue.plan_output(p_destination uuid, p_is_urgent boolean) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  delete from queue.job_dead d
  where d.organization_id = v_org and d.interaction_id = p_destination and d.kind = 5;
  insert into queue.job as j (organization_id, interaction_id, kind, priority)
  values (v_org, p_destination, 5, 60)
  on conflict (organization_id, interaction_id, kind) do update
  set state = case when j.state = 2 and p_is_urgent then 0 else j.state end;
end $$;

-- The destination whose job the calling worker holds under this lease. Holds on to the job until the end of the transaction.
create function queue.held_output(p_job bigint, p_lease bigint) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_held queue.lease := queue.leaseholder();
  v_destination uuid;
begin
  select j.interaction_id into v_destination
  from queue.job j
  where j.id = p_job and j.lease = p_lease and j.organization_id = v_held.organization_id and j.kind = 5
    and j.state = 1 and j.worker_id = v_held.worker_id
  for update nowait;
  if not found then
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
  return v_destination;
end $$;

-- Something was sent: what killed workers before did not this time.
create function queue.renew_output(p_job bigint, p_lease bigint) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform queue.held_output(p_job, p_lease);
  update queue.job j set rescues = 0 where j.id = p_job and j.rescues > 0;
end $$;

-- Puts a job off until a moment, or back in line.
create function queue.postpone_output(p_job bigint, p_lease bigint, p_at timestamptz) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform queue.held_output(p_job, p_lease);
  update queue.job j
  set state = case when p_at > clock_timestamp() then 2 else 0 end, run_at = p_at, attempt = 0, last_error = null,
    ready_seq = nextval('queue.ready_seq'), worker_id = null, lease = null
  where j.id = p_job;
end $$;

-- What a person asks to be forgotten: the job of a destination that is no more.
create function queue.forget_output(p_destination uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  delete from queue.job j where j.organization_id = v_org and j.interaction_id = p_destination and j.kind = 5;
  delete from queue.job_dead d where d.organization_id = v_org and d.interaction_id = p_destination and d.kind = 5;
end $$;

-- The outbox.

-- Writes the deliveries of a run, for one destination or for all that want it; those that are there stay as they are. With
-- p_all, of every account and not of those alone that changed. Returns how many are new.
create function phano.write_deliveries(p_run uuid, p_destination uuid, p_all boolean) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_at timestamptz := clock_timestamp();
  v_destination record;
  n integer := 0;
  v_rows integer;
begin
  for v_destination in
    select o.id, o.events, o.state
    from phano.output_destination o
    where o.organization_id = v_org and o.state < 3 and (p_destination is null or o.id = p_destination)
    order by o.id
  loop
    insert into phano.output_delivery (organization_id, destination_id, event, run_id, account_id, created_at, position)
    select v_org, v_destination.id, 1, p_run, null, v_at, 0
    where 1 = any(v_destination.events)
    union all
    select v_org, v_destination.id, 2, p_run, d.account_id, v_at,
      row_number() over (order by d.score, d.account_id)
    from phano.diagnosis d
    where 2 = any(v_destination.events) and d.organization_id = v_org and d.run_id = p_run and (d.is_changed or p_all)
    on conflict do nothing;
    get diagnostics v_rows = row_count;
    if v_rows > 0 and v_destination.state = 1 then
      perform queue.plan_output(v_destination.id, false);
    end if;
    n := n + v_rows;
  end loop;
  return n;
end $$;

-- For whoever has just written a run (phano.record_diagnosis). What a person had made and kept is for that person.
create function phano.publish_run(p_run uuid) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  perform 1 from phano.diagnosis_run r where r.organization_id = v_org and r.id = p_run and r.kind in (1, 2);
  if not found then
    return 0;
  end if;
  return phano.write_deliveries(p_run, null, false);
end $$;

-- What is due next at the destination whose job the worker holds: the earliest in order. No row when there is none.
create function phano.next_delivery(p_job bigint, p_lease bigint)
returns table (
  destination_id uuid, name text, kind smallint, settings bytea, secrets bytea,
  delivery_id uuid, event smallint, run_id uuid, account_id uuid, tries smallint, created_at timestamptz)
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_destination uuid := queue.held_output(p_job, p_lease);
begin
  return query
  select o.id, o.name, o.kind, o.settings::bytea, o.secrets::bytea, d.id, d.event, d.run_id, d.account_id, d.tries,
    d.created_at
  from phano.output_destination o
  join phano.output_delivery d on d.organization_id = v_org and d.destination_id = o.id
  where o.organization_id = v_org and o.id = v_destination and o.state = 1
    and (o.held_until is null or o.held_until <= clock_timestamp())
    and d.state = 1 and d.next_at <= clock_timestamp()
  order by d.created_at, d.position, d.id
  limit 1;
end $$;

-- What came of sending one. outcome: 1 delivered, 2 to be sent again after p_wait seconds, 3 given up, 4 given up, and the
-- destination with it, since it is gone or was not reached in all that time, 5 as 2, and nothing else is sent before.
create function phano.record_attempt(
  p_job bigint, p_lease bigint, p_delivery uuid, p_outcome smallint, p_status smallint, p_code text,
  p_milliseconds integer, p_wait double precision
) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_destination uuid := queue.held_output(p_job, p_lease);
  v_number integer;
  v_reason text := case when p_status = 410 then 'gone' else 'unreachable' end;
begin
  if p_outcome is null or p_outcome not between 1 and 5 then
    raise exception using errcode = '22023', message = 'an outcome is 1 to 5';
  end if;
  update phano.output_delivery d
  set tries = d.tries + 1, attempts = d.attempts + 1, last_status = p_status, last_code = p_code,
    state = case p_outcome when 1 then 2 when 2 then 1 when 5 then 1 else 3 end,
    next_at = clock_timestamp() + make_interval(secs => coalesce(p_wait, 0)),
    ended_at = case when p_outcome in (2, 5) then null else clock_timestamp() end
  where d.organization_id = v_org and d.id = p_delivery and d.destination_id = v_destination and d.state = 1
  returning d.attempts into v_number;
  if not found then
    -- Removed or replayed meanwhile.
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
  insert into phano.output_attempt (organization_id, delivery_id, number, status, code, milliseconds)
  values (v_org, p_delivery, v_number, p_status, p_code, p_milliseconds);
  update phano.output_destination o
  set held_until = case when p_outcome = 5 then clock_timestamp() + make_interval(secs => coalesce(p_wait, 0)) end
  where o.organization_id = v_org and o.id = v_destination and (p_outcome = 5 or o.held_until is not null);
  if p_outcome = 4 then
    update phano.output_destination o
    set state = 3, reason = v_reason, changed_at = clock_timestamp()
    where o.organization_id = v_org and o.id = v_destination and o.state = 1;
    if found then
      perform audit.append('disable_output', format('%s: %s', v_destination, v_reason));
    end if;
  end if;
  perform queue.renew_output(p_job, p_lease);
end $$;

-- Ends the job when nothing is left to send, puts it off until the next is due, or, when some is due, back in line so that
-- the others get their turn. The job is locked first: whoever writes a delivery locks it too, so none is left behind.
create function phano.end_outputs(p_job bigint, p_lease bigint) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  v_destination uuid := queue.held_output(p_job, p_lease);
  v_next timestamptz;
begin
  select greatest(min(d.next_at), min(o.held_until)) into v_next
  from phano.output_destination o
  join phano.output_delivery d on d.organization_id = v_org and d.destination_id = o.id
  where o.organization_id = v_org and o.id = v_destination and o.state = 1 and d.state = 1;
  if v_next is null then
    perform queue.complete(array[p_job], array[p_lease]);
  else
    perform queue.postpone_output(p_job, p_lease, v_next);
  end if;
end $$;

-- For custodians, since a destination is a way out for what an organization knows of its customers. Each goes on record.

create function phano.add_output(
  p_key_version integer, p_id uuid, p_name text, p_kind smallint, p_events smallint[], p_settings bytea, p_secrets bytea
) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  v_run uuid;
begin
  perform vault.require_version(p_key_version);
  insert into phano.output_destination (organization_id, id, name, kind, events, settings, secrets)
  values (v_org, p_id, p_name, p_kind, p_events, p_settings, p_secrets);
  perform audit.append('add_output', format('%s %s', p_id, p_name));
  -- What is known on the day that it is connected goes out that day, of every account.
  select r.id into v_run
  from phano.diagnosis_run r
  where r.organization_id = v_org
  order by r.day desc, r.known_until desc
  limit 1;
  return case when v_run is null then 0 else phano.write_deliveries(v_run, p_id, true) end;
end $$;

-- Replaces settings and secrets, null keeps, as they were when the caller read them.
create function phano.change_output(
  p_key_version integer, p_id uuid, p_settings bytea, p_secrets bytea, p_old_secrets bytea
) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  perform vault.require_version(p_key_version);
  update phano.output_destination o
  set settings = coalesce(p_settings, o.settings), secrets = coalesce(p_secrets, o.secrets),
    changed_at = clock_timestamp()
  where o.organization_id = v_org and o.id = p_id and o.secrets = p_old_secrets;
  if found then
    perform audit.append('change_output', p_id::text);
  end if;
  return found;
end $$;

-- Enabled (1) or paused (2). What gathered meanwhile is sent, and what had waited for its next try goes at once.
create function phano.set_output_state(p_id uuid, p_state smallint) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  if p_state is null or p_state not in (1, 2) then
    raise exception using errcode = '22023', message = 'a destination is enabled (1) or paused (2)';
  end if;
  update phano.output_destination o
  set state = p_state, reason = case p_state when 2 then 'paused' end, held_until = null,
    changed_at = clock_timestamp()
  where o.organization_id = v_org and o.id = p_id;
  if not found then
    return false;
  end if;
  if p_state = 1 then
    update phano.output_delivery d set tries = 0, next_at = clock_timestamp()
    where d.organization_id = v_org and d.destination_id = p_id and d.state = 1;
    perform queue.plan_output(p_id, true);
  end if;
  perform audit.append(case p_state when 1 then 'resume_output' else 'pause_output' end, p_id::text);
  return true;
end $$;

-- A delivery that tells of nothing.
create function phano.test_output(p_id uuid) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  v_delivery uuid;
begin
  insert into phano.output_delivery (organization_id, destination_id, event)
  select v_org, o.id, 3 from phano.output_destination o
  where o.organization_id = v_org and o.id = p_id and o.state = 1
  returning id into v_delivery;
  if v_delivery is not null then
    update phano.output_destination o set held_until = null where o.organization_id = v_org and o.id = p_id;
    perform queue.plan_output(p_id, true);
    perform audit.append('test_output', p_id::text);
  end if;
  return v_delivery;
end $$;

-- Sends ended deliveries once more, under the ids that they had: the given ones, or with none given those that failed since.
create function phano.replay_outputs(p_id uuid, p_deliveries uuid[], p_since timestamptz) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  n integer;
begin
  update phano.output_delivery d
  set state = 1, tries = 0, next_at = clock_timestamp(), ended_at = null
  where d.organization_id = v_org and d.destination_id = p_id and d.state <> 1
    and case when p_deliveries is null then d.state = 3 and d.ended_at >= p_since else d.id = any(p_deliveries) end;
  get diagnostics n = row_count;
  if n > 0 then
    update phano.output_destination o set held_until = null where o.organization_id = v_org and o.id = p_id;
    perform queue.plan_output(p_id, true);
    perform audit.append('replay_outputs', format('%s: %s', p_id, n));
  end if;
  return n;
end $$;

create function phano.remove_output(p_id uuid) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  perform queue.forget_output(p_id);
  delete from phano.output_destination o where o.organization_id = v_org and o.id = p_id;
  if found then
    perform audit.append('remove_output', p_id::text);
    return true;
  end if;
  return false;
end $$;

-- What retention does about them, as it does about jobs: what ended before the given number of days.
create function phano.expire_deliveries(p_days integer, p_limit integer) returns integer
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.org();
  n integer;
begin
  delete from phano.output_delivery d
  where d.organization_id = v_org
    and d.id = any(array(
      select o.id from phano.output_delivery o
      where o.organization_id = v_org and o.state <> 1
        and o.ended_at < clock_timestamp() - make_interval(days => p_days)
      order by o.ended_at
      limit p_limit));
  get diagnostics n = row_count;
  return n;
end $$;

-- Privileges.

do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'queue'::regnamespace and p.proname in (
      'plan_output', 'held_output', 'renew_output', 'postpone_output', 'forget_output')
  loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to phano_queue', f);
  end loop;
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'phano'::regnamespace and p.proname in (
      'write_deliveries', 'publish_run', 'next_delivery', 'record_attempt', 'end_outputs', 'add_output', 'change_output',
      'set_output_state', 'test_output', 'replay_outputs', 'remove_output', 'expire_deliveries')
  loop
    execute format('revoke all on function %s from public', f);
  end loop;
end $$;
-- What the functions above do on the way, as the tables' owner; no login may.
grant execute on function queue.plan_output(uuid, boolean), queue.renew_output(bigint, bigint),
  queue.forget_output(uuid), vault.require_version(integer) to phano_owner;
grant execute on function queue.held_output(bigint, bigint) to phano_owner, phano_worker;
grant execute on function queue.postpone_output(bigint, bigint, timestamptz) to phano_worker;
grant execute on function phano.publish_run(uuid) to phano_worker;
grant execute on function phano.next_delivery(bigint, bigint),
  phano.record_attempt(bigint, bigint, uuid, smallint, smallint, text, integer, double precision),
  phano.end_outputs(bigint, bigint) to phano_worker;
grant execute on function phano.add_output(integer, uuid, text, smallint, smallint[], bytea, bytea),
  phano.change_output(integer, uuid, bytea, bytea, bytea), phano.set_output_state(uuid, smallint), phano.test_output(uuid),
  phano.replay_outputs(uuid, uuid[], timestamptz), phano.remove_output(uuid) to phano_custodian;
