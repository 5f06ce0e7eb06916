import Postgres
import TestSupport

/// A schema with one promise taken out, and who must notice: a catalog rule or an attack, by name.
struct Mutant: Sendable, CustomStringConvertible {
  let description: String
  /// One of those that must notice.
  let noticedBy: String
  private let change: Change

  private enum Change: Sendable {
    case statements(String)
    /// In the text of a function, or of a view as the server writes it.
    case replacement(in: String, of: String, with: String)
  }

  init(_ description: String, noticedBy: String, _ sql: String) {
    (self.description, self.noticedBy, change) = (description, noticedBy, .statements(sql))
  }

  init(_ description: String, noticedBy: String, in object: String, _ old: String, becomes new: String) {
    (self.description, self.noticedBy) = (description, noticedBy)
    change = .replacement(in: object, of: old, with: new)
  }

  /// The text has changed since the mutant was written.
  struct NothingToMutate: Error {
    let object: String
  }

  /// Changes the schema.
  func mutate(_ session: some Session) async throws {
    switch change {
    case .statements(let sql):
      try await session.script(sql)
    case .replacement(let object, let old, let new):
      let definition: Statement =
        object.contains("(")
        ? "select pg_get_functiondef(\(object)::text::regprocedure)"
        : "select 'create or replace view ' || \(object) || ' as ' || pg_get_viewdef(\(object)::text::regclass)"
      let text = try await session.query(definition).one().decode(String.self, 0)
      guard text.contains(old) else { throw NothingToMutate(object: object) }
      try await session.script(text.replacing(old, with: new))
    }
  }

  static let floor = "organization_id = (select e.organization_id from ctx.entered e)"
  private static let lookingIn =
    "no login touches the tables of the queue, of memberships and of keys, or sees more of them than the context"
  private static let claim = "queue.claim(bigint,text,integer)"
  private static let complete = "queue.complete(bigint[],bigint[])"

  /// Those that change one database.
  static let ofDatabases: [Mutant] =
    ofPolicies + ofContext + ofKeys + ofQueue + ofPrivileges + ofCustody + ofRetention
    + ofOutputs

  private static let ofPolicies = [
    Mutant(
      "the floor is gone and the members' policy lets all through",
      noticedBy: "a worker asks for another organization's rows",
      "drop policy org_floor on phano.interaction; alter policy org_members on phano.interaction using (true)"),
    Mutant(
      "the floor is gone", noticedBy: "every tenant table has a restrictive floor for everybody and everything",
      "drop policy org_floor on phano.contact"),
    Mutant(
      "the floor is for reading only",
      noticedBy: "every tenant table has a restrictive floor for everybody and everything",
      """
      drop policy org_floor on phano.metric;
      create policy org_floor on phano.metric as restrictive for select to public using (\(floor))
      """),
    Mutant(
      "the floor is for workers only",
      noticedBy: "every tenant table has a restrictive floor for everybody and everything",
      "alter policy org_floor on phano.verdict to phano_worker"),
    Mutant(
      "the members' policy lets all through",
      noticedBy: "every policy asks for the organization in context, reading and writing",
      "alter policy org_members on phano.interaction using (true)"),
    Mutant(
      "a second policy lets all through",
      noticedBy: "every policy asks for the organization in context, reading and writing",
      "create policy support on phano.interaction for select to phano_operator using (true)"),
    Mutant(
      "nothing is checked on writing", noticedBy: "a person writes into another organization",
      """
      alter policy org_floor on phano.nps_response with check (true);
      alter policy org_members on phano.nps_response with check (true)
      """),
    Mutant(
      "the owner is not bound", noticedBy: "every tenant table has row security, for its owner too",
      "alter table phano.verdict no force row level security"),
    Mutant(
      "the host application sees what was masked",
      noticedBy: "the host application reads verdicts, masked values and the audit",
      "grant select on phano.masking_case to phano_host"),
    Mutant(
      "row security is off", noticedBy: "a person asks for another organization's rows",
      "alter table phano.nps_response disable row level security"),
    Mutant(
      "a setting is believed", noticedBy: "a worker enters an organization of which it holds no job",
      """
      alter policy org_floor on phano.interaction
        using (organization_id = (select current_setting('phano.organization_id')::uuid));
      alter policy org_members on phano.interaction
        using (organization_id = (select current_setting('phano.organization_id')::uuid))
      """),
    Mutant(
      "a view shows rows with its owner's rights",
      noticedBy: "no materialized view, and no view with the rights of an owner who reads a tenant table",
      "create view phano.all_interactions as select * from phano.interaction; alter view phano.all_interactions owner to phano_owner"
    ),
    Mutant(
      "a materialized view holds rows of all",
      noticedBy: "no materialized view, and no view with the rights of an owner who reads a tenant table",
      "create materialized view phano.all_interactions as select * from phano.interaction"),
    Mutant(
      "a new table is not protected", noticedBy: "every tenant table has row security, for its owner too",
      "create table phano.note (organization_id uuid not null, body text)"),
    Mutant(
      "a new table does not say whose its rows are", noticedBy: "every tenant row says whose it is",
      "create table phano.note (body text)"),
  ]

  private static let ofContext = [
    Mutant(
      "a lease has no end", noticedBy: "a worker that has not been heard of for 31 seconds enters",
      in: "ctx.leased", "AND (l.expires_at > clock_timestamp())", becomes: ""),
    Mutant(
      "what has ended still completes jobs", noticedBy: "a worker whose lease has ended completes its jobs",
      in: "queue.leaseholder()", "and l.expires_at > clock_timestamp()", becomes: ""),
    Mutant(
      "jobs are completed without a secret", noticedBy: "jobs are completed with a wrong secret",
      in: "queue.leaseholder()", "sha256(convert_to(current_setting('phano.worker_secret', true), 'UTF8'))",
      becomes: "l.secret_hash"),
    Mutant(
      "a beat brings back what has ended", noticedBy: "a worker that was silent for too long is heard of again",
      in: "queue.beat(bigint,text)", "r.expires_at > v_now and", becomes: ""),
    Mutant(
      "a beat brings back what was suspended",
      noticedBy: "an organization is suspended under its worker, which goes on beating",
      in: "queue.beat(bigint,text)", "r.expires_at > v_now and", becomes: ""),
    Mutant(
      "no lease is needed", noticedBy: "a worker enters an organization of which it holds no job",
      """
      create or replace view ctx.leased as
      select nullif(current_setting('phano.organization_id', true), '')::uuid as organization_id
      where session_user = 'phano_worker'
      """),
    Mutant(
      "no secret is needed", noticedBy: "a worker shows a wrong secret", in: "ctx.leased",
      "sha256(convert_to(current_setting('phano.worker_secret'::text, true), 'UTF8'::name))",
      becomes: "l.secret_hash"),
    Mutant(
      "a lease outlives its worker's secret", noticedBy: "a worker shows a secret that was taken from it",
      "alter table queue.lease drop constraint lease_worker_id_secret_hash_fkey"),
    Mutant(
      "people are let in like workers", noticedBy: "a person enters with a worker's secret",
      """
      create or replace function ctx.suits_worker() returns boolean language sql as 'select true';
      create or replace view ctx.leased as
      select l.organization_id from queue.lease l
      where l.organization_id = current_setting('phano.organization_id')::uuid
        and l.secret_hash = sha256(convert_to(current_setting('phano.worker_secret'), 'UTF8'))
      """),
    Mutant(
      "everybody sees who is let in", noticedBy: lookingIn, "grant select on ctx.leased to phano_worker"),
    Mutant(
      "what lets in belongs to whoever reads everything",
      noticedBy: "no materialized view, and no view with the rights of an owner who reads a tenant table",
      "alter view ctx.entered owner to phano_owner"),
    Mutant(
      "workers go on in a suspended organization", noticedBy: "an organization is suspended under its worker",
      "drop trigger organization_ends_leases on auth.organization"),
    Mutant(
      "the host goes on in a suspended organization",
      noticedBy: "an organization is suspended under its host application",
      in: "ctx.org()", "and m.role <> 'host'", becomes: ""),
    Mutant(
      "suspended members go on", noticedBy: "a suspended member enters", in: "ctx.org()",
      "and m.status = 'active'", becomes: ""),
    Mutant(
      "suspended accounts go on", noticedBy: "an account is suspended in the middle of a transaction",
      in: "ctx.org()", "and u.status = 'active'", becomes: ""),
    Mutant(
      "any membership does", noticedBy: "a person enters an organization of others", in: "ctx.org()",
      "and m.organization_id = (select nullif(current_setting('phano.organization_id', true), '')::uuid)",
      becomes: ""),
    Mutant(
      "the role counts and not the login", noticedBy: "a worker takes the keys of others", in: "ctx.org()",
      "session_user = 'phano_worker'", becomes: "current_user = 'phano_worker'"),
    Mutant(
      "a missing context is nobody's", noticedBy: "a worker reads without a context", in: "ctx.org()",
      "if found then", becomes: "if found or coalesce(current_setting('phano.organization_id', true), '') = '' then"),
  ]

  private static let ofKeys = [
    Mutant(
      "a unique key spans organizations", noticedBy: "a unique key tells whether a value of others exists",
      "alter table phano.account add constraint spanning unique (external_id)"),
    Mutant(
      "a unique index spans organizations", noticedBy: "every unique index carries the organization",
      "create unique index spanning on phano.contact (email)"),
    Mutant(
      "a primary key spans organizations", noticedBy: "a primary key tells whether an id of others exists",
      "create unique index spanning on phano.interaction (id)"),
    Mutant(
      "a foreign key spans organizations", noticedBy: "a foreign key tells whether a row of others exists",
      """
      create unique index spanning on phano.account (id);
      alter table phano.contact drop constraint contact_organization_id_account_id_fkey,
        add foreign key (account_id) references phano.account (id)
      """),
  ]

  private static let ofQueue = [
    Mutant(
      "jobs are completed without their lease",
      noticedBy: "a job is completed under a lease that it is not held under",
      in: complete, "and j.lease = given.lease", becomes: ""),
    Mutant(
      "jobs are completed for whoever holds them", noticedBy: "a colleague's job is completed", in: complete,
      "and j.worker_id = v_held.worker_id", becomes: ""),
    Mutant(
      "jobs are completed in any organization", noticedBy: "the jobs of another organization are completed",
      in: complete, "j.organization_id = v_held.organization_id and", becomes: ""),
    Mutant(
      "jobs are settled for whoever holds them", noticedBy: "a colleague's job is completed",
      in: "queue.settle(bigint[],bigint[],smallint[],text[],double precision[])",
      "and j.worker_id = v_held.worker_id", becomes: ""),
    Mutant(
      "jobs are claimed without a secret", noticedBy: "somebody acts as a worker without its secret", in: claim,
      "and w.secret_hash = v_hash", becomes: ""),
    Mutant(
      "jobs are claimed by workers that are late", noticedBy: "a worker that is late claims", in: claim,
      "and w.beat_at > clock_timestamp() - interval '20 seconds'", becomes: ""),
    Mutant(
      "jobs are released without a secret", noticedBy: "somebody acts as a worker without its secret",
      in: "queue.release(bigint,text,bigint[],bigint[])", "and w.secret_hash = sha256(convert_to(p_secret, 'UTF8'))",
      becomes: ""),
    Mutant(
      "jobs are released for whoever holds them", noticedBy: "a worker hands back the jobs of a colleague",
      in: "queue.release(bigint,text,bigint[],bigint[])", "and h.worker_id = p_worker", becomes: ""),
    Mutant(
      "the queue tells everybody's troubles", noticedBy: "the queue tells a person of others' troubles",
      in: "queue.troubles()", "where d.organization_id = v_org", becomes: ""),
    Mutant(
      "the queue holds a payload", noticedBy: "the queue holds ids, numbers, times and codes, and no payload",
      "alter table queue.job add payload jsonb"),
  ]

  private static let ofPrivileges = [
    Mutant(
      "workers outside the EEA get the jobs of organizations that forbid it",
      noticedBy: "a worker outside the EEA claims the jobs of an organization that forbids transfers", in: claim,
      "and (v_transfer is null or not t.forbids_transfer)", becomes: ""),
    Mutant(
      "workers claim on a ground that was withdrawn",
      noticedBy: "a worker outside the EEA claims on a ground that was withdrawn", in: claim,
      "if v_transfer is not null and not queue.is_in_force(v_transfer) then", becomes: "if false then"),
    Mutant(
      "workers register on a ground that was withdrawn",
      noticedBy: "a worker outside the EEA claims on a ground that was withdrawn",
      in: "queue.register(bytea,text,bigint)", "if p_transfer is not null and not queue.is_in_force(p_transfer) then",
      becomes: "if false then"),
    Mutant(
      "a worker is let go although its organization forbids it",
      noticedBy: "a worker asks whether text may leave that may not", in: "queue.may_transfer()",
      "and not t.forbids_transfer", becomes: ""),
    Mutant(
      "a worker is let go without a ground",
      noticedBy: "a worker asks whether text may leave that may not", in: "queue.may_transfer()",
      "and queue.is_in_force(w.transfer_id)", becomes: ""),
    Mutant(
      "a withdrawal is not looked for",
      noticedBy: "a worker outside the EEA claims on a ground that was withdrawn", in: "queue.is_in_force(bigint)",
      "and not exists (select from auth.transfer_event later where later.host = t.host and later.id > t.id)",
      becomes: ""),
    Mutant(
      "every member of the group decides on transfers", noticedBy: "a custodian acts where it is an analyst",
      in: "queue.set_transfer_forbidden(boolean)", "ctx.require_custodian()", becomes: "ctx.org()"),
    Mutant(
      "every member decides on transfers", noticedBy: "a member without the role decides on transfers",
      "grant execute on function queue.set_transfer_forbidden(boolean) to phano_operator"),
    Mutant(
      "everybody may claim", noticedBy: "a person does the work of workers",
      "grant execute on function \(claim) to public"),
    Mutant(
      "everybody may ask who holds the lease", noticedBy: "no function is everybody's",
      "grant execute on function queue.leaseholder() to public"),
    Mutant(
      "a function with its owner's rights searches anywhere",
      noticedBy: "every function pins its search path, the temporary schema last",
      "alter function \(claim) reset search_path"),
    Mutant(
      "a function with its owner's rights searches the temporary schema first",
      noticedBy: "every function pins its search path, the temporary schema last",
      "alter function ctx.org() set search_path = pg_temp, pg_catalog"),
    Mutant(
      "the queue's owner reads what was written",
      noticedBy: "a function with its owner's rights belongs to a role that reads no tenant table",
      "grant select on phano.interaction to phano_queue"),
    Mutant(
      "the dispatcher reads what was written", noticedBy: "the dispatcher has no right on any tenant table",
      "grant select (content) on phano.interaction to phano_dispatcher"),
    Mutant(
      "people may truncate", noticedBy: "a table is emptied, which row security does not see",
      "grant truncate on phano.metric to phano_operator"),
    Mutant(
      "workers may make temporary tables", noticedBy: "no login may create anything, not even temporary tables",
      "do $$begin execute format('grant temporary on database %I to phano_worker', current_database()); end$$"),
    Mutant(
      "people may create in the program's schema", noticedBy: "functions are replaced or shadowed",
      "grant create on schema phano to phano_operator"),
    Mutant(
      "people write the audit chain themselves", noticedBy: "the audit is rewritten",
      "grant insert on audit.event to phano_operator"),
    Mutant(
      "workers read who holds what", noticedBy: "tables that are nobody's business are read by a worker",
      "grant select on queue.lease to phano_worker"),
  ]

  /// Those that change roles, which all databases of the cluster share: only rules can notice them, within a transaction
  /// that is rolled back.
  static let ofClusters = [
    Mutant(
      "workers are above row security", noticedBy: "no role of ours stands above row security or other roles",
      "alter role phano_worker bypassrls"),
    Mutant("an owner may log in", noticedBy: "owners cannot log in", "alter role phano_queue login"),
    Mutant("a worker is an owner", noticedBy: "nobody is a member of an owner", "grant phano_owner to phano_worker"),
    Mutant(
      "the dispatcher is a person", noticedBy: "a program's login is a member of nothing",
      "grant phano_operator to phano_dispatcher"),
  ]
}
