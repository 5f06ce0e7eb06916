import Conversation
import Encryption
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// `phano keys` on a database: what it says, what it refuses, and that nothing is lost on the way.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct KeysTests {
  private static let other: KeyEncryptionKeys = {
    var generator = SystemRandomNumberGenerator()
    return KeyEncryptionKeys(using: &generator)
  }()

  // MARK: init

  @Test func initGivesKeysToThoseThatHaveNone() async throws {
    try await TestDatabase.with { database in
      let (first, second) = (try await database.makeOrganization("A"), try await database.makeOrganization("B"))
      try await database.run("delete from vault.organization_key where organization_id = '\(first.id)'")
      let environment = database.environment()
      let missing = try await PhanoProcess.run(["keys", "status"], environment: environment)
      #expect(missing.status == 78)
      #expect(missing.output.contains("no keys"))
      let wrong = try await PhanoProcess.run(["keys", "init"], environment: environment.with(Self.other))
      #expect(wrong.status == 78, "keys that nobody else's key opens are not made")
      #expect(try await database.value("select count(*) from vault.organization_key", as: Int64.self) == 2)
      let made = try await PhanoProcess.run(["keys", "init"], environment: environment)
      #expect(made.output == "\(first.id)\tkeys made\n", "\(made.errors)")
      let again = try await PhanoProcess.run(["keys", "init"], environment: environment)
      #expect(again.output == "every organization has keys\n")
      #expect(try await PhanoProcess.run(["keys", "status"], environment: environment).status == 0)
      #expect(try await second.withStore { try await $0.rotate().version } == 2)
    }
  }

  @Test func anOrganizationIsNotCreatedUnderAKeyThatIsNotTheOthers() async throws {
    try await TestDatabase.with { database in
      _ = try await database.makeOrganization()
      let result = try await PhanoProcess.run(
        ["organization", "create", "New"], environment: database.environment().with(Self.other))
      #expect(result.status == 78)
      #expect(result.errors.contains(Self.other.newestFingerprint))
      #expect(result.errors.contains(TestKeys.wrapping.newestFingerprint))
      #expect(try await database.value("select count(*) from auth.organization", as: Int64.self) == 1)
    }
  }

  // MARK: status

  @Test func statusTellsTheRightKeyFromAWrongOneByBothFingerprints() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let right = try await PhanoProcess.run(["keys", "status"], environment: database.environment())
      #expect(right.status == 0, "\(right.errors)")
      #expect(right.output.contains("\(organization.id)") && right.output.contains("opens"))
      let wrong = try await PhanoProcess.run(["keys", "status"], environment: database.environment().with(Self.other))
      #expect(wrong.status == 78)
      #expect(
        wrong.output.contains(
          "key 1 at hand is \(Self.other.newestFingerprint), and must be \(TestKeys.wrapping.newestFingerprint)"))
      for keys in [TestKeys.wrapping, Self.other] {
        let secret = try #require(keys.text.split(separator: " ").last).dropLast(2)
        for text in [right.output, right.errors, wrong.output, wrong.errors] { #expect(!text.contains(secret)) }
      }
    }
  }

  @Test func keysThatWereMovedToAnotherOrganizationOpenForNobody() async throws {
    try await TestDatabase.with { database in
      let (first, second) = (try await database.makeOrganization("A"), try await database.makeOrganization("B"))
      try await database.run(
        """
        update vault.organization_key k set wrapped = o.wrapped
        from vault.organization_key o
        where k.organization_id = '\(first.id)' and o.organization_id = '\(second.id)' and o.purpose = k.purpose
        """)
      let status = try await PhanoProcess.run(["keys", "status", "--json"], environment: database.environment())
      #expect(status.status == 78)
      let rows = try #require(try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [[String: Any]])
      #expect(rows.map { $0["opens"] as? Bool } == [false, true])
      #expect((rows[0]["state"] as? String)?.contains("another organization's") == true)
      try await withFolder { folder in
        try Self.writeMail(in: folder)
        let result = try await PhanoProcess.run(["import", folder.path], environment: database.environment(first))
        #expect(result.status == 78)
        #expect(result.errors.contains("another organization's"))
        #expect(result.errors.contains("Restore the vault schema"))
      }
    }
  }

  // MARK: rewrap

  @Test func whatIsRewrappedOpensWithoutTheOlderKey() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<3).map { Fixture.mail("m\($0)") }
      try await organization.withStore { _ = try await $0.submit(mails) }
      let both = database.environment(organization).with(Self.next)
      let due = try await PhanoProcess.run(["keys", "status"], environment: both)
      #expect(due.status == 0)
      #expect(due.output.contains("'phano keys rewrap' is due"))
      let rewrap = try await PhanoProcess.run(["keys", "rewrap"], environment: both)
      #expect(rewrap.output == "2 key(s) wrapped anew\n", "\(rewrap.errors)")
      #expect(try await PhanoProcess.run(["keys", "rewrap"], environment: both).output == "0 key(s) wrapped anew\n")
      // The older key leaves.
      let server = try MisbehavingServer { _, _ in Fixture.completion }
      let newest = try KeyEncryptionKeys(text: String(Self.next.text.split(separator: "\n")[1]))
      let alone = database.environment(organization, endpoint: server.url).with(newest)
      #expect(try await PhanoProcess.run(["keys", "status"], environment: alone).output.contains("opens\n"))
      let worker = try await PhanoProcess.run(["worker", "--until-drained"], environment: alone)
      #expect(worker.output == "3 scored\n", "\(worker.errors)")
      // And whoever still has the older one alone is told which one it needs.
      let late = try await PhanoProcess.run(["keys", "status"], environment: database.environment())
      #expect(late.status == 78)
      #expect(late.output.contains("key 2 (\(Self.next.newestFingerprint)) is not at hand"))
    }
  }

  @Test func anInterruptedRewrapGoesOnWhereItStopped() async throws {
    try await TestDatabase.with { database in
      let organizations = [
        try await database.makeOrganization(), try await database.makeOrganization(),
        try await database.makeOrganization(),
      ].sorted { $0.id.description < $1.id.description }
      // The second one's keys do not open, so the run ends there.
      let damage = "update vault.organization_key set kek_fingerprint = "
      let place = " where organization_id = '\(organizations[1].id)'"
      try await database.run(damage + "'0123456789abcdef'" + place)
      let both = database.environment().with(Self.next)
      let stopped = try await PhanoProcess.run(["keys", "rewrap"], environment: both)
      #expect(stopped.status == 78)
      #expect(stopped.errors.contains("0123456789abcdef"))
      let rewrapped: Statement = "select count(*) from vault.organization_key where kek_version = 2"
      #expect(try await database.value(rewrapped, as: Int64.self) == 2, "the first organization's")
      try await database.run(damage + "'\(TestKeys.wrapping.newestFingerprint)'" + place)
      #expect(try await PhanoProcess.run(["keys", "rewrap"], environment: both).output == "4 key(s) wrapped anew\n")
      #expect(try await PhanoProcess.run(["keys", "status"], environment: both).status == 0)
    }
  }

  @Test func aWrongKeyOfTheSameVersionRewrapsNothing() async throws {
    try await TestDatabase.with { database in
      _ = try await database.makeOrganization()
      let result = try await PhanoProcess.run(["keys", "rewrap"], environment: database.environment().with(Self.other))
      #expect(result.status == 78)
      #expect(result.errors.contains(Self.other.newestFingerprint))
      #expect(try await PhanoProcess.run(["keys", "status"], environment: database.environment()).status == 0)
    }
  }

  // MARK: rotate

  @Test func analystsDoNotRotateAndAdministratorsDo() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { _ = try await $0.submit([Fixture.mail("m")]) }
      let analyst = "analyst_" + organization.id.description.prefix(8)
      try await database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: analyst, role: "analyst", of: organization.id, createLogin: true)
      }
      var environment = database.environment(organization)
      let rotated = try await PhanoProcess.run(["keys", "rotate"], environment: environment)
      #expect(rotated.output == "version 2: 1 values sealed anew, 1 older key(s) destroyed\n", "\(rotated.errors)")
      environment["PHANO_DATABASE_URL"] = database.url(analyst)
      let refused = try await PhanoProcess.run(["keys", "rotate"], environment: environment)
      #expect(refused.status == 78)
      #expect(refused.errors.contains("admin or dpo"), "\(refused.errors)")
      #expect(try await database.value("select max(version) from vault.organization_key", as: Int32.self) == 2)
    }
  }

  @Test func aHalfRotatedDatabaseSaysSoAndIsFinishedByTheNextRun() async throws {
    struct Killed: Error {}
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { _ = try await $0.submit((0..<5).map { Fixture.mail("m\($0)") }) }
      await #expect(throws: Killed.self) {
        try await organization.withStore { store in _ = try await store.rotate { _ in throw Killed() } }
      }
      let environment = database.environment(organization)
      let status = try await PhanoProcess.run(["keys", "status"], environment: environment)
      #expect(status.status == 0)
      #expect(status.output.contains("rotation unfinished"))
      let finished = try await PhanoProcess.run(["keys", "rotate", "--json"], environment: environment)
      #expect(finished.output.contains(#""version":2"#), "\(finished.errors)")
      #expect(finished.output.contains(#""retired":1"#))
      #expect(try await PhanoProcess.run(["keys", "status"], environment: environment).output.contains("opens\n"))
    }
  }

  @Test func rotatingWithTheWrongKeyChangesNothing() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let result = try await PhanoProcess.run(
        ["keys", "rotate"], environment: database.environment(organization).with(Self.other))
      #expect(result.status == 78)
      #expect(result.errors.contains(Self.other.newestFingerprint))
      #expect(try await database.value("select count(*) from vault.organization_key", as: Int64.self) == 2)
      #expect(try await PhanoProcess.run(["keys", "status"], environment: database.environment()).status == 0)
    }
  }

  // MARK: Workers

  @Test func aWorkerWithTheWrongKeyBuriesNothingAndLeavesCleanly() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { _ = try await $0.submit([Fixture.mail("a"), Fixture.mail("b")]) }
      let server = try MisbehavingServer { _, _ in Fixture.completion }
      let environment = database.environment(organization, endpoint: server.url)
      let worker = try PhanoProcess.make(["worker"], environment: environment.with(Self.other))
      worker.standardError = FileHandle.nullDevice
      worker.standardOutput = FileHandle.nullDevice
      try worker.run()
      let deadline = ContinuousClock.now + .seconds(20)
      var troubles: [OrganizationStore.Trouble] = []
      while troubles.count < 2, ContinuousClock.now < deadline {
        troubles = try await organization.withStore { try await $0.troubles() }
      }
      worker.terminate()
      worker.waitUntilExit()
      #expect(worker.terminationStatus == 0)
      #expect(troubles.map(\.reason) == ["keys_unavailable", "keys_unavailable"])
      #expect(troubles.allSatisfy { $0.state == "waiting" && $0.attempt == 0 })
      #expect(server.requests.isEmpty)
    }
  }

  @Test func aWorkerWithoutAKeyDoesNotStart() async throws {
    try await TestDatabase.with { database in
      var environment = database.environment()
      environment["PHANO_KEY"] = nil
      let result = try await PhanoProcess.run(["worker", "--until-drained"], environment: environment)
      #expect(result.status == 78)
      #expect(result.errors.contains("PHANO_KEY_FILE"))
    }
  }

  // MARK: What the tests do again and again

  /// The tests' key with a next one beside it.
  private static let next: KeyEncryptionKeys = {
    var generator = SystemRandomNumberGenerator()
    return KeyEncryptionKeys(addingTo: TestKeys.wrapping, using: &generator)
  }()

  private static func writeMail(in folder: URL) throws {
    try Data(
      """
      From: Anna Muster <anna@kunde.example>
      To: support@wir.example
      Date: Mon, 2 Nov 2026 10:00:00 +0000
      Message-ID: <1@kunde.example>

      Hello, when will the export work again?

      """.utf8
    ).write(to: folder.appending(path: "1.eml"))
  }
}

extension [String: String] {
  /// The same environment with other keys.
  fileprivate func with(_ keys: KeyEncryptionKeys) -> [String: String] {
    merging(["PHANO_KEY": keys.text]) { $1 }
  }
}
