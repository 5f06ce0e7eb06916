extension Attack {
  private static let inA = Claim.worker(WorkerSecret.ofA, in: .a)
  private static let aliceInA = Claim.person(in: .a)
  private static let doraInA = Claim.person(in: .a)
  private static let doraInB = Claim.person(in: .b)
  private static let (a, b) = (Tenant.a, Tenant.b)
  private static let envelope = Fake.envelope("x")

  /// Keys and erasures: what custodians may do, and that only in their own organization.
  static let onCustody: [Attack] =
    [
      Attack(
        "a custodian seals anew where it is an analyst", as: .dora, in: doraInB,
        [
          "update phano.interaction set content = \(envelope)": .touches(0),
          "update phano.verdict set evidence = \(envelope)": .touches(0),
          "update phano.masking_case set placeholders = \(envelope)": .touches(0),
          "insert into audit.erasure (organization_id, id, kind, counts) values ('\(b.id)', gen_random_uuid(), 1, '{}')":
            .rowRefused,
        ]),
      refused("a custodian acts where it is an analyst", as: .dora, in: doraInB, .refused("42501", "not a custodian")),
      refused("a custodian acts in an organization of others", as: .bob, in: aliceInA, .contextRefused),
    ]
    + [Login.alice, .host, .worker].map { login in
      refused("\(login) acts as a custodian", as: login, in: inA, .denied)
    } + [
      Attack(
        "an organization that is not being erased is destroyed", as: .dora, in: doraInA,
        [
          "select vault.destroy()": .refused("55000", "not being erased"),
          "select queue.forget_organization()": .refused("55000", "not being erased"),
          "select ctx.end_erasure()": .refused("55000", "not being erased"),
          "select phano.erase_page('phano.metric', 10)": .refused("55000", "not being erased"),
        ]),
      Attack(
        "an erasure is said to be done that was not", as: .dora, in: doraInA,
        [
          "select ctx.begin_erasure()": .touches(1),
          "select ctx.end_erasure()": .refused("55000", "still has rows"),
        ]),
      Attack(
        "an erasure takes what it must leave", as: .dora, in: doraInA,
        [
          "select ctx.begin_erasure()": .touches(1),
          "select phano.erase_page('audit.event', 10)": .refused("42501", "no table that is erased"),
          "select phano.erase_page('audit.erasure', 10)": .refused("42501", "no table that is erased"),
          "select phano.erase_page('auth.membership', 10)": .denied,
          "select phano.erase_page('vault.organization_key', 10)": .refused("42501", "no table that is erased"),
          "select phano.erase_page('pg_catalog.pg_class', 10)": .refused("42501", "no table that is erased"),
          "select phano.erase_page('phano.metric', 10)::text": .answers("1"),
          "select phano.erase_page('phano.metric', 10)::text": .answers("0"),
        ]),
      Attack(
        "a custodian deletes or locks past the doors of erasure", as: .dora, in: doraInA,
        [
          "delete from phano.interaction": .denied, "delete from phano.masking_case": .denied,
          "delete from audit.erasure": .denied, "lock table phano.interaction in access exclusive mode": .denied,
          "lock table phano.account in share mode": .denied, "lock table audit.erasure in exclusive mode": .denied,
        ]),
      Attack(
        "a custodian names another who erased", as: .dora, in: doraInA,
        [
          """
          insert into audit.erasure (organization_id, id, kind, counts, actor)
          values ('\(a.id)', gen_random_uuid(), 2, '{}', 'itest_bob')
          """: .denied,
          "update audit.erasure set actor = 'itest_bob'": .denied,
          """
          insert into audit.erasure (organization_id, id, kind, counts) values ('\(a.id)', gen_random_uuid(), 2, '{}')
          returning actor::text
          """: .answers("itest_dora"),
        ]),
      Attack(
        "a custodian says that an organization was erased which was not", as: .dora, in: doraInA,
        [
          "insert into audit.erasure (organization_id, id, kind, counts) values ('\(a.id)', gen_random_uuid(), 1, '{}')":
            .refused("55000", "not being erased")
        ]),
      Attack(
        "a custodian reaches for others from its own organization", as: .dora, in: doraInA,
        [
          erasing(b): .answers("0"),
          "select count(*)::text from phano.interaction": .answers("5"),
          "update phano.verdict set evidence = \(envelope) where organization_id = '\(b.id)'": .touches(0),
          "select queue.forget(array['\(b.interaction(1))']::uuid[])::text": .answers("0"),
          "select queue.restart(array['\(b.interaction(1))']::uuid[])::text": .answers("0"),
          "insert into audit.erasure (organization_id, id, kind, counts) values ('\(b.id)', gen_random_uuid(), 1, '{}')":
            .rowRefused,
          "select wrapped::text from vault.keys()": .shows(a.hexadecimalMarker),
        ]),
      Attack(
        "a version of a key is skipped, repeated or retired too early", as: .dora, in: doraInA,
        [
          "select vault.add_version(1, \(envelope), 1, 'x')": .refused("PH001"),
          "select vault.add_version(3, \(envelope), 1, 'x')": .refused("PH001"),
          "select vault.add_version(2, 'a key in clear', 1, 'x')": .refused("23514"),
          "select vault.retire_before(2)": .refused("PH001"),
          "select vault.retire_before(1)::text": .answers("0"),
        ]),
      Attack(
        "a worker takes the keys of others", as: .worker, in: inA,
        [
          "select wrapped::text from vault.keys()": .shows(a.hexadecimalMarker),
          "select ctx.enter('\(b.id)')": .touches(1),
          "select wrapped::text from vault.keys()": .contextRefused,
          "select vault.require_version(1)": .contextRefused,
        ]),
      Attack(
        "the dispatcher takes keys", as: .dispatcher, in: inA,
        ["select * from vault.keys()": .denied, "select vault.require_version(1)": .denied]),
      Attack(
        "what is to be sealed is written in clear", as: .alice, in: aliceInA,
        [
          "update phano.account set name = 'a name in clear'": .refused("23514"),
          "update phano.account set name = convert_to(repeat('clear ', 20), 'UTF8')": .refused("23514"),
          "update phano.contact set email = substring(\(envelope) for 81)": .refused("23514"),
          "update phano.nps_response set comment = '\\x0201'::bytea || \(envelope)": .refused("23514"),
          "update phano.contact set email_index = 'ann@example.com'": .refused("23514"),
        ]),
      Attack(
        "what was sealed under another version is stored", as: .alice, in: aliceInA,
        [
          "select vault.require_version(0)": .refused("PH001"), "select vault.require_version(2)": .refused("PH001"),
          "select vault.require_version(null)": .refused("PH001"),
          storing(version: 0): .refused("PH001"), answering(version: 2): .refused("PH001"),
          storing(version: 1): .touches(1),
        ]),
      Attack(
        "sealed rows are stored for another organization", as: .alice, in: Claim.person(in: .b),
        [storing(version: 1): .contextRefused, answering(version: 1): .contextRefused]),
      Attack(
        "a worker stores sealed rows for another organization", as: .worker, in: Claim.worker(WorkerSecret.ofA, in: .b),
        [
          storing(version: 1): .contextRefused, answering(version: 1): .contextRefused,
          "select phano.take_intakes('{206}', '{21}')": .contextRefused,
        ]),
      Attack(
        "intakes of others, or under another lease, are taken", as: .worker, in: inA,
        [
          "select phano.take_intakes('{206}', '{21}')": .refused("55000", "lease lost"),
          "select phano.take_intakes('{106,206}', '{11,21}')": .refused("55000", "lease lost"),
          "select phano.take_intakes('{106}', '{10}')": .refused("55000", "lease lost"),
          "select phano.take_intakes('{106}', '{11}')": .touches(1),
          "select count(*)::text from phano.intake": .answers("0"),
        ]),
    ]

  /// All that takes a custodian, refused in the same way.
  private static func refused(
    _ name: String, as login: Login, in context: [String: String], _ refusal: Expectation
  ) -> Attack {
    Attack(
      name, as: login, in: context,
      [
        "select vault.add_version(2, \(envelope), 1, 'x')": refusal, "select vault.retire_before(1)": refusal,
        "select vault.destroy()": refusal, "select ctx.begin_erasure()": refusal, "select ctx.end_erasure()": refusal,
        "select queue.forget('{}')": refusal, "select queue.forget_organization()": refusal,
        "select queue.restart('{}')": refusal, "select queue.set_transfer_forbidden(true)": refusal,
        erasing(b): refusal,
        "select phano.erase_page('phano.metric', 1)": refusal, "select queue.set_retention(1, 1, 1)": refusal,
        "select phano.retain_now(100)": refusal,
      ])
  }

  /// Erases an interaction, what is not sealed yet, a contact and an account, as if they were a person's.
  private static func erasing(_ tenant: Tenant) -> String {
    """
    select phano.erase_rows(array['\(tenant.interaction(1))']::uuid[], '{}', array['\(tenant.intake)']::uuid[],
      array['\(tenant.contact)']::uuid[], array['\(tenant.marker)-ACCOUNT'], array[\(tenant.index("THREAD"))], '{1}')::text
    """
  }

  private static func storing(version: Int) -> String {
    """
    select created from phano.store_interactions(\(version), array[gen_random_uuid()], '{mail}', '{new}', '{acme}',
      array[null]::bytea[], array[null]::uuid[], array[null]::bytea[], array[null]::bytea[], array[null]::bytea[],
      array[null]::bytea[], array[null]::bytea[], array[\(Fake.index("x"))], '{1}', array[null]::text[], array[now()],
      array[\(envelope)], '{100}')
    """
  }

  private static func answering(version: Int) -> String {
    """
    select phano.store_nps(\(version), array[gen_random_uuid()], '{acme}', array[\(envelope)], array[\(Fake.index("x"))],
      array[\(Fake.index("x"))], array[\(Fake.index("x"))], '{3}', array[now()], array[null]::bytea[])
    """
  }
}
