-- Run before the migrations, each time: roles belong to the cluster, so another database may have made them already.
-- phano_owner, phano_ctx, phano_queue and phano_vault own things and never log in; they have no members but while
-- migrating. phano_operator, phano_host and phano_custodian are what people's and programs' logins are members of.

do $$
declare
  r text;
begin
  foreach r in array array[
    'phano_owner', 'phano_ctx', 'phano_queue', 'phano_vault', 'phano_operator', 'phano_host', 'phano_custodian'
  ] loop
    begin
      if not exists (select from pg_roles where rolname = r) then
        execute format('create role %I nologin', r);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
  foreach r in array array['phano_worker', 'phano_dispatcher'] loop
    begin
      if not exists (select from pg_roles where rolname = r) then
        execute format('create role %I login noinherit', r);
      end if;
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to phano_worker, phano_dispatcher, phano_operator, phano_host',
    current_database());
  execute format('grant create on database %I to phano_owner', current_database());
end $$;

do $$
begin
  revoke create on schema public from public;
exception when insufficient_privilege then
  -- Since PostgreSQL 15 nobody has it to begin with.
  null;
end $$;

-- What PostgreSQL lets everybody do and no tenant's login needs: to take advisory locks, with which one login could hold up
-- the claims and audit chains of all or fill the server's lock table, and to keep large objects, which row security does
-- not see and no erasure finds. These functions are the server's own, so only a superuser can withhold them.
do $$
declare
  f regprocedure;
begin
  if not (select r.rolsuper from pg_roles r where r.rolname = current_user) then
    raise warning 'advisory locks and large objects are still everybody''s: have a superuser migrate once, or revoke them';
    return;
  end if;
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname ~ '^pg_(try_)?advisory_' or p.proname ~ '^(lo_|lowrite)')
  loop
    execute format('revoke all on function %s from public', f);
  end loop;
  for f in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^pg_(try_)?advisory_xact_lock(_shared)?$'
  loop
    execute format('grant execute on function %s to phano_owner, phano_queue, phano_vault, phano_ctx, %I', f,
      (select pg_get_userbyid(d.datdba) from pg_database d where d.datname = current_database()));
  end loop;
  -- A worker's session shows that its process is alive by holding a lock.
  grant execute on function pg_advisory_lock(integer, integer) to phano_dispatcher;
end $$;

-- Who works for many organizations waits for none of them: what somebody's open transaction holds on to is put off.
do $$
begin
  execute format('alter role phano_worker in database %I set lock_timeout = %L', current_database(), '1s');
  execute format('alter role phano_dispatcher in database %I set lock_timeout = %L', current_database(), '5s');
exception when insufficient_privilege then
  raise warning 'lock_timeout of phano_worker and phano_dispatcher could not be set';
end $$;

create schema if not exists meta;
create table if not exists meta.migration (
  version integer primary key,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp(),
  applied_by name not null default session_user
);
grant usage on schema meta to public;
grant select on meta.migration to public;
