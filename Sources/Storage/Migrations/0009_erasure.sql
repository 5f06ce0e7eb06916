-- Erasure of an organization, or of one person in it. What is erased is deleted; that it was erased, when and by whom, stays,
-- without anything by which the person could be known: blind indexes mean nothing without the organization's key.

-- kind: 1 organization, 2 subject
create table audit.erasure (
  organization_id uuid not null references auth.organization,
  id uuid not null,
  kind smallint not null check (kind between 1 and 2),
  indexes bytea[] not null default '{}',
  -- Whoever is logged in: nobody may name another.
  actor name not null default session_user,
  at timestamptz not null default clock_timestamp(),
  counts jsonb not null,
  primary key (organization_id, id)
);
call ctx.protect('audit.erasure');
create policy org_custodians on audit.erasure as permissive for all to phano_custodian
  using (organization_id = (select e.organization_id from ctx.entered e))
  with check (organization_id = (select e.organization_id from ctx.entered e));
create policy custodian_inserts on audit.erasure as restrictive for insert to phano_custodian
  with check ((select ctx.is_custodian()));
grant usage on schema audit to phano_custodian;
grant select on audit.erasure to phano_custodian;
grant insert (organization_id, id, kind, indexes, at, counts) on audit.erasure to phano_custodian;

-- Waits for people and programs that are writing, and refuses all of them from then on; workers from their next statement,
-- since what they hold is taken from them by queue.forget_organization().
create function ctx.begin_erasure() returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '60s'
as $$
declare
  v_org uuid := ctx.await_writers();
begin
  update auth.organization o set status = 'erasing' where o.id = v_org;
  perform audit.append('begin_erasure', 'organization');
end $$;

-- The organization in context, provided that it is being erased and the caller may do that.
create function ctx.require_erasing() returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  perform 1 from auth.organization o where o.id = v_org and o.status = 'erasing';
  if not found then
    raise exception using errcode = '55000', message = 'the organization is not being erased';
  end if;
  return v_org;
end $$;

-- That the whole organization was erased may be recorded while that is going on, and not otherwise.
create policy whole_organization_in_erasure on audit.erasure as restrictive for insert to phano_custodian
  with check (kind = 2 or (select ctx.require_erasing()) is not null);

-- Whether there is anything left to erase of an organization in which the caller may be nobody: true, false, or null when
-- this database has never heard of it. For those who repeat a ledger, and must not take the one for the other.
create function ctx.is_erased(p_organization uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.status = 'erased' from auth.organization o where o.id = p_organization
$$;

-- Erased rows go through two functions of the tables' owner, which row security binds like everybody.

-- Up to so many rows of a table, whichever, of an organization that is being erased. Returns how many there were. Read by an
-- index however much of the table is this organization's: each page would begin with what the earlier ones deleted.
create function phano.erase_page(p_table regclass, p_limit integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_org uuid := ctx.require_erasing();
  n integer;
  v_none boolean;
begin
  if not exists (
    select from pg_class c where c.oid = p_table and c.relnamespace = 'phano'::regnamespace and c.relforcerowsecurity)
  then
    raise exception using errcode = '42501', message = format('%s is no table that is erased', p_table);
  end if;
  -- Somebody else may delete the same page first: 0 is returned when nothing is left, and not before.
  loop
    execute format(
      'delete from %1$s where organization_id = $1 '
      'and ctid = any(array(select ctid from %1$s where organization_id = $1 limit $2))', p_table)
    using v_org, p_limit;
    get diagnostics n = row_count;
    exit when n > 0;
    execute format('select not exists (select from %s where organization_id = $1)', p_table) into v_none using v_org;
    exit when v_none;
  end loop;
  return n;
end $$;

-- Refuses as long as the organization in context has a row in any tenant table: whoever wrote while it was being erased, or
-- says that it was without having done it.
create function phano.require_erased() returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
as $$
declare
  v_org uuid := ctx.require_custodian();
  v_table regclass;
  v_left boolean;
begin
  for v_table in
    select c.oid::regclass from pg_class c
    where c.relnamespace = 'phano'::regnamespace and c.relkind in ('r', 'p') and c.relforcerowsecurity
    order by c.relname
  loop
    execute format('select exists (select from %s where organization_id = $1)', v_table) into v_left using v_org;
    if v_left then
      raise exception using errcode = '55000', message = format('%s still has rows of the organization', v_table),
        hint = 'Run ''phano erase --whole-organization'' again: it goes on where it was.';
    end if;
  end loop;
end $$;

-- What there is of one person: their interactions with all that hangs on these, answers, what is not sealed yet, contacts,
-- accounts that go by their address, and maps of conversations of which nothing is left, each as the caller has read it.
-- Returns how many of the maps were.
create function phano.erase_rows(
  p_interactions uuid[], p_answers uuid[], p_intakes uuid[], p_contacts uuid[], p_accounts text[],
  p_conversations bytea[], p_revisions integer[]
) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_org uuid := ctx.require_custodian();
  n integer;
begin
  delete from phano.interaction i where i.organization_id = v_org and i.id = any(p_interactions);
  delete from phano.nps_response a where a.organization_id = v_org and a.id = any(p_answers);
  delete from phano.intake t where t.organization_id = v_org and t.id = any(p_intakes);
  delete from phano.contact c where c.organization_id = v_org and c.id = any(p_contacts);
  delete from phano.masking_case m
  using unnest(p_conversations, p_revisions) as given (conversation, revision)
  where m.organization_id = v_org and m.conversation = given.conversation and m.revision = given.revision;
  get diagnostics n = row_count;
  delete from phano.account a where a.organization_id = v_org and a.external_id = any(p_accounts);
  perform audit.append('erase_rows', format('%s interactions, %s answers, %s intakes, %s contacts, %s maps',
    cardinality(p_interactions), cardinality(p_answers), cardinality(p_intakes), cardinality(p_contacts), n));
  return n;
end $$;

-- The last step: a tombstone without a name, which nobody is a member of.
create function ctx.end_erasure() returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_erasing();
begin
  perform phano.require_erased();
  update auth.organization o set status = 'erased', name = 'erased' where o.id = v_org and o.status = 'erasing';
  delete from auth.membership m where m.organization_id = v_org;
end $$;

-- Destroys every key of an organization that is being erased: what they sealed is noise from now on, in copies too.
create function vault.destroy() returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_erasing();
  n integer;
begin
  delete from vault.organization_key k where k.organization_id = v_org;
  get diagnostics n = row_count;
  return n;
end $$;

-- Forgets jobs: those of some interactions, or all of the organization's when that is being erased. Deleting the leases
-- first waits for whoever is writing under them, and refuses whoever comes later.
create function queue.forget(p_interactions uuid[]) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  n integer;
begin
  delete from queue.job j where j.organization_id = v_org and j.interaction_id = any(p_interactions);
  get diagnostics n = row_count;
  delete from queue.job_dead d where d.organization_id = v_org and d.interaction_id = any(p_interactions);
  delete from queue.job_done d where d.organization_id = v_org and d.interaction_id = any(p_interactions);
  return n;
end $$;

create function queue.forget_organization() returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_erasing();
  n integer;
begin
  delete from queue.lease l where l.organization_id = v_org;
  delete from queue.job j where j.organization_id = v_org;
  get diagnostics n = row_count;
  delete from queue.job_dead d where d.organization_id = v_org;
  delete from queue.job_done d where d.organization_id = v_org;
  delete from queue.retention r where r.organization_id = v_org;
  delete from queue.tenant t where t.organization_id = v_org;
  return n;
end $$;

-- Jobs in a worker's hands go back to the start, and what that worker would still write of them is refused: it has read
-- what is no more. The others are kept from workers until the end of the transaction, or one would claim them and read what
-- is there until then.
create function queue.restart(p_interactions uuid[]) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  n integer;
begin
  perform 1 from queue.job j
  where j.organization_id = v_org and j.interaction_id = any(p_interactions)
  order by j.id
  for update;
  update queue.job j
  set state = 0, attempt = greatest(j.attempt - 1, 0), ready_seq = nextval('queue.ready_seq'), worker_id = null,
    lease = null
  where j.organization_id = v_org and j.interaction_id = any(p_interactions) and j.state = 1;
  get diagnostics n = row_count;
  return n;
end $$;

grant delete on auth.membership to phano_ctx;
grant delete on queue.job_done, queue.tenant to phano_queue;

grant create on schema ctx to phano_ctx;
alter function ctx.begin_erasure() owner to phano_ctx;
alter function ctx.require_erasing() owner to phano_ctx;
alter function ctx.is_erased(uuid) owner to phano_ctx;
alter function ctx.end_erasure() owner to phano_ctx;
revoke create on schema ctx from phano_ctx;
grant create on schema vault to phano_vault;
alter function vault.destroy() owner to phano_vault;
revoke create on schema vault from phano_vault;
alter function queue.forget(uuid[]) owner to phano_queue;
alter function queue.forget_organization() owner to phano_queue;
alter function queue.restart(uuid[]) owner to phano_queue;
revoke all on function ctx.begin_erasure(), ctx.require_erasing(), ctx.is_erased(uuid), ctx.end_erasure(), vault.destroy(), queue.forget(uuid[]),
  queue.forget_organization(), queue.restart(uuid[]), phano.erase_page(regclass, integer), phano.require_erased(),
  phano.erase_rows(uuid[], uuid[], uuid[], uuid[], text[], bytea[], integer[]) from public;
-- For the end of an erasure.
grant usage on schema phano to phano_ctx;
grant execute on function phano.require_erased() to phano_ctx;
grant execute on function ctx.require_erasing() to phano_custodian, phano_queue, phano_vault, phano_owner;
grant execute on function ctx.begin_erasure(), ctx.is_erased(uuid), ctx.end_erasure(), vault.destroy(), queue.forget(uuid[]),
  queue.forget_organization(), queue.restart(uuid[]), phano.erase_page(regclass, integer),
  phano.erase_rows(uuid[], uuid[], uuid[], uuid[], text[], bytea[], integer[]) to phano_custodian;
