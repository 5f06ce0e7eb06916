-- Where text may go. Out of the European Economic Area it goes on a recorded ground only, to the very host that the ground
-- is about, and never for an organization that forbids it.

-- Grounds as events: the latest one of a host holds, unless it is a withdrawal. No row is ever changed or removed, so the
-- table is its own record of who said what when.
create table auth.transfer_event (
  id bigint generated always as identity primary key,
  host text not null check (host <> '' and host = lower(host)),
  is_withdrawal boolean not null default false,
  kind text check (kind in ('scc', 'adequacy')),
  country text check (country ~ '^[A-Z]{2}$'),
  document text check (document ~ '\S'),
  signed_on date,
  party text check (party ~ '\S'),
  at timestamptz not null default clock_timestamp(),
  actor name not null default session_user,
  check (num_nulls(kind, country, document, signed_on, party) = case when is_withdrawal then 5 else 0 end)
);
create index transfer_event_by_host on auth.transfer_event (host, id);

create function auth.refuse_change() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception using errcode = '42501', message = 'transfer grounds are added to and never changed',
    hint = 'Record another one for the host, or withdraw it.';
end $$;
create trigger transfer_event_is_final before update or delete or truncate on auth.transfer_event
  for each statement execute function auth.refuse_change();

-- Null: the worker's endpoint is within the EEA, or on its own machine.
alter table queue.worker add column transfer_id bigint references auth.transfer_event;
alter table queue.tenant add column forbids_transfer boolean not null default false;

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

-- The ground that holds for a host; none: no text may go there.
create function queue.transfer_ground(p_host text)
returns table (id bigint, kind text, country text, document text, signed_on date, party text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select t.id, t.kind, t.country, t.document, t.signed_on, t.party
  from auth.transfer_event t
  where t.host = p_host and queue.is_in_force(t.id)
$$;

-- A worker process announces itself with the hash of a secret that it has just drawn and, when its endpoint is outside the
-- EEA, with the ground on which it calls it.
drop function queue.register(bytea, text);
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

-- The claim as it was, and two conditions more: the ground of a worker outside the EEA holds, and the organization does not
-- forbid it.
--
-- Claim up to p_limit ready jobs. Tenants are served by the lowest (in flight + rank) / weight, never above
-- max_in_flight; in-flight is counted from the index, so there is no counter that could drift.
-- A claim that a crash forgets merely runs again, hence the asynchronous commit.
create or replace function queue.claim(p_worker bigint, p_secret text, p_limit integer)
returns table (job_id bigint, organization_id uuid, interaction_id uuid, kind smallint, attempt smallint, lease bigint)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_lease bigint;
  v_transfer bigint;
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
  select w.transfer_id into v_transfer
  from queue.worker w
  where w.id = p_worker
    and w.secret_hash = sha256(convert_to(p_secret, 'UTF8'))
    and w.beat_at > clock_timestamp() - interval '20 seconds';
  if not found then
    raise exception using errcode = '55000', message = 'worker is not registered',
      hint = 'Its heartbeat was late and its jobs went to others: register again.';
  end if;
  if v_transfer is not null and not queue.is_in_force(v_transfer) then
    raise exception using errcode = '55000', message = 'transfer ground is not in force',
      hint = 'It was withdrawn or replaced since the worker started: start the worker again.';
  end if;
  v_lease := nextval('queue.lease_seq');
  return query
  with recursive tenant_with_work (id) as (
    (select j.organization_id from queue.job j where j.state = 0 order by j.organization_id limit 1)
    union all
    select (
      select j.organization_id from queue.job j
      where j.state = 0 and j.organization_id > t.id
      order by j.organization_id limit 1)
    from tenant_with_work t
    where t.id is not null
  ),
  in_flight as (
    select j.organization_id as id, count(*)::integer as jobs
    from queue.job j
    where j.state = 1
    group by j.organization_id
  ),
  served as materialized (
    select w.id, coalesce(f.jobs, 0) as jobs, t.weight, t.max_in_flight - coalesce(f.jobs, 0) as room
    from tenant_with_work w
    join queue.tenant t on t.organization_id = w.id
    join auth.organization o on o.id = w.id
    left join in_flight f on f.id = w.id
    where not t.is_paused
      and o.status = 'active'
      and (v_transfer is null or not t.forbids_transfer)
      and t.max_in_flight > coalesce(f.jobs, 0)
    -- Among equals by lot, drawn anew each time: in a fixed order, the last of more tenants than places would starve.
    order by coalesce(f.jobs, 0) / t.weight, uuid_hash_extended(w.id, v_lease)
    limit p_limit
  ),
  share as (
    select 2 * p_limit / greatest(count(*), 1) + 1 as jobs from served
  ),
  chosen as materialized (
    select ranked.id
    from served s
    cross join share
    cross join lateral (
      select first.id, first.priority, row_number() over (order by first.priority, first.ready_seq) as rank
      from (
        select j.id, j.priority, j.ready_seq
        from queue.job j
        where j.organization_id = s.id and j.state = 0
        order by j.priority, j.ready_seq
        limit least(share.jobs, s.room)
      ) first
    ) ranked
    order by (s.jobs + ranked.rank) / s.weight, ranked.priority, ranked.id
    limit p_limit
  ),
  locked as materialized (
    select j.id
    from queue.job j
    where j.id = any(array(select c.id from chosen c)) and j.state = 0
    for update of j skip locked
  ),
  taken as (
    update queue.job j
    set state = 1, attempt = j.attempt + 1, worker_id = p_worker, lease = v_lease, claimed_at = clock_timestamp()
    where j.id = any(array(select l.id from locked l))
    returning j.id, j.organization_id, j.interaction_id, j.kind, j.attempt, j.priority, j.ready_seq
  ),
  leased as (
    insert into queue.lease (worker_id, organization_id)
    select distinct p_worker, t.organization_id from taken t
    on conflict do nothing
  )
  select t.id, t.organization_id, t.interaction_id, t.kind, t.attempt, v_lease
  from taken t
  order by t.priority, t.ready_seq;
end $$;

-- The worker's own last question before text of the organization in context leaves the EEA: does the ground still hold on
-- which it registered, and does the organization still not forbid it?
create function queue.may_transfer() returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return exists (
    select
    from queue.worker w
    join queue.tenant t on t.organization_id = v_org
    where w.secret_hash = sha256(convert_to(coalesce(current_setting('phano.worker_secret', true), ''), 'UTF8'))
      and queue.is_in_force(w.transfer_id)
      and not t.forbids_transfer);
end $$;

-- The database's half of the double membership check, for what not every member may do: the session's own login must be an
-- active member of the organization in context, in one of these roles.
create function ctx.require_role(p_roles text[]) returns void
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  perform 1
  from auth.app_user u
  join auth.membership m on m.user_id = u.id
  where u.login = session_user
    and u.status = 'active'
    and m.organization_id = v_org
    and m.status = 'active'
    and m.role = any(p_roles);
  if not found then
    raise exception using errcode = '42501', message = 'the role in the organization does not allow this',
      hint = format('It takes the role %s.', array_to_string(p_roles, ' or '));
  end if;
end $$;

create function queue.forbids_transfer() returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return (select t.forbids_transfer from queue.tenant t where t.organization_id = v_org);
end $$;

-- The organization in context forbids that its text leaves the EEA on any ground, or no longer does. Returns whether that
-- is news; then it is on record in the audit chain.
create function queue.set_transfer_forbidden(p_forbidden boolean) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  perform ctx.require_role(array['admin', 'dpo']);
  update queue.tenant t
  set forbids_transfer = p_forbidden
  where t.organization_id = v_org and t.forbids_transfer <> p_forbidden;
  if not found then
    return false;
  end if;
  perform audit.append(case when p_forbidden then 'forbid_transfer' else 'allow_transfer' end, 'out of the EEA');
  return true;
end $$;

-- Organizations whose ready jobs nobody takes, and why. A worker counts as long as its claims would (20 s).
create function queue.hindrances() returns table (organization_id uuid, reason text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select found.id, found.reason
  from (
    select o.id,
      case
        when o.status <> 'active' then 'suspended'
        when t.is_paused then 'paused'
        when not alive.any_worker then 'no_worker'
        when t.forbids_transfer and not alive.within_the_eea then 'transfer_forbidden'
      end as reason
    from queue.tenant t
    join auth.organization o on o.id = t.organization_id
    cross join (
      select count(*) > 0 as any_worker, count(*) filter (where w.transfer_id is null) > 0 as within_the_eea
      from queue.worker w
      where w.beat_at > clock_timestamp() - interval '20 seconds'
    ) alive
    where exists (select from queue.job j where j.organization_id = t.organization_id and j.state = 0)
  ) found
  where found.reason is not null
$$;

create function queue.hindrance_of_organization() returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return (select h.reason from queue.hindrances() h where h.organization_id = v_org);
end $$;

-- Whether a worker has nothing left to bring to an end: what it may not take, others may have for as long as they like.
drop function queue.is_drained();
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
      and exists (select from queue.job j where j.organization_id = t.organization_id and j.state in (0, 1, 2)))
$$;

-- Privileges.
grant create on schema ctx to phano_ctx;
alter function ctx.require_role(text[]) owner to phano_ctx;
revoke create on schema ctx from phano_ctx;
grant usage on schema ctx to phano_ctx;
revoke all on function ctx.require_role(text[]), auth.refuse_change() from public;
grant execute on function ctx.require_role(text[]) to phano_queue;

grant select on auth.transfer_event to phano_queue;
grant update (forbids_transfer) on queue.tenant to phano_queue;
grant usage on schema audit to phano_queue;
grant execute on function audit.append(text, text) to phano_queue;
do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'queue.is_in_force(bigint)', 'queue.transfer_ground(text)', 'queue.register(bytea, text, bigint)',
    'queue.may_transfer()', 'queue.forbids_transfer()', 'queue.set_transfer_forbidden(boolean)', 'queue.hindrances()',
    'queue.hindrance_of_organization()', 'queue.is_drained(bigint)']::regprocedure[]
  loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to phano_queue', f);
  end loop;
end $$;
grant execute on function
  queue.register(bytea, text, bigint), queue.is_drained(bigint), queue.hindrances(), queue.transfer_ground(text)
  to phano_dispatcher;
grant execute on function queue.may_transfer() to phano_worker;
grant execute on function
  queue.forbids_transfer(), queue.set_transfer_forbidden(boolean), queue.transfer_ground(text),
  queue.hindrance_of_organization()
  to phano_operator;
grant execute on function queue.hindrance_of_organization() to phano_host;
