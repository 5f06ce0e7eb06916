-- The queue. Live jobs only, opaque ids only; finished ones move to job_done, given-up ones to job_dead.
-- state: 0 ready, 1 leased, 2 waiting (run_at in the future), 4 blocked (the wire gate refused to send)
-- The numbers stand as literals in every query, because a parameter would defeat the partial indexes.

create sequence queue.ready_seq cache 1;
create sequence queue.lease_seq cache 1;

create table queue.tenant (
  organization_id uuid primary key references auth.organization,
  weight real not null default 1 check (weight > 0),
  max_in_flight integer not null default 1000 check (max_in_flight > 0),
  is_paused boolean not null default false,
  -- Whether its text stays within the EEA, whatever grounds there are (0004).
  forbids_transfer boolean not null default false
);

create table queue.job (
  id bigint generated always as identity primary key,
  organization_id uuid not null,
  interaction_id uuid not null,
  kind smallint not null default 1 check (kind between 1 and 5),
  state smallint not null default 0 check (state in (0, 1, 2, 4)),
  priority smallint not null default 100,
  attempt smallint not null default 0,
  rescues smallint not null default 0,
  ready_seq bigint not null default nextval('queue.ready_seq'),
  enqueued_at timestamptz not null default clock_timestamp(),
  run_at timestamptz not null default clock_timestamp(),
  worker_id bigint,
  lease bigint,
  claimed_at timestamptz,
  last_error text,
  unique (organization_id, interaction_id, kind),
  check ((state = 1) = (worker_id is not null and lease is not null))
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0
);
create index job_ready on queue.job (organization_id, priority, ready_seq) where state = 0;
create index job_leased on queue.job (organization_id, worker_id) where state = 1;
create index job_of_worker on queue.job (worker_id) where state = 1;
create index job_waiting on queue.job (run_at) where state = 2;
create index job_blocked on queue.job (organization_id) where state = 4;
-- Those that were rescued and are live: usually none.
create index job_suspect on queue.job (state, worker_id) where rescues > 0;

create table queue.job_done (
  id bigint not null,
  organization_id uuid not null,
  interaction_id uuid not null,
  kind smallint not null,
  attempt smallint not null,
  rescues smallint not null,
  worker_id bigint not null,
  enqueued_at timestamptz not null,
  claimed_at timestamptz not null,
  finished_at timestamptz not null default clock_timestamp()
) partition by range (finished_at);
create table queue.job_done_other partition of queue.job_done default;
create index job_done_by_interaction on queue.job_done (organization_id, interaction_id);

create table queue.job_dead (
  id bigint primary key,
  organization_id uuid not null,
  interaction_id uuid not null,
  kind smallint not null,
  priority smallint not null,
  attempt smallint not null,
  rescues smallint not null,
  enqueued_at timestamptz not null,
  reason text not null,
  died_at timestamptz not null default clock_timestamp()
);
create index job_dead_by_organization on queue.job_dead (organization_id, interaction_id);

-- Whether a ground is still what holds for its host.
create function queue.is_in_force(p_transfer bigint) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select from auth.transfer_event t
    where t.id = p_transfer
      and not t.is_withdrawal
      and not exists (select from auth.transfer_event later where later.host = t.host and later.id > t.id))
$$;

-- A worker process announces itself with the hash of a secret that it has just drawn and, when its endpoint is outside the
-- EEA, with the ground on which it calls it.
create function queue.register(p_secret_hash bytea, p_name text, p_transfer bigint default null) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_worker bigint;
begin
  if p_transfer is not null and not queue.is_in_force(p_transfer) then
    raise exception using errcode = '55000', message = 'transfer ground is not in force',
      hint = 'It was withdrawn or replaced since the worker started: start the worker again.';
  end if;
  insert into queue.worker (secret_hash, name, transfer_id)
  values (p_secret_hash, p_name, p_transfer)
  returning id into v_worker;
  return v_worker;
end $$;

-- One heartbeat: false when this worker has been given up (rescued) and must register again. Puts off the end of its leases,
-- each every five seconds, so that one ends 25 to 30 s after the last beat. One that has ended, because the beat was
-- late or the organization is no longer active, is not brought back, and one that is being deleted is not waited for.
create function queue.beat(p_worker bigint, p_secret text) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  perform set_config('synchronous_commit', 'off', true);
  update queue.worker w
  set beat_at = v_now
  where w.id = p_worker
    and w.secret_hash = sha256(convert_to(p_secret, 'UTF8'));
  if not found then
    return false;
  end if;
  update queue.lease l
  set expires_at = v_now + interval '30 seconds'
  where l.worker_id = p_worker
    and l.organization_id = any(array(
      select r.organization_id
      from queue.lease r
      where r.worker_id = p_worker and r.expires_at > v_now and r.expires_at < v_now + interval '25 seconds'
      for no key update skip locked));
  return true;
end $$;

-- An organization that is no longer active refuses its workers from now on. Waits for none of them. Under an older snapshot
-- it could overlook one that was let in since.
create function queue.end_leases() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using errcode = '25001', message = 'an organization is suspended or erased in read committed only';
  end if;
  update queue.lease l set expires_at = '-infinity' where l.organization_id = new.id;
  return null;
end $$;

create trigger organization_ends_leases after update of status on auth.organization
  for each row when (new.status <> 'active') execute function queue.end_leases();

-- Claim up to p_limit ready jobs. Tenants are served by the lowest (in flight + rank - 1 + lot) / weight, never above
-- max_in_flight; in-flight is counted from the index, so there is no counter that could drift. The lot is drawn for each
-- tenant and claim, from (0, 1]. It decides among equals; and as it is distributed exponentially (but for its end), the
-- first places go to tenants as their weights say, on average, however few places there are.
-- A worker outside the EEA gets jobs while its ground holds, and none of an organization that forbids it.
-- Where more tenants have work than a claim looks at, the session's next claim goes on after the last of them.
-- A claim that a crash forgets merely runs again, hence the asynchronous commit.
--
-- Jobs whose workers died are suspects, because one of them may be what kills. Of those rescued once or twice, a worker
-- has 16 at a time at most. Those rescued three times run one at a time in the whole queue, each alone in its worker, which
-- gets nothing before it has nothing left, and nothing more until that one has ended (queue.rescue).
create function queue.claim(p_worker bigint, p_secret text, p_limit integer)
returns table (job_id bigint, organization_id uuid, interaction_id uuid, kind smallint, attempt smallint, lease bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_lease bigint;
  v_transfer bigint;
  v_hash bytea := sha256(convert_to(p_secret, 'UTF8'));
  v_beat timestamptz;
  v_after uuid := coalesce(
    nullif(current_setting('phano.claim_after', true), '')::uuid, '00000000-0000-0000-0000-000000000000');
  v_looked integer := p_limit + 100;
  v_alone bigint;
  v_suspects integer := 16;
  v_tenants uuid[];
  v_jobs integer[];
  v_weights real[];
  v_rooms integer[];
begin
  if p_limit not between 1 and 1000 then
    raise exception using errcode = '22023', message = 'claim takes 1 to 1000 jobs at a time';
  end if;
  -- The order is there for the index: a plan for "any ready job" that was made when most were ready would read the whole
  -- table once none is.
  perform 1 from queue.job j where j.state = 0 order by j.organization_id limit 1;
  if not found then
    return;
  end if;
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock(7301, 1);
  select w.transfer_id, w.beat_at into v_transfer, v_beat
  from queue.worker w
  where w.id = p_worker
    and w.secret_hash = v_hash
    and w.beat_at > clock_timestamp() - interval '20 seconds';
  if not found then
    raise exception using errcode = '55000', message = 'worker is not registered',
      hint = 'Its heartbeat was late and its jobs went to others: register again.';
  end if;
  if v_transfer is not null and not queue.is_in_force(v_transfer) then
    raise exception using errcode = '55000', message = 'transfer ground is not in force',
      hint = 'It was withdrawn or replaced since the worker started: start the worker again.';
  end if;
  if exists (select from queue.job j where j.rescues > 0 and j.state in (0, 1)) then
    if exists (select from queue.job j where j.rescues > 2 and j.state = 1 and j.worker_id = p_worker) then
      return;
    end if;
    select s.id into v_alone
    from queue.job s
    join queue.tenant t on t.organization_id = s.organization_id
    join auth.organization o on o.id = s.organization_id
    where s.rescues > 2 and s.state = 0
      and not t.is_paused
      and o.status = 'active'
      and (v_transfer is null or not t.forbids_transfer)
      and t.max_in_flight > (
        select count(*) from queue.job j where j.organization_id = s.organization_id and j.state = 1)
      and not exists (select from queue.job j where j.rescues > 2 and j.state = 1)
    order by s.ready_seq
    limit 1;
    if v_alone is not null and exists (select from queue.job j where j.worker_id = p_worker and j.state = 1) then
      return;
    end if;
    v_suspects := v_suspects - (
      select count(*) from queue.job j where j.rescues > 0 and j.state = 1 and j.worker_id = p_worker);
  end if;
  v_lease := nextval('queue.lease_seq');
  -- All that rules a tenant out stands in the inner queries: the limit counts tenants that can be served, and none is looked
  -- at beyond it.
  with recursive later (id) as (
    (select j.organization_id from queue.job j where j.state = 0 and j.organization_id > v_after
     order by j.organization_id limit 1)
    union all
    select (
      select j.organization_id from queue.job j
      where j.state = 0 and j.organization_id > t.id
      order by j.organization_id limit 1)
    from later t
    where t.id is not null
  ),
  earlier (id) as (
    (select j.organization_id from queue.job j where j.state = 0 order by j.organization_id limit 1)
    union all
    select (
      select j.organization_id from queue.job j
      where j.state = 0 and j.organization_id > t.id
      order by j.organization_id limit 1)
    from earlier t
    where t.id < v_after
  ),
  tenant_with_work as (
    select w.id, f.jobs, t.weight, t.max_in_flight - f.jobs as room
    from (
      select l.id from later l where l.id is not null
      union all
      select e.id from earlier e where e.id <= v_after
    ) w
    cross join lateral (
      select t.weight, t.max_in_flight
      from queue.tenant t
      where t.organization_id = w.id and not t.is_paused and (v_transfer is null or not t.forbids_transfer)
      limit 1
    ) t
    cross join lateral (
      select from auth.organization o where o.id = w.id and o.status = 'active' limit 1
    ) o
    cross join lateral (
      select count(*)::integer as jobs from queue.job j where j.organization_id = w.id and j.state = 1
    ) f
    where t.max_in_flight > f.jobs
    limit v_looked
  )
  select array_agg(w.id), array_agg(w.jobs), array_agg(w.weight), array_agg(w.room)
  into v_tenants, v_jobs, v_weights, v_rooms
  from tenant_with_work w;
  if cardinality(v_tenants) = v_looked then
    perform set_config('phano.claim_after', v_tenants[v_looked]::text, false);
  end if;
  return query
  with served as materialized (
    select w.id, w.jobs, w.weight, w.room, w.lot
    from (
      select given.id, given.jobs, given.weight, given.room,
        ln(1 - (1 - exp(-4::float8)) * (uuid_hash_extended(given.id, v_lease) & 1048575) / 1048576) / -4 as lot
      from unnest(v_tenants, v_jobs, v_weights, v_rooms) as given (id, jobs, weight, room)
    ) w
    order by (w.jobs + w.lot) / w.weight
    limit p_limit
  ),
  share as (
    select 2 * p_limit / greatest(sum(s.weight), 1e-9) as jobs from served s
  ),
  ranked as materialized (
    select first.id, s.id as organization, first.is_suspect, first.priority,
      (s.jobs + first.rank - 1 + s.lot) / s.weight as turn
    from served s
    cross join share
    cross join lateral (
      select j.id, j.rescues > 0 as is_suspect, j.priority, row_number() over (order by j.priority, j.ready_seq) as rank
      from (
        select j.id, j.rescues, j.priority, j.ready_seq
        from queue.job j
        where j.organization_id = s.id and j.state = 0 and v_alone is null
          and (j.rescues = 0 or (j.rescues < 3 and v_suspects > 0))
        order by j.priority, j.ready_seq
        limit least(ceil(share.jobs * s.weight) + 1, s.room)
      ) j
    ) first
  ),
  chosen as materialized (
    select r.id, r.organization
    from (
      select r.*, row_number() over (partition by r.is_suspect order by r.turn, r.priority, r.id) as place
      from ranked r
    ) r
    where not r.is_suspect or r.place <= v_suspects
    order by r.turn, r.priority, r.id
    limit p_limit
  ),
  picked as materialized (
    select c.id, c.organization from chosen c
    union all
    select s.id, s.organization_id from queue.job s where s.id = v_alone
  ),
  -- A lease that is there is not asked for, since it may be locked: who deletes it takes the jobs away as well.
  leased as materialized (
    select l.organization_id as id
    from queue.lease l
    where l.worker_id = p_worker and l.expires_at > clock_timestamp()
  ),
  let_in as (
    insert into queue.lease as l (worker_id, organization_id, secret_hash, expires_at)
    select p_worker, a.id, v_hash, v_beat + interval '30 seconds'
    from ctx.stay_active(array(
      select p.organization from picked p where p.organization not in (select l.id from leased l))) as a (id)
    on conflict on constraint lease_pkey do update
    set expires_at = excluded.expires_at
    returning l.organization_id as id
  ),
  locked as materialized (
    select j.id
    from queue.job j
    where j.id = any(array(
      select p.id from picked p
      where p.organization in (select l.id from leased l union all select n.id from let_in n)))
      and j.state = 0
    for update of j skip locked
  ),
  taken as (
    update queue.job j
    set state = 1, attempt = j.attempt + 1, worker_id = p_worker, lease = v_lease, claimed_at = clock_timestamp()
    where j.id = any(array(select l.id from locked l))
    returning j.id, j.organization_id, j.interaction_id, j.kind, j.attempt, j.priority, j.ready_seq
  )
  select t.id, t.organization_id, t.interaction_id, t.kind, t.attempt, v_lease
  from taken t
  order by t.priority, t.ready_seq;
end $$;

-- The lease under which the calling worker is in the organization in context: what ctx.leased shows, and locked.
-- The lock keeps rescue and erasure out until this transaction has ended, and whoever comes after them is refused; the beat
-- goes on under it. It waits for nobody: who holds on to the lease, or below to a job, is told of as 55P03, and the caller
-- comes back.
create function queue.leaseholder() returns queue.lease
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lease queue.lease;
begin
  select l.* into v_lease
  from queue.lease l
  where (l.organization_id, l.secret_hash) = (
      select nullif(current_setting('phano.organization_id', true), '')::uuid,
        sha256(convert_to(current_setting('phano.worker_secret', true), 'UTF8'))
      where session_user = 'phano_worker')
    and l.expires_at > clock_timestamp()
  for key share nowait;
  if not found then
    perform ctx.org();
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
  return v_lease;
end $$;

-- Holds on to jobs until the end of the transaction, so that what is made of them is not made of something that was erased
-- meanwhile: all of them, or it is as if the lease were lost.
create function queue.hold_jobs(p_jobs bigint[], p_leases bigint[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_held queue.lease := queue.leaseholder();
  n integer;
begin
  perform 1
  from unnest(p_jobs, p_leases) as given (id, lease)
  join queue.job j on j.id = given.id and j.lease = given.lease
  where j.organization_id = v_held.organization_id and j.state = 1 and j.worker_id = v_held.worker_id
  order by j.id
  for share of j nowait;
  get diagnostics n = row_count;
  if n <> cardinality(p_jobs) then
    raise exception using errcode = '55000', message = 'lease lost';
  end if;
end $$;

-- Complete jobs that this worker still holds under the given leases. Returns those, and only those: a verdict for any
-- other job comes too late and must not be written.
create function queue.complete(p_jobs bigint[], p_leases bigint[])
returns table (job_id bigint, interaction_id uuid)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_held queue.lease := queue.leaseholder();
begin
  return query
  with held as materialized (
    select j.id
    from unnest(p_jobs, p_leases) as given (id, lease)
    join queue.job j on j.id = given.id and j.lease = given.lease
    where j.organization_id = v_held.organization_id and j.state = 1 and j.worker_id = v_held.worker_id
    order by j.id
    for update of j nowait
  ),
  gone as (
    delete from queue.job j
    where j.id = any(array(select h.id from held h))
    returning j.*
  ),
  archived as (
    insert into queue.job_done
      (id, organization_id, interaction_id, kind, attempt, rescues, worker_id, enqueued_at, claimed_at)
    select g.id, g.organization_id, g.interaction_id, g.kind, g.attempt, g.rescues, g.worker_id, g.enqueued_at,
      g.claimed_at
    from gone g
  )
  select g.id, g.interaction_id from gone g;
end $$;

-- Give back jobs that did not end in a verdict.
-- action: 1 retry after a delay, 2 snooze after a delay (the attempt is not spent), 3 give up (dead letter),
--         4 block (the wire gate refused), 5 release at once (the attempt is not spent)
create function queue.settle(p_jobs bigint[], p_leases bigint[], p_actions smallint[], p_errors text[],
  p_delays double precision[]) returns setof bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_held queue.lease := queue.leaseholder();
begin
  return query
  with held as materialized (
    select j.id, given.action, given.error, given.delay
    from unnest(p_jobs, p_leases, p_actions, p_errors, p_delays) as given (id, lease, action, error, delay)
    join queue.job j on j.id = given.id and j.lease = given.lease
    where j.organization_id = v_held.organization_id and j.state = 1 and j.worker_id = v_held.worker_id
    order by j.id
    for update of j nowait
  ),
  gone as (
    delete from queue.job j
    using held h
    where j.id = h.id and h.action = 3
    returning j.*, h.error
  ),
  dead as (
    insert into queue.job_dead
      (id, organization_id, interaction_id, kind, priority, attempt, rescues, enqueued_at, reason)
    select g.id, g.organization_id, g.interaction_id, g.kind, g.priority, g.attempt, g.rescues, g.enqueued_at,
      coalesce(g.error, 'unknown')
    from gone g
  ),
  kept as (
    update queue.job j
    set state = case h.action when 4 then 4 when 5 then 0 else 2 end,
      attempt = j.attempt - case when h.action in (2, 5) then 1 else 0 end,
      run_at = clock_timestamp() + make_interval(secs => coalesce(h.delay, 0)),
      ready_seq = case h.action when 5 then nextval('queue.ready_seq') else j.ready_seq end,
      last_error = h.error,
      worker_id = null, lease = null
    from held h
    where j.id = h.id and h.action <> 3
    returning j.id
  )
  select g.id from gone g
  union all
  select k.id from kept k;
end $$;

-- Waiting jobs whose time has come become ready.
create function queue.promote(p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  n integer;
begin
  perform set_config('synchronous_commit', 'off', true);
  update queue.job j
  set state = 0, ready_seq = nextval('queue.ready_seq')
  where j.id = any(array(
    select w.id from queue.job w
    where w.state = 2 and w.run_at <= clock_timestamp()
    order by w.run_at limit p_limit
    for update skip locked));
  get diagnostics n = row_count;
  return n;
end $$;

-- Jobs of dead workers become ready again. A worker is dead when its beat is 3 s late and its session lock is free, or
-- when its beat is 30 s late whatever it holds. Nobody is charged an attempt for a crash. The fifth rescue of one job ends
-- it if its worker held nothing else, because then the job is what kills workers; claims see to it that from the fourth on
-- it is so.
-- Waits for nobody: what a transaction of some organization holds on to stays a dead worker's, and is for the next round.
create function queue.rescue() returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_dead bigint[];
  v_jobs integer;
begin
  if not exists (select from queue.worker w where w.beat_at < clock_timestamp() - interval '3 seconds') then
    return 0;
  end if;
  perform pg_advisory_xact_lock(7301, 1);
  select coalesce(array_agg(late.id), '{}') into v_dead
  from (
    select w.id from queue.worker w
    where w.beat_at < clock_timestamp() - interval '30 seconds'
       or (w.beat_at < clock_timestamp() - interval '3 seconds'
           and pg_try_advisory_xact_lock(7302, (w.id & 2147483647)::integer))
    for update of w skip locked
  ) late;
  if cardinality(v_dead) = 0 then
    return 0;
  end if;
  -- Passes over those under which jobs are completed right now, and closes the door of the others.
  delete from queue.lease l
  using (
    select d.worker_id, d.organization_id from queue.lease d
    where d.worker_id = any(v_dead)
    for update skip locked
  ) closed
  where l.worker_id = closed.worker_id and l.organization_id = closed.organization_id;
  with orphaned as materialized (
    select j.id,
      j.rescues >= 4 and not exists (
        select from queue.job other where other.worker_id = j.worker_id and other.state = 1 and other.id <> j.id
      ) as is_killer
    from queue.job j
    where j.worker_id = any(v_dead) and j.state = 1
      and not exists (
        select from queue.lease l where l.worker_id = j.worker_id and l.organization_id = j.organization_id)
    order by j.id
    for update of j skip locked
  ),
  gone as (
    delete from queue.job j
    where j.id = any(array(select o.id from orphaned o where o.is_killer))
    returning j.*
  ),
  dead as (
    insert into queue.job_dead
      (id, organization_id, interaction_id, kind, priority, attempt, rescues, enqueued_at, reason)
    select g.id, g.organization_id, g.interaction_id, g.kind, g.priority, g.attempt, g.rescues + 1, g.enqueued_at,
      'worker_died_five_times'
    from gone g
  ),
  freed as (
    update queue.job j
    set state = 0, rescues = j.rescues + 1, attempt = j.attempt - 1, ready_seq = nextval('queue.ready_seq'),
      worker_id = null, lease = null
    where j.id = any(array(select o.id from orphaned o where not o.is_killer))
    returning 1
  )
  select count(*) into v_jobs from orphaned;
  delete from queue.worker w
  where w.id = any(v_dead)
    and not exists (select from queue.lease l where l.worker_id = w.id)
    and not exists (select from queue.job j where j.worker_id = w.id and j.state = 1);
  return v_jobs;
end $$;

-- Hand back jobs, but for those that somebody holds on to, without their organization's context: what a worker does with jobs of an organization that will not let
-- it in any more (suspended since the claim). The attempt is not spent.
create function queue.release(p_worker bigint, p_secret text, p_jobs bigint[], p_leases bigint[]) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  n integer;
begin
  update queue.job j
  set state = 0, attempt = j.attempt - 1, ready_seq = nextval('queue.ready_seq'), worker_id = null, lease = null
  where j.id = any(array(
    select h.id
    from unnest(p_jobs, p_leases) as given (id, lease)
    join queue.job h on h.id = given.id and h.lease = given.lease
    where h.state = 1 and h.worker_id = p_worker
      and exists (
        select from queue.worker w
        where w.id = p_worker and w.secret_hash = sha256(convert_to(p_secret, 'UTF8')))
    for update of h skip locked));
  get diagnostics n = row_count;
  return n;
end $$;

-- Hand back what a living worker holds without knowing it: a claim whose answer never reached it. p_held are the leases
-- that it does know; younger claims may still be on their way.
create function queue.release_unknown(p_worker bigint, p_secret text, p_held bigint[]) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  n integer;
begin
  update queue.job j
  set state = 0, attempt = j.attempt - 1, ready_seq = nextval('queue.ready_seq'), worker_id = null, lease = null
  where j.id = any(array(
    select h.id from queue.job h
    where h.worker_id = p_worker
      and h.state = 1
      and h.claimed_at < clock_timestamp() - interval '3 seconds'
      and h.lease <> all (p_held)
      and exists (
        select from queue.worker w
        where w.id = p_worker and w.secret_hash = sha256(convert_to(p_secret, 'UTF8')))
    for update skip locked));
  get diagnostics n = row_count;
  return n;
end $$;

-- A worker leaves: what it still holds goes back at once, and what somebody else has locked with the next rescue. Returns the
-- number of jobs handed back.
create function queue.unregister(p_worker bigint, p_secret text) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  n integer;
begin
  perform pg_advisory_xact_lock(7301, 1);
  perform 1 from queue.worker w
  where w.id = p_worker and w.secret_hash = sha256(convert_to(p_secret, 'UTF8'));
  if not found then
    return 0;
  end if;
  delete from queue.lease l
  where l.worker_id = p_worker
    and l.organization_id = any(array(
      select d.organization_id from queue.lease d where d.worker_id = p_worker for update skip locked));
  update queue.job j
  set state = 0, attempt = j.attempt - 1, ready_seq = nextval('queue.ready_seq'), worker_id = null, lease = null
  where j.id = any(array(
    select h.id from queue.job h
    where h.worker_id = p_worker and h.state = 1
      and not exists (
        select from queue.lease l where l.worker_id = h.worker_id and l.organization_id = h.organization_id)
    for update of h skip locked));
  get diagnostics n = row_count;
  delete from queue.worker w
  where w.id = p_worker
    and not exists (select from queue.lease l where l.worker_id = w.id)
    and not exists (select from queue.job j where j.worker_id = w.id and j.state = 1);
  if not found then
    update queue.worker w set beat_at = '-infinity' where w.id = p_worker;
    update queue.lease l set expires_at = '-infinity'
    where l.worker_id = p_worker
      and l.organization_id = any(array(
        select e.organization_id from queue.lease e where e.worker_id = p_worker for no key update skip locked));
  end if;
  return n;
end $$;

-- Leases of organizations of which the worker holds no job any more. Under the claim lock, so that no claim is between
-- its lease and its jobs.
create function queue.prune_leases(p_worker bigint, p_secret text) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  n integer;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock(7301, 1);
  delete from queue.lease l
  where l.worker_id = p_worker
    and l.organization_id = any(array(
      select i.organization_id
      from queue.lease i
      join queue.worker w on w.id = i.worker_id
      where w.id = p_worker
        and w.secret_hash = sha256(convert_to(p_secret, 'UTF8'))
        and not exists (
          select from queue.job j
          where j.organization_id = i.organization_id and j.worker_id = i.worker_id and j.state = 1)
      for update of i skip locked));
  get diagnostics n = row_count;
  return n;
end $$;

-- Enqueue interactions of the organization in context. An interaction that already has a live job keeps that one; if
-- it is blocked, it gets another chance, because a person asked for it. Dead letters give way to the new job.
-- No NOTIFY here: it takes a lock that all committing producers would queue for.
create function queue.enqueue(p_interactions uuid[], p_priority smallint default 100, p_kind smallint default 1)
returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.begin_write();
  n integer;
begin
  -- The other kinds are planned by the queue itself; a worker that meets one that nobody planned would do what nobody asked.
  if p_kind is null or p_kind not in (1, 2) or p_priority is null or p_priority not between 0 and 1000 then
    raise exception using errcode = '22023',
      message = 'the kind of a job must be 1 (score) or 2 (seal), its priority 0 to 1000';
  end if;
  delete from queue.job_dead d
  where d.organization_id = v_org and d.interaction_id = any(p_interactions) and d.kind = p_kind;
  insert into queue.job as j (organization_id, interaction_id, kind, priority)
  select v_org, given.id, p_kind, p_priority
  from (
    select named.id, min(named.position) as position
    from unnest(p_interactions) with ordinality as named (id, position)
    group by named.id
  ) given
  order by given.position
  on conflict (organization_id, interaction_id, kind) do update
  set state = 0, attempt = 0, last_error = null, ready_seq = nextval('queue.ready_seq')
  where j.state = 4;
  get diagnostics n = row_count;
  return n;
end $$;

-- Which of the given interactions of the organization in context have a live job.
create function queue.live(p_interactions uuid[]) returns uuid[]
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return array(
    select distinct j.interaction_id from queue.job j
    where j.organization_id = v_org and j.interaction_id = any(p_interactions));
end $$;

-- Daily partitions of finished jobs: two days ahead, fourteen days back. Days are those of UTC for every caller, or the
-- partitions of two callers would overlap. What somebody's open transaction is in the way of is for the next time: everybody
-- would queue behind whoever waits for the whole table. Until then, the default partition takes the rows.
create function queue.maintain() returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set lock_timeout = '50ms'
as $$
declare
  v_day date;
  v_old record;
begin
  if not pg_try_advisory_xact_lock(7301, 2) then
    return;
  end if;
  for v_day in
    select generate_series(current_date, current_date + 2, interval '1 day')::date
  loop
    if to_regclass(format('queue.job_done_%s', to_char(v_day, 'YYYYMMDD'))) is null
      and not exists (
        select from queue.job_done_other d where d.finished_at >= v_day and d.finished_at < v_day + 1)
    then
      begin
        execute format('create table queue.job_done_%s partition of queue.job_done for values from (%L) to (%L)',
          to_char(v_day, 'YYYYMMDD'), v_day, v_day + 1);
      exception when lock_not_available then
        null;
      end;
    end if;
  end loop;
  for v_old in
    select c.relname
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'queue.job_done'::regclass
      and c.relname ~ '^job_done_\d{8}$'
      and to_date(right(c.relname, 8), 'YYYYMMDD') < current_date - 14
  loop
    begin
      execute format('drop table queue.%I', v_old.relname);
    exception when lock_not_available then
      null;
    end;
  end loop;
end $$;

-- What operators see. The first form is for the people who run the workers and crosses organizations, with ids and
-- counts only; the second is bound to the organization in context.
create function queue.overview()
returns table (organization_id uuid, state text, jobs bigint, oldest timestamptz)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select j.organization_id, (array['ready', 'leased', 'waiting', null, 'blocked'])[j.state + 1], count(*),
    min(j.enqueued_at)
  from queue.job j
  group by 1, 2
  union all
  select d.organization_id, 'dead', count(*), min(d.died_at) from queue.job_dead d group by 1
  union all
  select d.organization_id, 'done', count(*), min(d.finished_at) from queue.job_done d group by 1
$$;

create function queue.overview_of_organization()
returns table (state text, jobs bigint, oldest timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query
  select o.state, o.jobs, o.oldest from queue.overview() o where o.organization_id = v_org;
end $$;

-- Troubles of the organization in context: jobs that wait after an error, are blocked or dead, with the reason code.
create function queue.troubles()
returns table (job_id bigint, interaction_id uuid, state text, attempt smallint, reason text, since timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query
  select j.id, j.interaction_id, case j.state when 2 then 'waiting' else 'blocked' end, j.attempt, j.last_error, j.run_at
  from queue.job j
  where j.organization_id = v_org and j.state in (2, 4)
  union all
  select d.id, d.interaction_id, 'dead', d.attempt, d.reason, d.died_at
  from queue.job_dead d
  where d.organization_id = v_org
  order by 6, 1;
end $$;

-- For an autoscaler: jobs that a worker could take now.
create function phano.queue_depth() returns bigint
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select count(*) from queue.job j where j.state = 0
$$;

-- For metrics: jobs by state over all organizations, and for how long the oldest of each could have been taken on.
create function queue.depths()
returns table (state text, jobs bigint, oldest_seconds double precision)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select (array['ready', 'leased', 'waiting', null, 'blocked'])[j.state + 1], count(*),
    extract(epoch from clock_timestamp() - min(j.run_at))::double precision
  from queue.job j
  group by 1
  union all
  select 'dead', count(*), null from queue.job_dead d
$$;

-- Whether a worker has nothing left to bring to an end: what it may not take, others may have for as long as they like.
create function queue.is_drained(p_worker bigint default null) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select not exists (
    select
    from queue.tenant t
    join auth.organization o on o.id = t.organization_id
    where o.status = 'active'
      and not t.is_paused
      and not (
        t.forbids_transfer
        and exists (select from queue.worker w where w.id = p_worker and w.transfer_id is not null))
      and exists (
        select from queue.job j
        where j.organization_id = t.organization_id and j.state in (0, 1, 2)
          -- A destination that does not answer is tried again for days (0011).
          and not (j.kind = 5 and j.state = 2)))
$$;

-- Privileges: the functions belong to a role that can read the queue and nothing of a tenant's.
grant usage, create on schema queue to phano_queue;
grant usage on schema auth to phano_queue;
grant select on auth.organization, auth.transfer_event to phano_queue;
grant select, insert, update, delete on queue.worker, queue.lease, queue.job, queue.job_dead to phano_queue;
grant select, insert on queue.job_done to phano_queue;
grant select on queue.tenant to phano_queue;
grant usage on sequence queue.ready_seq, queue.lease_seq to phano_queue;
alter table queue.job_done owner to phano_queue;
alter table queue.job_done_other owner to phano_queue;

grant create on schema phano to phano_queue;
do $$
declare
  f regprocedure;
begin
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace in ('queue'::regnamespace)
       or p.oid = 'phano.queue_depth()'::regprocedure
  loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to phano_queue', f);
  end loop;
end $$;
revoke create on schema phano from phano_queue;

grant usage on schema queue to phano_dispatcher, phano_worker, phano_operator, phano_host;
grant execute on function
  queue.register(bytea, text, bigint), queue.beat(bigint, text), queue.claim(bigint, text, integer), queue.promote(integer),
  queue.rescue(), queue.release(bigint, text, bigint[], bigint[]),
  queue.release_unknown(bigint, text, bigint[]), queue.unregister(bigint, text), queue.prune_leases(bigint, text), queue.maintain(),
  queue.overview(), queue.depths(), queue.is_drained(bigint), phano.queue_depth()
  to phano_dispatcher;
grant execute on function
  queue.hold_jobs(bigint[], bigint[]), queue.complete(bigint[], bigint[]), queue.settle(bigint[], bigint[], smallint[], text[], double precision[])
  to phano_worker;
grant execute on function
  queue.enqueue(uuid[], smallint, smallint), queue.live(uuid[]), queue.overview_of_organization(), queue.troubles()
  to phano_operator, phano_host;

set local role phano_queue;
select queue.maintain();
set local role phano_owner;
