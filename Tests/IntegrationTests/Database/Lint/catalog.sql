-- What the catalog alone can tell of the schema's promises; needs pgTAP (Debian: postgresql-15-pgtap) and a superuser.
-- Changes nothing:
--
--   pg_prove -d phano Tests/IntegrationTests/Database/Lint/catalog.sql
--
-- The tests run the same file, statement by statement: blank lines part statements, and nothing else.

begin;

create schema tap;

create extension pgtap with schema tap;

-- Names are shown with their schemas.
set local search_path = pg_catalog, tap, pg_temp;

-- Every schema there is but the server's own: one that a migration adds is looked at without being listed here.
create temporary view our_schema as
select n.oid, n.nspname as name from pg_namespace n
where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'tap');

-- What belongs to tenants is everything that is not in the five schemas of the program itself.
create temporary view tenant_table as
select c.oid, c.oid::regclass::text as name, c.relnamespace, c.relrowsecurity, c.relforcerowsecurity, c.relhasrules
from pg_class c
join our_schema s on s.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f') and s.name not in ('auth', 'ctx', 'queue', 'meta', 'vault');

create temporary view our_function as
select p.oid, p.oid::regprocedure::text as name, p.proowner, p.prosecdef, p.proconfig
from pg_proc p
join our_schema s on s.oid = p.pronamespace;

-- Roles that act for somebody: all but the owners.
create temporary view login as
select r.oid, r.rolname::text as name from pg_roles r
where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host', 'phano_custodian');

create temporary view owner_role as
select r.oid, r.rolname::text as name from pg_roles r
where r.rolname in ('phano_owner', 'phano_ctx', 'phano_queue', 'phano_vault');

-- Whether a policy's expression is the one that every policy must have.
create function pg_temp.asks_for_context(expression pg_node_tree, tenant_table oid) returns boolean
language sql
as $$
  select pg_get_expr(expression, tenant_table)
    = E'(organization_id = ( SELECT e.organization_id\n   FROM ctx.entered e))'
$$;

select no_plan();

-- Row security.

select isnt_empty('select from tenant_table', 'there are tenant tables to look at');

select is_empty($$
  select name from tenant_table where not (relrowsecurity and relforcerowsecurity)
$$, 'every tenant table has row security, for its owner too');

select is_empty($$
  select t.name from tenant_table t
  where not exists (
    select from pg_policy p
    where p.polrelid = t.oid and not p.polpermissive and p.polcmd = '*' and p.polroles = '{0}'
      and pg_temp.asks_for_context(p.polqual, t.oid) and pg_temp.asks_for_context(p.polwithcheck, t.oid))
$$, 'every tenant table has a restrictive floor for everybody and everything');

select is_empty($$
  select p.polrelid::regclass::text || '.' || p.polname from pg_policy p
  -- Another restrictive one can only take away; the floor has a rule of its own.
  where p.polpermissive and not coalesce(
    (p.polcmd = 'a' or pg_temp.asks_for_context(p.polqual, p.polrelid))
    and (p.polcmd in ('r', 'd') or pg_temp.asks_for_context(coalesce(p.polwithcheck, p.polqual), p.polrelid)), false)
$$, 'every policy asks for the organization in context, reading and writing');

select is_empty($$
  select t.name from tenant_table t
  where not exists (
    select from pg_attribute a
    where a.attrelid = t.oid and a.attname = 'organization_id' and a.atttypid = 'uuid'::regtype and a.attnotnull)
$$, 'every tenant row says whose it is');

select is_empty($$
  select c.oid::regclass::text from pg_class c
  join our_schema s on s.oid = c.relnamespace
  where c.relkind = 'm'
    or (c.relkind = 'v' and not coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1)', false)
      and exists (
        select from tenant_table t
        where has_any_column_privilege(c.relowner, t.oid, 'select, insert, update, references')))
$$, 'no materialized view, and no view with the rights of an owner who reads a tenant table');

select is_empty($$
  select t.name from tenant_table t
  where t.relhasrules
    or exists (select from pg_inherits i where t.oid in (i.inhrelid, i.inhparent))
    or exists (select from pg_trigger g where g.tgrelid = t.oid and not g.tgisinternal
      and g.tgfoid <> 'ctx.hold_organization()'::regprocedure)
$$, 'no rule, no trigger of its own and no inheritance on a tenant table');

-- Keys.

select is_empty($$
  select t.name || '.' || k.conname from pg_constraint k
  join tenant_table t on t.oid = k.conrelid
  where k.contype in ('p', 'u', 'f', 'x')
    and not exists (
      select from pg_attribute a
      where a.attrelid = k.conrelid and a.attname = 'organization_id' and a.attnum = any(k.conkey))
$$, 'every primary, unique and foreign key carries the organization');

select is_empty($$
  select i.indexrelid::regclass::text from pg_index i
  join tenant_table t on t.oid = i.indrelid
  where i.indisunique
    and not exists (
      select from pg_attribute a
      where a.attrelid = i.indrelid and a.attname = 'organization_id' and a.attnum = any(i.indkey::smallint[]))
$$, 'every unique index carries the organization');

select is_empty($$
  select k.conrelid::regclass::text || '.' || k.conname from pg_constraint k
  join tenant_table here on here.oid = k.conrelid
  join tenant_table there on there.oid = k.confrelid
  where k.contype = 'f'
    and not exists (
      select
      from unnest(k.conkey, k.confkey) as pair (here, there)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
      join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there
      where a.attname = 'organization_id' and b.attname = 'organization_id')
$$, 'a foreign key among tenant tables maps organization to organization');

select is_empty($$
  select t.name from tenant_table t
  where not exists (
    select from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid = t.oid and a.attname = 'organization_id' and i.indpred is null and i.indisvalid)
$$, 'every tenant table has an index that begins with the organization');

-- Roles.

select is_empty($$
  select r.rolname::text from pg_roles r
  where r.rolname like 'phano%'
    and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
$$, 'no role of ours stands above row security or other roles');

select is_empty($$
  select r.rolname::text from pg_roles r
  where r.rolname in (
      'phano_owner', 'phano_ctx', 'phano_queue', 'phano_vault', 'phano_operator', 'phano_host', 'phano_custodian')
    and r.rolcanlogin
$$, 'owners cannot log in');

select is_empty($$
  select m.member::regrole::text || ' in ' || o.name from pg_auth_members m
  join owner_role o on o.oid = m.roleid
$$, 'nobody is a member of an owner');

select is_empty($$
  select m.member::regrole::text || ' in ' || m.roleid::regrole::text from pg_auth_members m
  where m.member in ('phano_worker'::regrole, 'phano_dispatcher'::regrole)
$$, 'a program''s login is a member of nothing');

select is_empty($$
  select m.member::regrole::text || ' in ' || m.roleid::regrole::text from pg_auth_members m
  join pg_auth_members ours on ours.member = m.member
  join login l on l.oid = ours.roleid
  join pg_roles r on r.oid = m.roleid
  where r.rolname ~ '^pg_' or r.rolsuper or r.rolbypassrls
$$, 'no member of ours has the server''s own powers');

select is_empty($$
  select c.oid::regclass::text from pg_class c
  join our_schema s on s.oid = c.relnamespace
  where s.name <> 'meta' and c.relowner not in (select o.oid from owner_role o)
  union all
  select f.name from our_function f where f.proowner not in (select o.oid from owner_role o)
$$, 'everything belongs to an owner role');

select is_empty($$
  select coalesce(r.setrole::regrole::text, 'this database') || ': ' || setting from pg_db_role_setting r
  cross join unnest(r.setconfig) as setting
  where (r.setdatabase = 0 or r.setdatabase = (select d.oid from pg_database d where d.datname = current_database()))
    and (r.setrole = 0 or r.setrole in (select l.oid from login l) or r.setrole in (select o.oid from owner_role o))
    and setting ~ '^(phano\.|row_security|search_path|role|session_authorization|[a-z_]*preload_libraries|ctx\.)'
$$, 'no setting of a role or of the database stands in for the context');

-- Functions.

select is_empty($$
  select name from our_function where not coalesce('search_path=pg_catalog, pg_temp' = any(proconfig), false)
$$, 'every function pins its search path, the temporary schema last');

select is_empty($$
  select name from our_function where has_function_privilege('public', oid, 'execute')
$$, 'no function is everybody''s');

select is_empty($$
  select f.name from our_function f
  where f.prosecdef
    -- As owner of the tables, bound by row security like everybody: the audit chain's one writer, the one of figures, those
    -- of the outbox, and what deletes.
    and f.name not in (
      'audit.append(text,text)', 'audit.note(text,text)', 'phano.take_intakes(bigint[],bigint[])',
      'phano.store_metrics(text[],date[],text[],double precision[])', 'phano.expire(integer)', 'phano.retain(bigint,bigint,integer)',
      'phano.retain_now(integer)', 'phano.publish_run(uuid)',
      'phano.record_attempt(bigint,bigint,uuid,smallint,smallint,text,integer,double precision)',
      'phano.add_output(integer,uuid,text,smallint,smallint[],bytea,bytea)',
      'phano.change_output(integer,uuid,bytea,bytea,bytea)', 'phano.set_output_state(uuid,smallint)',
      'phano.test_output(uuid)', 'phano.replay_outputs(uuid,uuid[],timestamp with time zone)',
      'phano.remove_output(uuid)',
      'phano.erase_page(regclass,integer)', 'phano.require_erased()',
      'phano.erase_rows(uuid[],uuid[],uuid[],uuid[],text[],bytea[],integer[])')
    and exists (
      select from tenant_table t
      where has_any_column_privilege(f.proowner, t.oid, 'select, insert, update, references'))
$$, 'a function with its owner''s rights belongs to a role that reads no tenant table');

select is_empty($$
  select e.evtname::text from pg_event_trigger e
  union all
  select l.lanname::text from pg_language l where not l.lanpltrusted and l.lanname not in ('internal', 'c')
  union all
  select x.extname::text from pg_extension x where x.extname not in ('plpgsql', 'pgtap')
  union all
  select u.pubname::text from pg_publication u
  union all
  select s.srvname::text from pg_foreign_server s
$$, 'nothing runs, replicates or reaches out beside the schema');

-- Privileges.

select is_empty($$
  select r.rolname || ' on ' || c.oid::regclass::text from pg_class c
  join our_schema s on s.oid = c.relnamespace
  cross join pg_roles r
  where (r.oid in (select l.oid from login l) or r.rolname = 'phano_ctx')
    and c.relkind in ('r', 'p', 'f') and has_table_privilege(r.oid, c.oid, 'truncate, references, trigger')
$$, 'no login may truncate, refer to or hang triggers on a table');

select is_empty($$
  select r.rolname || ' in this database' from pg_roles r
  where (r.oid in (select l.oid from login l) or r.rolname in ('phano_ctx', 'phano_queue'))
    and has_database_privilege(r.oid, current_database(), 'temporary, create')
  union all
  select r.rolname || ' in ' || s.name from our_schema s
  cross join pg_roles r
  where (r.oid in (select l.oid from login l) or r.rolname = 'phano_ctx') and has_schema_privilege(r.oid, s.oid, 'create')
$$, 'no login may create anything, not even temporary tables');

select is_empty($$
  select 'everybody: ' || privilege from unnest(array['connect', 'temporary', 'create']) as privilege
  where has_database_privilege('public', current_database(), privilege)
$$, 'nobody uses the database who was not let in');

select is_empty($$
  select c.oid::regclass::text from pg_class c
  join our_schema s on s.oid = c.relnamespace
  cross join aclexplode(c.relacl) as granted
  where granted.grantee = 0 and not (c.relname = 'migration' and granted.privilege_type = 'SELECT')
  union all
  select a.attrelid::regclass::text || '.' || a.attname from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join our_schema s on s.oid = c.relnamespace
  cross join aclexplode(a.attacl) as granted
  where granted.grantee = 0
  union all
  select 'default privileges of ' || d.defaclrole::regrole::text from pg_default_acl d
$$, 'nothing is granted to everybody but the schema''s version');

select is_empty($$
  select r.rolname || ' on ' || t.name from tenant_table t
  cross join pg_roles r
  where (r.oid in (select l.oid from login l) or r.rolname in ('phano_queue', 'phano_ctx'))
    and has_table_privilege(r.oid, t.oid, 'delete')
$$, 'no login deletes tenant rows');

-- With the right to change or delete from a whole table comes that to lock it against everybody.
select is_empty($$
  select l.name || ' on ' || t.name from tenant_table t
  cross join login l
  where has_table_privilege(l.oid, t.oid, 'update, delete, truncate')
$$, 'no login may lock a tenant table against the others');

select is_empty($$
  select l.name || ' on ' || a.attrelid::regclass::text || '.' || a.attname from pg_attribute a
  join tenant_table t on t.oid = a.attrelid
  cross join login l
  where a.attname = 'organization_id' and has_column_privilege(l.oid, t.oid, a.attnum, 'update')
$$, 'no login changes whose a row is');

select is_empty($$
  select l.name || ' on ' || c.oid::regclass::text from pg_class c
  join our_schema s on s.oid = c.relnamespace
  cross join login l
  where s.name in ('queue', 'auth', 'vault', 'ctx')
    and not (c.oid = 'ctx.entered'::regclass and not has_any_column_privilege(l.oid, c.oid, 'insert, update, references'))
    and case c.relkind
      when 'S' then has_sequence_privilege(l.oid, c.oid, 'select, usage, update')
      when 'i' then false
      when 'I' then false
      else has_any_column_privilege(l.oid, c.oid, 'select, insert, update, references')
    end
$$, 'no login touches the tables of the queue, of memberships and of keys, or sees more of them than the context');

select is_empty($$
  select t.name from tenant_table t
  where has_any_column_privilege('phano_dispatcher', t.oid, 'select, insert, update, references')
$$, 'the dispatcher has no right on any tenant table');

select is_empty($$
  select t.name from tenant_table t
  where t.name !~ '^audit\.'
    and not exists (
      select from pg_trigger g
      where g.tgrelid = t.oid and g.tgfoid = 'ctx.hold_organization()'::regprocedure and g.tgenabled = 'O'
        and g.tgattr = ''
        and pg_get_triggerdef(g.oid) ~ 'WHEN \(\(SESSION_USER <> ''phano_worker''::name\)\)'
        -- Each row (1), before it (2) is inserted (4) or changed (16).
        and g.tgtype & 23 = 23)
$$, 'whoever writes a tenant table holds its organization');

select is_empty($$
  select r.rolname || ' on ' || t.name from tenant_table t
  cross join pg_roles r
  where t.name = 'audit.event'
    and (r.oid in (select l.oid from login l) or r.rolname in ('phano_queue', 'phano_ctx'))
    and has_any_column_privilege(r.oid, t.oid, 'insert, update')
  union all
  select l.name || ' calls audit.append' from login l where has_function_privilege(l.oid, 'audit.append(text,text)', 'execute')
$$, 'the audit chain is written by its functions alone');

select is_empty($$
  select 'auth.membership' where not exists (
    select from pg_trigger g
    where g.tgrelid = 'auth.membership'::regclass and g.tgfoid = 'auth.refuse_mixed_roles()'::regprocedure
      and g.tgenabled = 'O' and g.tgqual is null and g.tgtype & 23 = 23)
$$, 'a login is a host or a person');

select is_empty($$
  select l.name || ': ' || p.oid::regprocedure::text from pg_proc p
  cross join login l
  where p.pronamespace = 'pg_catalog'::regnamespace
    and (p.proname ~ '^pg_(try_)?advisory_' or p.proname ~ '^(lo_|lowrite)')
    and not (l.name = 'phano_dispatcher' and p.oid = 'pg_advisory_lock(integer,integer)'::regprocedure)
    and has_function_privilege(l.oid, p.oid, 'execute')
$$, 'no login takes the program''s locks or keeps large objects');

-- The queue.

select is_empty($$
  select a.attrelid::regclass::text || '.' || a.attname from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'queue'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    and a.atttypid not in (
      'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'real'::regtype, 'boolean'::regtype,
      'uuid'::regtype, 'timestamptz'::regtype)
    and (c.relname, a.attname) not in (
      ('worker', 'secret_hash'), ('lease', 'secret_hash'), ('worker', 'name'), ('job', 'last_error'), ('job_dead', 'reason'))
$$, 'the queue holds ids, numbers, times and codes, and no payload');

select * from finish();

rollback;
