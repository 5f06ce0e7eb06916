import Conversation
import Encryption
import Foundation
import Postgres
@testable import Storage
import Synchronization
import TestSupport
import Testing
import Worker

/// What people wrote is in the database as envelopes alone, whichever door it came through, and stays readable while its
/// keys change.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct SealingTests {
  private static let secret = "Heliotrope-4711"
  private static let person = "Zinnia Marigold"

  @Test func aMissingWrappingKeyIsLookedForOnceAndNotForEachOrganization() async throws {
    try await TestDatabase.with { database in
      for name in ["one", "two", "three"] { _ = try await database.makeOrganization(name) }
      try await database.run("update vault.organization_key set kek_version = 9")
      let start = ContinuousClock.now
      let reads = Mutex(0)
      let elapsed = Mutex(Duration.zero)
      let keyring = Keyring(pause: .seconds(10), now: { start + elapsed.withLock { $0 } }) {
        reads.withLock { $0 += 1 }
        return TestKeys.wrapping
      }
      func readsOfALook() async throws -> Int {
        let before = reads.withLock { $0 }
        let locked = try await database.asAdministrator { try await KeyAdministration($0).locked(keyring) }
        #expect(locked.count == 3)
        return reads.withLock { $0 } - before
      }
      #expect(try await readsOfALook() == 2, "once for having it, once to look for the later version")
      elapsed.withLock { $0 = .seconds(9) }
      #expect(try await readsOfALook() == 0)
      elapsed.withLock { $0 = .seconds(10) }
      #expect(try await readsOfALook() == 1)
    }
  }

  @Test func ofTwoRotationsThatBeginTogetherOneSaysThatItWasOvertaken() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let pool = try database.pool(organization.login)
      defer { pool.close() }
      // A rotation reads its wrapping key anew after it saw which version is current and before it adds the next.
      let reads = Mutex(0)
      let keyring = Keyring {
        let isSecond = reads.withLock { count in
          count += 1
          return count == 2
        }
        if isSecond { Self.waitFor { try await Self.addVersion(in: database) } }
        return TestKeys.wrapping
      }
      await #expect(throws: RotationError.overtaken) {
        try await OrganizationStore(organization.id, pool, keyring).rotate()
      }
      #expect(reads.withLock { $0 } == 2)
      let versions = try await database.value(
        "select max(version) from vault.organization_key where purpose = 1", as: Int32.self)
      #expect(versions == 2)
    }
  }

  private static func addVersion(in database: TestDatabase) async throws {
    try await database.run(
      """
      insert into vault.organization_key (organization_id, purpose, version, wrapped, kek_version, kek_fingerprint)
      select k.organization_id, 1, 2, k.wrapped, k.kek_version, k.kek_fingerprint
      from vault.organization_key k
      where k.purpose = 1
      """)
  }

  /// Runs `body` to its end while a function that cannot wait for it waits.
  private static func waitFor(_ body: @escaping @Sendable () async throws -> Void) {
    let end = DispatchSemaphore(value: 0)
    Task.detached {
      do { try await body() } catch { Issue.record(error) }
      end.signal()
    }
    end.wait()
  }

  @Test func whatCameThroughAnyDoorIsInTheDatabaseAsEnvelopesAlone() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let text = "\(Self.secret) is broken. Write to ann@heliotrope-4711.example."
      try await organization.withStore { store in
        var mail = Submission.mail("one", text)
        mail.interaction.subject = Self.secret
        mail.contactName = Self.person
        mail.accountName = Self.secret
        _ = try await store.submit([mail])
        _ = try await store.save([
          NPSRow(
            account: "acme", respondent: "\(Self.secret)@x.example", score: 3, respondedAt: Date(), comment: Self.secret
          )
        ])
      }
      try await submitBySQL(text, to: organization)
      let endpoint = Endpoint(
        server: try MisbehavingServer { _, _ in
          let answer = Endpoint.answer(label: "negative").replacing(
            #""evidence":[]"#, with: #""evidence":["\#(Self.secret) is broken"]"#)
          return Endpoint.completion(of: answer)
        })
      #expect(try await rows(containing: Self.secret, in: database) == ["phano.intake 1"])
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      #expect(summary.scored == 2)
      #expect(try await rows(containing: Self.secret, in: database) == [])
      #expect(try await rows(containing: Self.person, in: database) == [])
      // What is sealed is still there for those who may read it.
      let verdicts = try await organization.withStore { try await $0.verdicts(InteractionFilter(), limit: 10) }
      #expect(verdicts.map(\.evidence) == [["\(Self.secret) is broken"], ["\(Self.secret) is broken"]])
      #expect(verdicts.contains { $0.accountName == Self.secret })
    }
  }

  @Test func submittingBySQLAgainChangesNothingBeforeAndAfterSealing() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let first = try await submitBySQL("text", to: organization)
      #expect(try await submitBySQL("other text", to: organization) == (first.0, false))
      let endpoint = try Endpoint.fixed()
      _ = try await Bench(database: database).work(try endpoint.analyst())
      #expect(try await submitBySQL("other text", to: organization) == (first.0, false))
      #expect(try await database.value("select count(*) from phano.interaction", as: Int64.self) == 1)
      #expect(try await database.value("select count(*) from phano.intake", as: Int64.self) == 0)
    }
  }

  @Test func rotatingWhileWorkersRunLosesNothing() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<200).map { Submission.mail("m\($0)", "Number \($0): call +49 30 23125 \(100 + $0).") }
      try await organization.withStore { _ = try await $0.submit(mails) }
      let endpoint = try Endpoint.fixed()
      let work = Task { try await Bench(database: database).work(try endpoint.analyst()) }
      var versions: [Int] = []
      for _ in 0..<3 { versions.append(try await organization.withStore { try await $0.rotate().version }) }
      #expect(try await work.value.scored == 200)
      let report = try await organization.withStore { try await $0.rotate() }
      #expect(versions == [2, 3, 4])
      #expect(report.version == 5)
      #expect(try await database.value("select count(*) from vault.organization_key", as: Int64.self) == 2)
      let names = try await organization.withStore { store in
        let verdicts = try await store.verdicts(InteractionFilter(), limit: 1000)
        let originals = try await store.placeholders(of: verdicts.map(\.interaction))
        var texts: Set<String> = []
        for verdict in verdicts {
          texts.insert(try #require(try await store.interaction(verdict.interaction)).interaction.turns[0].body)
        }
        return (texts, originals.count)
      }
      #expect(names.0 == Set(mails.map { $0.interaction.turns[0].body }))
      #expect(names.1 == 200)
    }
  }

  @Test func anInterruptedRotationGoesOnWhereItStopped() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        _ = try await store.submit((0..<30).map { Submission.mail("m\($0)", "Text \($0)") })
      }
      // The second version is there, nothing is sealed under it yet: as a process leaves it that is killed.
      struct Killed: Error {}
      await #expect(throws: Killed.self) {
        try await organization.withStore { store in
          _ = try await store.rotate { _ in throw Killed() }
        }
      }
      #expect(try await database.value("select max(version) from vault.organization_key", as: Int32.self) == 2)
      let report = try await organization.withStore { try await $0.rotate() }
      #expect(report.version == 2, "an unfinished rotation is brought to its end first")
      #expect(report.retired == 1)
      let left = try await organization.withStore { store in
        try await store.interactions(named: "m7").asyncMap { try await store.interaction($0) }
      }
      #expect(left.first??.interaction.turns.first?.body == "Text 7")
    }
  }

  @Test func oneOrganizationWithoutUsableKeysHoldsBackNobody() async throws {
    try await TestDatabase.with { database in
      let (good, bad) = (try await database.makeOrganization("Good"), try await database.makeOrganization("Bad"))
      for organization in [good, bad] {
        try await organization.withStore { _ = try await $0.submit([Submission.mail("m", "Please call us back.")]) }
      }
      // Wrapped by a key that this process does not have.
      try await database.run(
        "update vault.organization_key set kek_version = 7, kek_fingerprint = 'x' where organization_id = '\(bad.id)'")
      let endpoint = try Endpoint.fixed()
      let summary = try await Bench(database: database).work(
        try endpoint.analyst(),
        stopping: { worker in
          while endpoint.server.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
          while try await bad.withStore({ try await $0.troubles() }).isEmpty {
            try await Task.sleep(for: .milliseconds(20))
          }
          worker.stop()
        })
      #expect(summary.scored == 1)
      let troubles = try await bad.withStore { try await $0.troubles() }
      #expect(troubles.map(\.reason) == ["keys_unavailable"])
      #expect(troubles.map(\.attempt) == [0], "it costs the job nothing")
    }
  }

  @Test func whatWasTamperedWithIsBuriedAndTheRestGoesOn() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        _ = try await store.submit([Submission.mail("a", "First text."), Submission.mail("b", "Second text.")])
      }
      // Two envelopes of one table change places: each is whole, and neither is where it belongs.
      try await database.run(
        """
        update phano.interaction i set content = o.content
        from phano.interaction o where o.organization_id = i.organization_id and o.id <> i.id and i.external_id = 'a'
        """)
      let endpoint = try Endpoint.fixed()
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      #expect(summary.scored == 1)
      let troubles = try await organization.withStore { try await $0.troubles() }
      #expect(troubles.map(\.reason) == ["damaged"])
    }
  }

  @Test func everySealedColumnIsKnownToRotations() async throws {
    try await TestDatabase.with { database in
      let columns = try await database.asAdministrator { connection in
        try await connection.query(
          """
          select n.nspname || '.' || c.relname || '.' || a.attname
          from pg_attribute a
          join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p')
          join pg_namespace n on n.oid = c.relnamespace
          where a.atttypid = 'vault.sealed'::regtype and n.nspname <> 'vault'
          order by 1
          """
        ).decode(String.self)
      }
      #expect(columns == SealedField.all.map { "\($0.column.table).\($0.column.column)" }.sorted())
    }
  }

  // MARK: What the tests do again and again

  @discardableResult
  private func submitBySQL(_ text: String, to organization: TestOrganization) async throws -> (UUID, Bool) {
    let pool = try organization.database.pool(organization.login)
    defer { pool.close() }
    let turns = #"[{"author": "customer", "body": "\#(text)", "at": "2026-11-20T09:12:00+01:00"}]"#
    return try await pool.withConnection { connection in
      try await connection.query(
        """
        select interaction_id, created from phano.submit_interaction(\(organization.id), 'sql', 'T-1', 'acme', 'ticket',
          now(), \(turns)::text::jsonb, p_subject => \(Self.secret), p_account_name => \(Self.secret))
        """
      ).one().decode((UUID, Bool).self)
    }
  }

  /// Tables with rows in which the text stands in clear, in any case, with the number of such rows.
  private func rows(containing text: String, in database: TestDatabase) async throws -> [String] {
    try await database.asAdministrator { connection in
      let tables = try await connection.query(
        """
        select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname in ('phano', 'queue', 'audit', 'auth', 'vault') order by 1
        """
      ).decode(String.self)
      var found: [String] = []
      for table in tables {
        let hexadecimal = Array(text.utf8).map { String($0, radix: 16) }.joined()
        let sql: String = "select count(*) from \(table) r where r::text ~* '\(text)|\(hexadecimal)'"
        let count = try await connection.query(Statement(sql)).one().decode(Int64.self, 0)
        if count > 0 { found.append("\(table) \(count)") }
      }
      return found
    }
  }
}

extension Array {
  fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async throws -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
