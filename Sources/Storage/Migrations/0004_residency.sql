-- Where text may go. Out of the European Economic Area it goes on a recorded ground only, to the very host that the ground
-- is about, and never for an organization that forbids it. The claim (0003) is the first to look at that.

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
  v_org uuid := ctx.require_custodian();
begin
  perform ctx.begin_write();
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

-- Privileges.

grant usage on schema queue to phano_custodian;
grant update (forbids_transfer) on queue.tenant to phano_queue;
do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'queue.transfer_ground(text)', 'queue.may_transfer()', 'queue.forbids_transfer()',
    'queue.set_transfer_forbidden(boolean)', 'queue.hindrances()', 'queue.hindrance_of_organization()']::regprocedure[]
  loop
    execute format('revoke all on function %s from public', f);
    execute format('alter function %s owner to phano_queue', f);
  end loop;
end $$;
grant execute on function queue.hindrances(), queue.transfer_ground(text) to phano_dispatcher;
grant execute on function queue.may_transfer() to phano_worker;
grant execute on function queue.forbids_transfer(), queue.transfer_ground(text), queue.hindrance_of_organization()
  to phano_operator;
grant execute on function queue.set_transfer_forbidden(boolean) to phano_custodian;
grant execute on function queue.hindrance_of_organization() to phano_host;
