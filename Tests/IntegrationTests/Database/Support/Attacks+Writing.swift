extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let (a, b) = (Tenant.a, Tenant.b)

  /// Changing what belongs to others, or the rules.
  static let onWriting: [Attack] = [
    Attack(
      "a worker writes into another organization", as: .worker, in: inA,
      [
        """
        insert into phano.verdict (organization_id, id, interaction_id, job_id, silence)
        values ('\(b.id)', gen_random_uuid(), '\(b.interaction(1))', 900, 'x')
        """: .rowRefused,
        "update phano.verdict set organization_id = '\(b.id)', interaction_id = '\(b.interaction(1))'": .denied,
        "update phano.verdict set silence = 'x' where organization_id = '\(b.id)'": .touches(0),
        "delete from phano.verdict": .denied,
        """
        insert into phano.masking_case (organization_id, account_id, conversation, placeholders, revision)
        values ('\(b.id)', '\(b.account)', \(index), \(envelope), 1)
        """: .rowRefused,
        "update phano.masking_case set placeholders = \(envelope) where organization_id = '\(b.id)'": .touches(0),
        "delete from phano.masking_case": .denied,
        "update phano.interaction set content = \(envelope)": .denied,
        "update phano.intake set document = '{}'": .denied,
        "delete from phano.intake": .denied,
      ]),
    Attack(
      "a person writes into another organization", as: .alice, in: aliceInA,
      [
        "insert into phano.account (organization_id, external_id) values ('\(b.id)', 'x')": .rowRefused,
        contact(of: b, account: b.account): .rowRefused,
        interaction(of: b, "gen_random_uuid()", account: b.account, externalID: "'x'"): .rowRefused,
        """
        insert into phano.intake (organization_id, kind, source, external_id, document)
        values ('\(b.id)', 1, 'x', 'x', '{}')
        """: .rowRefused,
        """
        insert into phano.metric (organization_id, account_id, day, name, value)
        values ('\(b.id)', '\(b.account)', '2025-01-01', 'x', 1)
        """: .denied,
        """
        insert into phano.nps_response (organization_id, id, account_id, respondent, respondent_index, score, responded_at)
        values ('\(b.id)', gen_random_uuid(), '\(b.account)', \(envelope), \(index), 1, now())
        """: .rowRefused,
      ]),
    Attack(
      "a person writes into an organization that does not exist", as: .alice, in: aliceInA,
      [
        """
        insert into phano.account (organization_id, external_id)
        values ('dddddddd-0000-0000-0000-000000000000', 'x')
        """: .contextRefused
      ]),
    Attack(
      "a person moves a row away", as: .alice, in: aliceInA,
      [
        "update phano.account set organization_id = '\(b.id)'": .denied,
        "update phano.metric set organization_id = '\(b.id)', account_id = '\(b.account)'": .denied,
      ]),
    Attack(
      "a person changes rows of others", as: .alice, in: aliceInA,
      [
        "update phano.account set segment = 'x' where organization_id = '\(b.id)'": .touches(0),
        "update phano.contact set name = \(envelope) where id = '\(b.contact)'": .touches(0),
        "update phano.account set segment = 'x' where id = '\(b.account)' returning name": .answers(""),
        "delete from phano.account where organization_id = '\(b.id)'": .denied,
        "update phano.verdict set silence = 'x'": .denied,
        "update phano.interaction set content = \(envelope)": .denied,
        "update phano.intake set document = '{}'": .denied,
        "update phano.masking_case set placeholders = \(envelope)": .denied,
      ]),
    Attack(
      "a foreign key tells whether a row of others exists", as: .alice, in: aliceInA,
      [
        contact(of: a, account: b.account): .refused("23503"),
        contact(of: a, account: "dddddddd-0000-0000-0000-000000000000"): .refused("23503"),
        interaction(of: a, "gen_random_uuid()", account: b.account, externalID: "'x'"): .refused("23503"),
      ]),
    Attack(
      "a unique key tells whether a value of others exists", as: .alice, in: aliceInA,
      [
        """
        insert into phano.account (organization_id, external_id) select '\(a.id)', 'SECRET-' || 'B-ACCOUNT'
        """: .touches(1),
        """
        insert into phano.account (organization_id, external_id, domain, domain_index)
        select '\(a.id)', 'x', \(envelope), \(Fake.index("SECRET-' || 'B-DOMAIN"))
        """: .touches(1),
        interaction(of: a, "gen_random_uuid()", account: a.account, externalID: "'SECRET-' || 'B-1'"): .touches(1),
        """
        insert into phano.intake (organization_id, kind, source, external_id, document)
        select '\(a.id)', 1, 'mail', 'SECRET-' || 'B-6', '{}'
        """: .touches(1),
      ]),
    Attack(
      "a primary key tells whether an id of others exists", as: .alice, in: aliceInA,
      [interaction(of: a, "'\(b.interaction(1))'", account: a.account, externalID: "'y'"): .touches(1)]),
    Attack(
      "an upsert aims at a row of others", as: .alice, in: aliceInA,
      [
        """
        insert into phano.account (organization_id, id, external_id)
        select '\(b.id)', '\(b.account)', 'SECRET-' || 'B-ACCOUNT'
        on conflict (organization_id, external_id) do update set segment = 'pwned' returning name
        """: .rowRefused
      ]),
    Attack(
      "a merge aims at a row of others", as: .alice, in: aliceInA,
      [
        """
        merge into phano.account t
        using (select '\(b.id)'::uuid as o) s on t.organization_id = s.o
        when matched then update set segment = 'pwned'
        when not matched then do nothing
        """: .touches(0)
      ]),
    Attack(
      "rows are copied in past the checks", as: .alice, in: aliceInA,
      ["copy phano.account from stdin": .refused("0A000", "row-level security")]),
    Attack(
      "a table is emptied, which row security does not see", as: .alice, in: aliceInA,
      ["truncate phano.metric": .denied, "truncate phano.account cascade": .denied]),
    Attack(
      "an interaction is submitted into another organization", as: .alice, in: aliceInA,
      [submission(to: b): .contextRefused, submission(to: a): .touches(1)]),
    Attack(
      "a host application submits into another organization", as: .host, in: Claim.person(in: .b),
      [submission(to: b): .contextRefused]),
    Attack("a worker submits an interaction", as: .worker, in: inA, [submission(to: a): .denied]),
    Attack(
      "the audit is rewritten", as: .alice, in: aliceInA,
      [
        "update audit.event set action = 'x'": .denied, "delete from audit.event": .denied,
        "insert into audit.event select * from audit.event": .denied, "truncate audit.event": .denied,
      ]),
    Attack(
      "the audit of others is continued", as: .bob, in: aliceInA,
      ["select audit.note('import', 'y')": .contextRefused, "select audit.append('import', 'y')": .denied]),
    Attack(
      "a host puts on record what it cannot have done", as: .host, in: aliceInA,
      [
        "select audit.note('export', 'y')": .refused("42501", "not for role host"),
        "select audit.note('restore_quotes', 'y')": .refused("42501", "not for role host"),
        "select audit.note('set_retention', 'y')": .refused("42501", "not for role host"),
        "select audit.note('import', repeat('y', 2001))": .refused("23514"),
        "select audit.append('import', 'y')": .denied,
      ]),
    Attack(
      "an analyst puts an erasure on record", as: .alice, in: aliceInA,
      [
        "select audit.note('erase_organization', 'y')": .refused("42501", "not for role analyst"),
        "select audit.note('restore_quotes', 'y')": .touches(1),
      ]),
    Attack(
      "a worker or the host rewrites the audit", as: .host, in: aliceInA,
      ["update audit.event set action = 'x'": .denied, "delete from audit.event": .denied]),
    Attack(
      "row security is lifted", as: .worker, in: inA,
      [
        "alter table phano.interaction disable row level security": .notOwner,
        "alter table phano.interaction no force row level security": .notOwner,
        "create policy mine on phano.interaction using (true)": .notOwner,
        "alter policy org_floor on phano.interaction using (true)": .notOwner,
        "drop policy org_floor on phano.interaction": .notOwner,
        "alter table phano.interaction owner to phano_worker": .notOwner,
        "call ctx.protect('phano.interaction')": .denied,
      ]),
    Attack(
      "functions are replaced or shadowed", as: .alice, in: aliceInA,
      [
        """
        create or replace function ctx.org() returns uuid language sql as $$select '\(b.id)'::uuid$$
        """: .denied,
        "alter function ctx.org() owner to itest_alice": .notOwner,
        "create schema evil": .denied,
        "create table public.evil ()": .denied,
        "create table phano.evil ()": .denied,
        "create temporary table evil (x text)": .refused("42501"),
        "create temporary view evil as select * from phano.interaction": .refused("42501"),
      ]),
    Attack(
      "a trigger or rule watches a table", as: .alice, in: aliceInA,
      [
        "create trigger t before insert on phano.account execute function unique_key_recheck()": .denied,
        "create rule r as on insert to phano.account do instead nothing": .notOwner,
      ]),
    Attack(
      "somebody grants themselves more", as: .alice, in: aliceInA,
      [
        "alter role itest_alice bypassrls": .refused("42501"),
        "grant phano_owner to itest_alice": .refused("42501"),
        "grant phano_worker to itest_alice": .refused("42501"),
        "create role evil": .denied,
        // A warning is all that comes of it.
        "grant delete on phano.interaction to itest_alice": .touches(0),
        "delete from phano.interaction": .denied,
      ]),
  ]

  private static let (envelope, index) = (Fake.envelope("x"), Fake.index("x"))

  private static func contact(of tenant: Tenant, account: String) -> String {
    """
    insert into phano.contact (organization_id, id, account_id, name)
    values ('\(tenant.id)', gen_random_uuid(), '\(account)', \(envelope))
    """
  }

  /// - Parameters:
  ///   - id: An expression.
  ///   - externalID: An expression.
  private static func interaction(
    of tenant: Tenant, _ id: String, account: String, externalID: String
  ) -> String {
    """
    insert into phano.interaction
      (organization_id, id, account_id, source, external_id, conversation, channel, occurred_at, content)
    select '\(tenant.id)', \(id), '\(account)', 'mail', \(externalID), \(index), 1, now(), \(envelope)
    """
  }

  private static func submission(to tenant: Tenant) -> String {
    """
    select interaction_id::text from phano.submit_interaction('\(tenant.id)', 'attack', '1', 'x', 'email', now(),
      '[{"author": "customer", "body": "x"}]')
    """
  }
}
