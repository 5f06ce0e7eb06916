/// A later migration whose author forgot something about a new tenant table, and the rule that says so.
struct ForgetfulMigration: Sendable, CustomStringConvertible {
  let description: String
  let brokenRule: String
  let sql: String

  private init(_ description: String, breaks brokenRule: String, _ sql: String) {
    (self.description, self.brokenRule, self.sql) = (description, brokenRule, sql)
  }

  /// What a tenant table should look like.
  static let careful = """
    create table phano.note (
      organization_id uuid not null,
      id uuid not null default gen_random_uuid(),
      account_id uuid not null,
      body bytea not null,
      primary key (organization_id, id),
      foreign key (organization_id, account_id) references phano.account (organization_id, id) on delete cascade
    );
    call ctx.protect('phano.note');
    grant select, insert on phano.note to phano_operator;
    call ctx.allow_changes('phano.note', 'phano_operator', 'phano_host');
    create view phano.short_note with (security_invoker = true) as select organization_id, id from phano.note;
    create function phano.count_notes() returns bigint language sql stable set search_path = pg_catalog, pg_temp
    as $$ select count(*) from phano.note $$;
    revoke all on function phano.count_notes() from public;
    grant execute on function phano.count_notes() to phano_operator
    """

  private static let rowSecurity = "every tenant table has row security, for its owner too"
  private static let floor = "every tenant table has a restrictive floor for everybody and everything"
  private static let policy = "every policy asks for the organization in context, reading and writing"
  private static let key = "every primary, unique and foreign key carries the organization"

  static let all = ofProtection + ofKeys + ofSurroundings

  private static let ofProtection = [
    ForgetfulMigration(
      "nothing is done", breaks: rowSecurity,
      "create table phano.note (organization_id uuid not null, id uuid, primary key (organization_id, id))"),
    ForgetfulMigration(
      "a new schema is used", breaks: rowSecurity,
      "create schema billing; create table billing.note (organization_id uuid primary key)"),
    ForgetfulMigration(
      "a new schema has no floor", breaks: floor,
      "create schema billing; create table billing.note (organization_id uuid primary key)"),
    ForgetfulMigration(
      "row security is on and not forced", breaks: rowSecurity,
      careful + "; alter table phano.note no force row level security"),
    ForgetfulMigration(
      "there are policies and row security is off", breaks: rowSecurity,
      careful + "; alter table phano.note disable row level security"),
    ForgetfulMigration(
      "there is a policy and no floor", breaks: floor, careful + "; drop policy org_floor on phano.note"),
    ForgetfulMigration(
      "the floor lets some in", breaks: floor,
      careful + "; alter policy org_floor on phano.note using (\(Mutant.floor) or id is null)"),
    ForgetfulMigration(
      "a policy checks nothing on writing", breaks: policy,
      careful + "; create policy note_in on phano.note for insert to phano_host with check (true)"),
    ForgetfulMigration(
      "a policy reads a setting", breaks: policy,
      careful
        + """
        ; create policy note_out on phano.note for select to phano_host
        using (organization_id = current_setting('phano.organization_id')::uuid)
        """),
    ForgetfulMigration(
      "a policy asks once a row", breaks: policy,
      careful + "; create policy note_out on phano.note to phano_host using (organization_id = ctx.org())"),
    ForgetfulMigration(
      "the partitions are not protected", breaks: rowSecurity,
      """
      create table phano.note (organization_id uuid not null, day date not null, primary key (organization_id, day))
        partition by range (day);
      create table phano.note_old partition of phano.note for values from (minvalue) to ('2026-01-01');
      call ctx.protect('phano.note')
      """),
  ]

  private static let ofKeys = [
    ForgetfulMigration(
      "rows do not say whose they are", breaks: "every tenant row says whose it is",
      "create table phano.note (id uuid primary key, body text)"),
    ForgetfulMigration(
      "a row's organization may be missing", breaks: "every tenant row says whose it is",
      "create table phano.note (organization_id uuid, body text); call ctx.protect('phano.note')"),
    ForgetfulMigration(
      "the primary key is the id alone", breaks: key,
      "create table phano.note (organization_id uuid not null, id uuid primary key); call ctx.protect('phano.note')"),
    ForgetfulMigration(
      "a foreign key goes by the id alone", breaks: key,
      """
      create table phano.note (organization_id uuid not null, id uuid not null, primary key (organization_id, id));
      create unique index note_id on phano.note (id);
      create table phano.answer (
        organization_id uuid not null, id uuid not null, note_id uuid references phano.note (id),
        primary key (organization_id, id)
      )
      """),
    ForgetfulMigration(
      "a unique index spans organizations", breaks: "every unique index carries the organization",
      careful + "; create unique index note_body on phano.note (body)"),
    ForgetfulMigration(
      "no index begins with the organization",
      breaks: "every tenant table has an index that begins with the organization",
      """
      create table phano.note (organization_id uuid not null, id uuid not null, primary key (id, organization_id));
      call ctx.protect('phano.note')
      """),
  ]

  private static let ofSurroundings = [
    ForgetfulMigration(
      "a view has its owner's rights",
      breaks: "no materialized view, and no view with the rights of an owner who reads a tenant table",
      careful + "; create view phano.all_notes as select * from phano.note"),
    ForgetfulMigration(
      "a function is everybody's", breaks: "no function is everybody's",
      careful + "; grant execute on function phano.count_notes() to public"),
    ForgetfulMigration(
      "a new function is not revoked", breaks: "no function is everybody's",
      """
      create function phano.one() returns integer language sql set search_path = pg_catalog, pg_temp as $$ select 1 $$
      """),
    ForgetfulMigration(
      "a function searches wherever its caller says",
      breaks: "every function pins its search path, the temporary schema last",
      careful + "; alter function phano.count_notes() reset search_path"),
    ForgetfulMigration(
      "a function acts with the rights of who owns the table",
      breaks: "a function with its owner's rights belongs to a role that reads no tenant table",
      careful + "; alter function phano.count_notes() security definer"),
    ForgetfulMigration(
      "a trigger copies rows", breaks: "no rule, no trigger of its own and no inheritance on a tenant table",
      careful
        + """
        ; create trigger note_seen before update on phano.note
        for each row execute function suppress_redundant_updates_trigger()
        """),
    ForgetfulMigration(
      "a login may delete", breaks: "no login deletes tenant rows",
      careful + "; grant delete on phano.note to phano_host"),
    ForgetfulMigration(
      "a login may change all of a table", breaks: "no login may lock a tenant table against the others",
      careful + "; grant update on phano.note to phano_host"),
    ForgetfulMigration(
      "a login may move rows", breaks: "no login changes whose a row is",
      careful + "; grant update (organization_id) on phano.note to phano_host"),
    ForgetfulMigration(
      "the dispatcher may read", breaks: "the dispatcher has no right on any tenant table",
      careful + "; grant select (id) on phano.note to phano_dispatcher"),
    ForgetfulMigration(
      "everybody may read", breaks: "nothing is granted to everybody but the schema's version",
      careful + "; grant select on phano.note to public"),
    ForgetfulMigration(
      "a column is everybody's", breaks: "nothing is granted to everybody but the schema's version",
      careful + "; grant select (id) on phano.note to public"),
    ForgetfulMigration(
      "later tables are everybody's", breaks: "nothing is granted to everybody but the schema's version",
      "alter default privileges in schema phano grant select on tables to public"),
  ]
}
