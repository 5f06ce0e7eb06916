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
        insert into phano.verdict (organization_id, interaction_id, job_id, silence)
        values ('\(b.id)', '\(b.interaction(1))', 900, 'x')
        """: .rowRefused,
        "update phano.verdict set organization_id = '\(b.id)', interaction_id = '\(b.interaction(1))'": .denied,
        "update phano.verdict set silence = 'x' where organization_id = '\(b.id)'": .touches(0),
        "delete from phano.verdict": .denied,
        """
        insert into phano.masking_case (organization_id, account_id, conversation, placeholders, revision)
        values ('\(b.id)', '\(b.account)', 'x', '{}', 1)
        """: .rowRefused,
        "update phano.masking_case set placeholders = '{}' where organization_id = '\(b.id)'": .touches(0),
        "delete from phano.masking_case": .denied,
        "insert into phano.turn values ('\(a.id)', '\(a.interaction(1))', 1, 1, null, false, false, null, 'x')":
          .denied,
      ]),
    Attack(
      "a person writes into another organization", as: .alice, in: aliceInA,
      [
        "insert into phano.account (organization_id, external_id, name) values ('\(b.id)', 'x', 'x')": .rowRefused,
        "insert into phano.contact (organization_id, account_id, email) values ('\(b.id)', '\(b.account)', 'x')":
          .rowRefused,
        """
        insert into phano.interaction (organization_id, account_id, source, external_id, channel, occurred_at)
        values ('\(b.id)', '\(b.account)', 'x', 'x', 1, now())
        """: .rowRefused,
        """
        insert into phano.turn (organization_id, interaction_id, position, author, body)
        values ('\(b.id)', '\(b.interaction(1))', 9, 1, 'x')
        """: .rowRefused,
        """
        insert into phano.metric (organization_id, account_id, day, name, value)
        values ('\(b.id)', '\(b.account)', '2025-01-01', 'x', 1)
        """: .rowRefused,
        """
        insert into phano.nps_response (organization_id, account_id, respondent, score, responded_at)
        values ('\(b.id)', '\(b.account)', 'x', 1, now())
        """: .rowRefused,
      ]),
    Attack(
      "a person writes into an organization that does not exist", as: .alice, in: aliceInA,
      [
        """
        insert into phano.account (organization_id, external_id, name)
        values ('dddddddd-0000-0000-0000-000000000000', 'x', 'x')
        """: .rowRefused
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
        "update phano.account set name = 'x' where organization_id = '\(b.id)'": .touches(0),
        "update phano.contact set name = 'x' where id = '\(b.contact)'": .touches(0),
        "update phano.account set name = 'x' where id = '\(b.account)' returning name": .answers(""),
        "delete from phano.account where organization_id = '\(b.id)'": .denied,
        "update phano.verdict set silence = 'x'": .denied,
        "update phano.turn set body = 'x'": .denied,
        "update phano.masking_case set placeholders = '{}'": .denied,
      ]),
    Attack(
      "a foreign key tells whether a row of others exists", as: .alice, in: aliceInA,
      [
        """
        insert into phano.turn (organization_id, interaction_id, position, author, body)
        values ('\(a.id)', '\(b.interaction(1))', 9, 1, 'x')
        """: .refused("23503"),
        """
        insert into phano.turn (organization_id, interaction_id, position, author, body)
        values ('\(a.id)', gen_random_uuid(), 9, 1, 'x')
        """: .refused("23503"),
        "insert into phano.contact (organization_id, account_id, email) values ('\(a.id)', '\(b.account)', 'x')":
          .refused("23503"),
      ]),
    Attack(
      "a unique key tells whether a value of others exists", as: .alice, in: aliceInA,
      [
        """
        insert into phano.account (organization_id, external_id, name)
        select '\(a.id)', 'SECRET-' || 'B-ACCOUNT', 'x'
        """: .touches(1),
        """
        insert into phano.account (organization_id, external_id, name, domain)
        select '\(a.id)', 'x', 'x', 'secret-' || 'b.example'
        """: .touches(1),
        """
        insert into phano.interaction (organization_id, account_id, source, external_id, channel, occurred_at)
        select '\(a.id)', '\(a.account)', 'mail', 'SECRET-' || 'B-1', 1, now()
        """: .touches(1),
      ]),
    Attack(
      "a primary key tells whether an id of others exists", as: .alice, in: aliceInA,
      [
        """
        insert into phano.interaction (organization_id, id, account_id, source, external_id, channel, occurred_at)
        values ('\(a.id)', '\(b.interaction(1))', '\(a.account)', 'mail', 'y', 1, now())
        """: .touches(1)
      ]),
    Attack(
      "an upsert aims at a row of others", as: .alice, in: aliceInA,
      [
        """
        insert into phano.account (organization_id, id, external_id, name)
        select '\(b.id)', '\(b.account)', 'SECRET-' || 'B-ACCOUNT', 'x'
        on conflict (organization_id, external_id) do update set name = 'pwned' returning name
        """: .rowRefused
      ]),
    Attack(
      "a merge aims at a row of others", as: .alice, in: aliceInA,
      [
        """
        merge into phano.account t
        using (select '\(b.id)'::uuid as o) s on t.organization_id = s.o
        when matched then update set name = 'pwned'
        when not matched then do nothing
        """: .touches(0)
      ]),
    Attack(
      "rows are copied in past the checks", as: .alice, in: aliceInA,
      ["copy phano.metric from stdin": .refused("0A000", "row-level security")]),
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
      ["select audit.append('x', 'y')": .contextRefused]),
    Attack(
      "a worker or the host rewrites the audit", as: .host, in: aliceInA,
      ["update audit.event set action = 'x'": .denied, "delete from audit.event": .denied]),
    Attack(
      "row security is lifted", as: .worker, in: inA,
      [
        "alter table phano.turn disable row level security": .notOwner,
        "alter table phano.turn no force row level security": .notOwner,
        "create policy mine on phano.turn using (true)": .notOwner,
        "alter policy org_floor on phano.turn using (true)": .notOwner,
        "drop policy org_floor on phano.turn": .notOwner,
        "alter table phano.turn owner to phano_worker": .notOwner,
        "call ctx.protect('phano.turn')": .denied,
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
        "create temporary view evil as select * from phano.turn": .refused("42501"),
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
        "grant delete on phano.turn to itest_alice": .touches(0),
        "delete from phano.turn": .denied,
      ]),
  ]

  private static func submission(to tenant: Tenant) -> String {
    """
    select interaction_id::text from phano.submit_interaction('\(tenant.id)', 'attack', '1', 'x', 'email', now(),
      '[{"author": "customer", "body": "x"}]')
    """
  }
}
