-- Organizations, their keys and members, workers and leases, and the one question every policy asks: ctx.org().
-- Runs as phano_owner; `phano migrate` creates the roles first, because roles belong to the cluster and not to one database.

create schema auth;
create schema ctx;
create schema queue;
create schema phano;
create schema vault;
create schema audit;

-- Who exists.

create table auth.organization (
  id uuid primary key default gen_random_uuid(),
  name text not null check (name <> ''),
  status text not null default 'active' check (status in ('active', 'suspended', 'erasing', 'erased')),
  created_at timestamptz not null default clock_timestamp()
);

create table auth.app_user (
  id uuid primary key default gen_random_uuid(),
  login name not null unique,
  status text not null default 'active' check (status in ('active', 'suspended'))
);

create table auth.membership (
  organization_id uuid not null references auth.organization,
  user_id uuid not null references auth.app_user,
  role text not null check (role in ('admin', 'analyst', 'csm', 'am', 'dpo', 'host')),
  status text not null default 'active' check (status in ('active', 'suspended')),
  primary key (organization_id, user_id)
);
create index membership_by_user on auth.membership (user_id);

-- A host application writes, and people read: a login that were one here and the other there would have the privileges of
-- both in both.
create function auth.refuse_mixed_roles() returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform 1 from auth.app_user u where u.id = new.user_id for update;
  if exists (
    select from auth.membership m
    where m.user_id = new.user_id and m.organization_id <> new.organization_id
      and (m.role = 'host') <> (new.role = 'host'))
  then
    raise exception using errcode = '23514', message = 'a login is a host or a person, in all organizations alike',
      hint = 'Give the host application a login of its own.';
  end if;
  return new;
end $$;

create trigger membership_is_of_one_sort before insert or update on auth.membership
  for each row execute function auth.refuse_mixed_roles();

-- On what ground text may leave the European Economic Area (0004). Grounds are events: the latest one of a host holds, unless
-- it is a withdrawal. No row is ever changed or removed, so the table is its own record of who said what when.

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

-- Who works. A worker process is one row, which it alone touches once a second; its secret is known to nobody else.
-- A lease says that a worker holds jobs of an organization, and holds all that lets it in, so that one look is enough: the
-- secret's hash, which a foreign key keeps the same as the worker's, and an end, which the worker's beat puts off. What
-- has ended stays so until the next claim. Deleting a lease is the fence; ending it refuses the worker without waiting.

create table queue.worker (
  id bigint generated always as identity primary key,
  secret_hash bytea not null unique check (octet_length(secret_hash) = 32),
  name text not null,
  started_at timestamptz not null default clock_timestamp(),
  beat_at timestamptz not null default clock_timestamp(),
  -- Null: its endpoint is within the EEA, or on its own machine.
  transfer_id bigint references auth.transfer_event,
  unique (id, secret_hash)
) with (fillfactor = 20);

create table queue.lease (
  worker_id bigint not null,
  organization_id uuid not null references auth.organization,
  secret_hash bytea not null,
  expires_at timestamptz not null,
  primary key (worker_id, organization_id),
  unique (organization_id, secret_hash),
  foreign key (worker_id, secret_hash) references queue.worker (id, secret_hash) on update cascade on delete cascade
-- Room for what the beat writes, and so many pages that the planner prefers the index while there are few leases.
) with (fillfactor = 10);

-- The context. A setting alone proves nothing, since any session may set it; it is a claim that is checked here
-- against what the session cannot forge: a worker's secret and lease, or a person's login and membership.

-- The organization in context, provided that the session is a worker's which may enter it now; else no row. The settings are
-- read by a sub-select: once, and not for each row of a table that is small enough to be read whole.
create view ctx.leased as
select l.organization_id
from queue.lease l
where (l.organization_id, l.secret_hash) = (
    select nullif(current_setting('phano.organization_id', true), '')::uuid,
      sha256(convert_to(current_setting('phano.worker_secret', true), 'UTF8'))
    where session_user = 'phano_worker')
  and l.expires_at > clock_timestamp();

create function ctx.org() returns uuid
language plpgsql stable security definer parallel restricted
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid;
begin
  if session_user = 'phano_worker' then
    select l.organization_id into v_org from ctx.leased l;
  else
    select o.id into v_org
    from auth.app_user u
    join auth.membership m on m.user_id = u.id
    join auth.organization o on o.id = m.organization_id
    where u.login = session_user
      and u.status = 'active'
      and m.organization_id = (select nullif(current_setting('phano.organization_id', true), '')::uuid)
      and m.status = 'active'
      -- What a suspended organization has is still its people's to look at; its programs stop.
      and (o.status = 'active' or (o.status = 'suspended' and m.role <> 'host')
        -- An erasure that was interrupted is brought to its end by whoever may begin one.
        or (o.status = 'erasing' and m.role in ('admin', 'dpo')));
  end if;
  if found then
    return v_org;
  end if;
  if coalesce(current_setting('phano.organization_id', true), '') = '' then
    raise exception using errcode = '42501', message = 'organization context missing',
      hint = 'Set phano.organization_id in this transaction with set_config(..., true).';
  end if;
  raise exception using errcode = '42501', message = 'organization context refused',
    hint = 'This login is no active member of that organization, or the worker holds no lease of it.';
end $$;

-- Which of two plans suits the session. Not true of all sessions, as what is declared immutable ought to be, but only so does
-- the planner leave a worker's look out of people's plans. Nothing rests on it: either plan checks whoever runs it.
create function ctx.suits_worker() returns boolean
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return session_user = 'phano_worker';
end $$;

-- The organization in context for policies, of which every statement pays for each table: once for reading, and twice for
-- writing. A worker's lease is looked up by the statement's own plan, since calling a function costs more than the look
-- itself. The function checks people, and refuses whoever is nothing of the two.
create view ctx.entered as
select case when ctx.suits_worker() then coalesce((select l.organization_id from ctx.leased l), ctx.org()) else ctx.org() end
  as organization_id;

-- Those of some organizations that are active, and stay so until the end of the transaction: for queue.claim(), which lets
-- workers in. One whose state is just being changed is left out, because waiting for it would hold up the others.
create function ctx.stay_active(p_organizations uuid[]) returns setof uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select o.id from auth.organization o
  where o.id = any(p_organizations) and o.status = 'active'
  for share skip locked;
end $$;

-- Whoever writes keeps the organization as it is until the end of the transaction: an erasure begins when the last of those
-- who were quicker has ended, and whoever comes after it is refused, whatever its snapshot still shows. Workers are kept
-- out by their leases (queue.leaseholder), so that a batch of many organizations takes no lock for each. No login may call
-- this itself: it would hold up the erasure of others.
create function ctx.hold(p_organization uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock_shared(hashtextextended(p_organization::text, 7305));
  if current_setting('transaction_isolation') = 'read committed' then
    perform 1 from auth.organization o where o.id = p_organization and o.status in ('active', 'suspended');
  else
    -- What it sees may be older than the erasure; then locking the row fails.
    perform 1 from auth.organization o where o.id = p_organization and o.status in ('active', 'suspended') for share;
  end if;
  if not found then
    raise exception using errcode = '42501', message = 'organization context refused',
      hint = 'The organization is being erased.';
  end if;
end $$;

create function ctx.begin_write() returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  if session_user <> 'phano_worker' then
    perform ctx.hold(v_org);
  end if;
  return v_org;
end $$;

-- The other side: returns when all have ended who were writing, and lets nobody begin before this transaction ends.
create function ctx.await_writers() returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '60s'
as $$
declare
  v_org uuid := ctx.require_custodian();
begin
  perform pg_advisory_xact_lock(hashtextextended(v_org::text, 7305));
  return v_org;
end $$;

-- Holds the organization that a row is of, and not the one in context: a statement can change that while it runs.
create function ctx.hold_organization() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Whoever is above row security restores a backup.
  if not exists (select from pg_roles r where r.rolname = session_user and (r.rolsuper or r.rolbypassrls)) then
    perform ctx.hold(new.organization_id);
  end if;
  return new;
end $$;

-- What every tenant table gets: row security that binds its owner too, and a floor that no later permissive policy
-- can lift. Permissive policies (below each table) repeat the same predicate, so that losing the floor opens nothing. For
-- reading that costs nothing, because the server evaluates equal predicates once.

create procedure ctx.protect(tenant_table regclass)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', tenant_table);
  execute format('alter table %s force row level security', tenant_table);
  execute format(
    'create policy org_floor on %s as restrictive for all to public '
    'using (organization_id = (select e.organization_id from ctx.entered e)) '
    'with check (organization_id = (select e.organization_id from ctx.entered e))', tenant_table);
  execute format(
    'create policy org_members on %s as permissive for all to phano_worker, phano_operator, phano_host, phano_owner '
    'using (organization_id = (select e.organization_id from ctx.entered e)) '
    'with check (organization_id = (select e.organization_id from ctx.entered e))', tenant_table);
  -- What is on record of an erasure is written during it, and stays.
  if tenant_table not in (select c.oid from pg_class c where c.relnamespace = 'audit'::regnamespace) then
    execute format(
      'create trigger org_held before insert or update on %s for each row when (session_user <> ''phano_worker'') '
      'execute function ctx.hold_organization()', tenant_table);
  end if;
end $$;

-- Who may change rows of a tenant table: in all columns but those of the primary key, and so never whose the row is. The
-- right is given column by column because with one on the whole table comes that to lock it against everybody.

create procedure ctx.allow_changes(tenant_table regclass, variadic roles name[])
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  v_columns text;
begin
  select string_agg(quote_ident(a.attname), ', ') into v_columns
  from pg_attribute a
  where a.attrelid = tenant_table and a.attnum > 0 and not a.attisdropped
    and not exists (
      select from pg_index i
      where i.indrelid = tenant_table and i.indisprimary and a.attnum = any(i.indkey::smallint[]));
  execute format('grant update (%s) on %s to %s', v_columns, tenant_table,
    (select string_agg(quote_ident(r), ', ') from unnest(roles) r));
end $$;

-- The memberships of the session's own login; what `phano` offers when no organization was named.

create function ctx.my_organizations() returns table (organization_id uuid, name text, role text)
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select o.id, o.name, m.role
  from auth.app_user u
  join auth.membership m on m.user_id = u.id
  join auth.organization o on o.id = m.organization_id
  where u.login = session_user
    and u.status = 'active'
    and m.status = 'active'
    and (o.status in ('active', 'suspended') or (o.status = 'erasing' and m.role in ('admin', 'dpo')))
  order by o.name, o.id
$$;

-- Whether the session's login may change keys, export and erase in the organization in context. Group membership gives the
-- privileges; this says that they are meant for this organization too.

create function ctx.is_custodian() returns boolean
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return exists (
    select
    from auth.app_user u
    join auth.membership m on m.user_id = u.id
    where u.login = session_user
      and u.status = 'active'
      and m.organization_id = v_org
      and m.status = 'active'
      and m.role in ('admin', 'dpo'));
end $$;

create function ctx.require_custodian() returns uuid
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not ctx.is_custodian() then
    raise exception using errcode = '42501', message = 'not a custodian',
      hint = 'Keys, transfers, schedules, exports and erasures take a member whose role is admin or dpo.';
  end if;
  return ctx.org();
end $$;

-- Keys: each organization's own, wrapped by a key that the database never sees. A dump of customers' data leaves this
-- schema out, so that deleting a row here is the end of everything it sealed, copies included.
-- No login may touch the table. Whoever is let into an organization gets its keys from vault.keys().

-- What is sealed is an envelope, and nothing else is taken for one.
create domain vault.sealed as bytea check (octet_length(value) >= 82 and get_byte(value, 0) = 1 and get_byte(value, 1) = 1);
create domain vault.blind_index as bytea check (octet_length(value) = 16);

-- purpose: 1 seals fields, in versions of which the highest is current; 2 makes blind indexes
create table vault.organization_key (
  organization_id uuid not null references auth.organization,
  purpose smallint not null check (purpose between 1 and 2),
  version integer not null check (version > 0),
  wrapped vault.sealed not null,
  kek_version integer not null check (kek_version > 0),
  -- By this a wrong key is told from a damaged one.
  kek_fingerprint text not null check (kek_fingerprint <> ''),
  created_at timestamptz not null default clock_timestamp(),
  primary key (organization_id, purpose, version)
);

create function vault.keys()
returns table (purpose smallint, version integer, wrapped bytea, kek_version integer, kek_fingerprint text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
begin
  return query
  select k.purpose, k.version, k.wrapped::bytea, k.kek_version, k.kek_fingerprint
  from vault.organization_key k
  where k.organization_id = v_org
  order by k.purpose, k.version;
end $$;

-- Whoever writes what it has sealed says under which version, and is sent to fetch the keys anew when there is a later
-- one by now. Draws a transaction number first: with it, a rotation can wait for those that were quicker.
create function vault.require_version(p_version integer) returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
  v_current integer;
begin
  perform pg_current_xact_id();
  select max(k.version) into v_current
  from vault.organization_key k
  where k.organization_id = v_org and k.purpose = 1;
  if v_current is distinct from p_version then
    raise exception using errcode = 'PH001', message = 'key version outdated';
  end if;
end $$;

-- The next version of the data key, for the organization in context.
create function vault.add_version(p_version integer, p_wrapped bytea, p_kek_version integer, p_kek_fingerprint text)
returns void
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  v_current integer;
begin
  perform ctx.begin_write();
  perform pg_advisory_xact_lock(hashtextextended(v_org::text, 7304));
  select max(k.version) into v_current
  from vault.organization_key k
  where k.organization_id = v_org and k.purpose = 1;
  if p_version is distinct from v_current + 1 then
    raise exception using errcode = 'PH001', message = 'key version outdated';
  end if;
  insert into vault.organization_key (organization_id, purpose, version, wrapped, kek_version, kek_fingerprint)
  values (v_org, 1, p_version, p_wrapped, p_kek_version, p_kek_fingerprint);
  perform audit.append('add_key', format('version %s', p_version));
end $$;

-- Destroys the versions before the current one. The caller has seen that nothing is sealed under them any more.
create function vault.retire_before(p_version integer) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.require_custodian();
  n integer;
begin
  perform vault.require_version(p_version);
  delete from vault.organization_key k
  where k.organization_id = v_org and k.purpose = 1 and k.version < p_version;
  get diagnostics n = row_count;
  perform audit.append('retire_keys', format('%s before version %s', n, p_version));
  return n;
end $$;

-- Audit: one hash chain an organization, no personal data in it.

create table audit.event (
  organization_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  actor text not null,
  action text not null check (action ~ '^[a-z][a-z_]{0,39}$'),
  subject text not null check (length(subject) <= 2000),
  prev_hash bytea not null,
  hash bytea not null,
  primary key (organization_id, seq)
);
call ctx.protect('audit.event');

create function audit.append(p_action text, p_subject text) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
  v_seq bigint;
  v_prev bytea;
  v_at timestamptz := clock_timestamp();
begin
  perform pg_advisory_xact_lock(hashtextextended(v_org::text, 7303));
  select e.seq, e.hash into v_seq, v_prev
  from audit.event e
  where e.organization_id = v_org
  order by e.seq desc
  limit 1;
  v_seq := coalesce(v_seq, 0) + 1;
  v_prev := coalesce(v_prev, decode(repeat('00', 32), 'hex'));
  insert into audit.event (organization_id, seq, at, actor, action, subject, prev_hash, hash)
  values (
    v_org, v_seq, v_at, session_user, p_action, p_subject, v_prev,
    sha256(v_prev || convert_to(
      jsonb_build_array(v_org, v_seq, extract(epoch from v_at)::text, session_user, p_action, p_subject)::text, 'UTF8'))
  );
  return v_seq;
end $$;

-- What programs put on record of themselves; all else is written by the function that does it. Nobody may claim what their
-- role cannot have done.
create function audit.note(p_action text, p_subject text) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_org uuid := ctx.org();
  v_role text;
  v_may boolean;
begin
  select m.role into v_role from ctx.my_organizations() m where m.organization_id = v_org;
  v_may := case
    when p_action in ('import', 'reprocess', 'retry_jobs') then true
    when p_action in ('diagnose', 'diagnosis_feedback', 'preview_originals', 'restore_quotes') then v_role <> 'host'
    when p_action in ('export', 'erase_organization', 'erase_subject') then v_role in ('admin', 'dpo')
    else false
  end;
  if not v_may then
    raise exception using errcode = '42501',
      message = format('%L is not for role %s to put on record', left(p_action, 40), v_role);
  end if;
  return audit.append(p_action, p_subject);
end $$;

-- Privileges.

-- A function's owner must hold CREATE on its schema while it is handed over, and no longer.
grant create on schema ctx to phano_ctx;
alter view ctx.leased owner to phano_ctx;
alter view ctx.entered owner to phano_ctx;
alter function ctx.org() owner to phano_ctx;
alter function ctx.stay_active(uuid[]) owner to phano_ctx;
alter function ctx.my_organizations() owner to phano_ctx;
alter function ctx.is_custodian() owner to phano_ctx;
alter function ctx.hold(uuid) owner to phano_ctx;
alter function ctx.begin_write() owner to phano_ctx;
alter function ctx.hold_organization() owner to phano_ctx;
alter function ctx.await_writers() owner to phano_ctx;
revoke create on schema ctx from phano_ctx;
grant create on schema vault to phano_vault;
alter function vault.keys() owner to phano_vault;
alter function vault.require_version(integer) owner to phano_vault;
alter function vault.add_version(integer, bytea, integer, text) owner to phano_vault;
alter function vault.retire_before(integer) owner to phano_vault;
revoke create on schema vault from phano_vault;
grant usage on schema auth, queue to phano_ctx;
grant select on auth.organization, auth.app_user, auth.membership, queue.lease to phano_ctx;
grant update (status, name) on auth.organization to phano_ctx;

grant usage on schema vault to phano_vault, phano_worker, phano_operator, phano_host;
grant select, insert, delete on vault.organization_key to phano_vault;

revoke all on function auth.refuse_change(), auth.refuse_mixed_roles(), ctx.org(), ctx.suits_worker(), ctx.my_organizations(), ctx.is_custodian(),
  ctx.require_custodian(), ctx.stay_active(uuid[]), ctx.hold(uuid), ctx.begin_write(), ctx.await_writers(),
  ctx.hold_organization(), audit.append(text, text), audit.note(text, text), vault.keys(), vault.require_version(integer),
  vault.add_version(integer, bytea, integer, text), vault.retire_before(integer) from public;
revoke all on procedure ctx.protect(regclass), ctx.allow_changes(regclass, name[]) from public;
grant usage on schema ctx
  to phano_worker, phano_operator, phano_host, phano_custodian, phano_owner, phano_queue, phano_vault, phano_ctx;
grant execute on function ctx.org(), ctx.suits_worker()
  to phano_worker, phano_operator, phano_host, phano_custodian, phano_owner, phano_queue, phano_vault, phano_ctx;
grant select on ctx.entered
  to phano_worker, phano_operator, phano_host, phano_custodian, phano_owner, phano_queue, phano_vault, phano_ctx;
grant execute on function ctx.stay_active(uuid[]) to phano_queue;
grant execute on function ctx.begin_write()
  to phano_worker, phano_operator, phano_host, phano_custodian, phano_owner, phano_queue, phano_vault;
grant execute on function ctx.is_custodian(), ctx.require_custodian()
  to phano_custodian, phano_vault, phano_owner, phano_queue, phano_ctx;
grant execute on function ctx.await_writers() to phano_custodian;
grant execute on function vault.keys(), vault.require_version(integer)
  to phano_worker, phano_operator, phano_host, phano_vault;
grant execute on function vault.add_version(integer, bytea, integer, text), vault.retire_before(integer)
  to phano_custodian;
grant usage on schema vault to phano_custodian;
grant execute on function ctx.my_organizations() to phano_operator, phano_host, phano_owner;
grant usage on schema audit to phano_operator, phano_host;
grant select on audit.event to phano_operator;
grant usage on schema audit to phano_vault, phano_queue, phano_ctx;
grant execute on function audit.append(text, text) to phano_vault, phano_queue, phano_ctx;
grant execute on function audit.note(text, text) to phano_operator, phano_host;
