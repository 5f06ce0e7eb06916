import Postgres

/// One rule about the schema that its catalog alone can answer: the statement returns what breaks the rule.
struct CatalogLint: Sendable {
  let name: String
  let offenders: Statement

  private init(_ name: String, _ offenders: Statement) {
    self.name = name
    self.offenders = offenders
  }

  /// The names of the rules that are broken, each with what breaks it.
  static func findings(_ session: some Session) async throws -> [String: [String]] {
    var findings: [String: [String]] = [:]
    for lint in all {
      let offenders = try await session.query(lint.offenders).map { try $0.decode(String.self, 0) }
      if !offenders.isEmpty { findings[lint.name] = offenders }
    }
    return findings
  }

  static let all = rowSecurity + keys + roles + functions + privileges + queue

  // Tenant tables are all tables of phano and audit; a table without organization_id in there is a finding itself.

  private static let rowSecurity = [
    CatalogLint(
      "every tenant table has row security, for its owner too",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity)
      """),
    CatalogLint(
      "every tenant table has a restrictive floor for everybody and everything",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
        and not exists (
          select from pg_policy p
          where p.polrelid = c.oid and not p.polpermissive and p.polcmd = '*' and p.polroles = '{0}'
            and pg_get_expr(p.polqual, p.polrelid) ~ '^\\(organization_id = \\( SELECT ctx.org\\(\\) AS org\\)\\)$'
            and pg_get_expr(p.polwithcheck, p.polrelid) ~ '^\\(organization_id = \\( SELECT ctx.org\\(\\) AS org\\)\\)$')
      """),
    CatalogLint(
      "every policy asks for the organization in context, reading and writing",
      """
      select p.polrelid::regclass::text || '.' || p.polname from pg_policy p
      where not (
        (p.polcmd = 'a'
          or pg_get_expr(p.polqual, p.polrelid) ~ '^\\(organization_id = \\( SELECT ctx.org\\(\\) AS org\\)\\)$')
        and (p.polcmd in ('r', 'd')
          or coalesce(pg_get_expr(p.polwithcheck, p.polrelid), pg_get_expr(p.polqual, p.polrelid))
             ~ '^\\(organization_id = \\( SELECT ctx.org\\(\\) AS org\\)\\)$'))
      """),
    CatalogLint(
      "every tenant row says whose it is",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
        and not exists (
          select from pg_attribute a
          where a.attrelid = c.oid and a.attname = 'organization_id' and a.atttypid = 'uuid'::regtype and a.attnotnull)
      """),
    CatalogLint(
      "no materialized view, and no view with its owner's rights",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx', 'meta', 'public')
        and (c.relkind = 'm'
          or (c.relkind = 'v' and not coalesce(c.reloptions::text ~ 'security_invoker=(true|on|1)', false)))
      """),
    CatalogLint(
      "no rewrite rule and no inheritance on a tenant table",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
        and (c.relhasrules or exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent)))
      """),
  ]

  private static let keys = [
    CatalogLint(
      "every primary, unique and foreign key carries the organization",
      """
      select k.conrelid::regclass::text || '.' || k.conname from pg_constraint k
      where k.connamespace in ('phano'::regnamespace, 'audit'::regnamespace) and k.contype in ('p', 'u', 'f', 'x')
        and not exists (
          select from pg_attribute a
          where a.attrelid = k.conrelid and a.attname = 'organization_id' and a.attnum = any(k.conkey))
      """),
    CatalogLint(
      "every unique index carries the organization",
      """
      select i.indexrelid::regclass::text from pg_index i
      join pg_class c on c.oid = i.indrelid
      where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and i.indisunique
        and not exists (
          select from pg_attribute a
          where a.attrelid = i.indrelid and a.attname = 'organization_id' and a.attnum = any(i.indkey::smallint[]))
      """),
    CatalogLint(
      "a foreign key among tenant tables maps organization to organization",
      """
      select k.conrelid::regclass::text || '.' || k.conname from pg_constraint k
      join pg_class target on target.oid = k.confrelid
      where k.connamespace in ('phano'::regnamespace, 'audit'::regnamespace) and k.contype = 'f'
        and target.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace)
        and not exists (
          select
          from unnest(k.conkey, k.confkey) as pair (here, there)
          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here
          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there
          where a.attname = 'organization_id' and b.attname = 'organization_id')
      """),
  ]

  private static let roles = [
    CatalogLint(
      "no role of ours stands above row security or other roles",
      """
      select r.rolname::text from pg_roles r
      where r.rolname like 'phano%'
        and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
      """),
    CatalogLint(
      "owners cannot log in",
      """
      select r.rolname::text from pg_roles r
      where r.rolname in ('phano_owner', 'phano_ctx', 'phano_queue', 'phano_operator', 'phano_host') and r.rolcanlogin
      """),
    CatalogLint(
      "nobody is a member of an owner",
      """
      select m.member::regrole::text || ' in ' || m.roleid::regrole::text from pg_auth_members m
      where m.roleid in ('phano_owner'::regrole, 'phano_ctx'::regrole, 'phano_queue'::regrole)
      """),
    CatalogLint(
      "a program's login is a member of nothing",
      """
      select m.member::regrole::text || ' in ' || m.roleid::regrole::text from pg_auth_members m
      where m.member in ('phano_worker'::regrole, 'phano_dispatcher'::regrole)
      """),
    CatalogLint(
      "everything belongs to an owner role",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx')
        and c.relowner not in ('phano_owner'::regrole, 'phano_queue'::regrole)
      union all
      select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx')
        and p.proowner not in ('phano_owner'::regrole, 'phano_queue'::regrole, 'phano_ctx'::regrole)
      """),
  ]

  private static let functions = [
    CatalogLint(
      "every function pins its search path, the temporary schema last",
      """
      select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx')
        and not coalesce('search_path=pg_catalog, pg_temp' = any(p.proconfig), false)
      """),
    CatalogLint(
      "no function is everybody's",
      """
      select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx', 'meta')
        and has_function_privilege('public', p.oid, 'execute')
      """),
    CatalogLint(
      "a function with its owner's rights belongs to a role that reads no tenant table",
      """
      select p.oid::regprocedure::text from pg_proc p
      where p.pronamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx') and p.prosecdef
        -- The chain's one writer: as owner of the table, bound by row security like everybody.
        and p.oid <> 'audit.append(text, text)'::regprocedure
        and exists (
          select from pg_class c
          where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
            and has_any_column_privilege(p.proowner, c.oid, 'select, insert, update, references'))
      """),
  ]

  private static let privileges = [
    CatalogLint(
      "no login may truncate, refer to or hang triggers on a table",
      """
      select r.rolname || ' on ' || c.oid::regclass::text from pg_class c, pg_roles r
      where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host', 'phano_ctx')
        and c.relnamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'meta')
        and c.relkind in ('r', 'p') and has_table_privilege(r.oid, c.oid, 'truncate, references, trigger')
      """),
    CatalogLint(
      "no login may create anything, not even temporary tables",
      """
      select r.rolname::text || ' in this database' from pg_roles r
      where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host', 'phano_ctx', 'phano_queue')
        and has_database_privilege(r.oid, current_database(), 'temporary, create')
      union all
      select r.rolname || ' in ' || n.nspname from pg_namespace n, pg_roles r
      where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host', 'phano_ctx')
        and n.nspname !~ '^pg_' and has_schema_privilege(r.oid, n.oid, 'create')
      """),
    CatalogLint(
      "nothing is granted to everybody but the schema's version",
      """
      select c.oid::regclass::text from pg_class c, aclexplode(c.relacl) as granted
      where c.relnamespace::regnamespace::text in ('phano', 'audit', 'queue', 'auth', 'ctx', 'meta')
        and granted.grantee = 0 and not (c.relname = 'migration' and granted.privilege_type = 'SELECT')
      union all
      select 'default privileges of ' || d.defaclrole::regrole::text from pg_default_acl d
      """),
    CatalogLint(
      "no login deletes tenant rows",
      """
      select r.rolname || ' on ' || c.oid::regclass::text from pg_class c, pg_roles r
      where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host', 'phano_queue', 'phano_ctx')
        and c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
        and has_table_privilege(r.oid, c.oid, 'delete')
      """),
    CatalogLint(
      "no login touches the tables of the queue and of memberships",
      """
      select r.rolname || ' on ' || c.oid::regclass::text from pg_class c, pg_roles r
      where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host')
        and c.relnamespace in ('queue'::regnamespace, 'auth'::regnamespace) and c.relkind in ('r', 'p')
        and has_any_column_privilege(r.oid, c.oid, 'select, insert, update, references')
      """),
    CatalogLint(
      "the dispatcher has no right on any tenant table",
      """
      select c.oid::regclass::text from pg_class c
      where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
        and has_any_column_privilege('phano_dispatcher', c.oid, 'select, insert, update, references')
      """),
    CatalogLint(
      "the audit chain is written by its function alone",
      """
      select r.rolname || ' on ' || c.oid::regclass::text from pg_class c, pg_roles r
      where r.rolname in ('phano_worker', 'phano_dispatcher', 'phano_operator', 'phano_host', 'phano_queue', 'phano_ctx')
        and c.relnamespace = 'audit'::regnamespace and c.relkind in ('r', 'p')
        and has_any_column_privilege(r.oid, c.oid, 'insert, update')
      """),
  ]

  private static let queue = [
    CatalogLint(
      "the queue holds ids, numbers, times and codes, and no payload",
      """
      select a.attrelid::regclass::text || '.' || a.attname from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      where c.relnamespace = 'queue'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
        and a.atttypid not in (
          'bigint'::regtype, 'integer'::regtype, 'smallint'::regtype, 'real'::regtype, 'boolean'::regtype,
          'uuid'::regtype, 'timestamptz'::regtype)
        and (c.relname, a.attname) not in (
          ('worker', 'secret_hash'), ('worker', 'name'), ('job', 'last_error'), ('job_dead', 'reason'))
      """)
  ]
}
