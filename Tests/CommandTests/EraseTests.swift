import Conversation
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// `phano erase` as a data-protection officer runs it, and a search for what must be nowhere afterwards.
@Suite(.enabled(if: TestDatabase.serverURL != nil && Dump.isInstalled, "\(TestDatabase.skipped)"))
struct EraseTests {
  private static let canary = "heliotrope4711"
  private static let mail = """
    From: Zinnia Canary <zinnia@heliotrope4711.example>
    To: support@wir.example
    Subject: The heliotrope4711 export
    Date: Mon, 2 Nov 2026 10:00:00 +0000
    Message-ID: <one@mail.example>

    The heliotrope4711 export fails again. Write to zinnia@heliotrope4711.example.

    """
  private static let completion: MisbehavingServer.Reply = .answer(
    status: 200, headers: [("content-type", "application/json")],
    body: Array(
      #"""
      {"model":"fixed","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":
      "{\"label\":\"negative\",\"p\":{\"negative\":0.8,\"neutral\":0.1,\"positive\":0.1},\"mixed\":false,\"issue_reported\":true,\"cues\":[],\"evidence\":[\"The heliotrope4711 export fails again\"],\"topics\":[\"other\"],\"language\":\"en\"}"}}],
      "usage":{"prompt_tokens":200,"completion_tokens":20}}
      """#.utf8))

  /// What one organization leaves behind on its way through import, SQL, worker and verdicts.
  private static func journey(
    _ body: (_ environment: [String: String], _ folder: URL, TestDatabase, TestOrganization) async throws -> Void
  ) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in Self.completion }
      try await withFolder { folder in
        var environment = database.environment(organization, endpoint: server.url)
        environment["PHANO_ERASURE_LEDGER"] = folder.appending(path: "ledger.jsonl").path
        environment["TMPDIR"] = folder.path
        let source = folder.appending(path: "source")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
        try Data(Self.mail.utf8).write(to: source.appending(path: "1.eml"))
        let imported = try await PhanoProcess.run(["import", source.path], environment: environment)
        #expect(imported.status == 0, "\(imported.errors)")
        try FileManager.default.removeItem(at: source)
        let pool = try database.pool(organization.login)
        defer { pool.close() }
        _ = try await pool.withConnection { connection in
          try await connection.query(
            """
            select phano.submit_interaction(\(organization.id), 'sql', 'T-1', 'acme', 'ticket', now(),
              '[{"author": "customer", "body": "heliotrope4711 again"}]', p_contact_email => 'zinnia@heliotrope4711.example')
            """)
        }
        let worker = try await PhanoProcess.run(
          ["worker", "--until-drained", "--log-format", "json", "--log-level", "debug"], environment: environment)
        #expect(worker.status == 0, "\(worker.errors)")
        try Data((worker.output + worker.errors).utf8).write(to: folder.appending(path: "worker.log"))
        try await body(environment, folder, database, organization)
      }
    }
  }

  @Test func anErasedOrganizationIsInNoTableDumpLogOrFile() async throws {
    try await Self.journey { environment, folder, database, organization in
      let dry = try await PhanoProcess.run(["erase", "--whole-organization", "--dry-run"], environment: environment)
      #expect(dry.status == 0 && dry.output.contains("interactions              2"), "\(dry.output)\(dry.errors)")
      let unconfirmed = try await PhanoProcess.run(["erase", "--whole-organization"], environment: environment)
      #expect(unconfirmed.status == 64)
      let erased = try await PhanoProcess.run(
        ["erase", "--whole-organization", "--confirm", organization.id.description, "--json"],
        environment: environment)
      #expect(erased.status == 0, "\(erased.errors)")
      let dump = try Dump.take(of: database)
      #expect(!dump.contains(Self.canary))
      #expect(!dump.contains(Data(Self.canary.utf8).map { String($0, radix: 16) }.joined()))
      // Of the organization itself, only its tombstone, its audit chain and the erasure are left.
      let lines = dump.split(separator: "\n").filter { $0.contains(organization.id.description) }
      #expect(
        lines.allSatisfy { line in ["eras", "import", "maskingCases"].contains { line.contains($0) } }, "\(lines)")
      for file in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
        #expect(!text.contains(Self.canary), "\(file.lastPathComponent)")
      }
      let again = try await PhanoProcess.run(["verdicts"], environment: environment)
      #expect(again.status == 78, "nobody is a member any more: \(again.errors)")
    }
  }

  @Test func whatWasErasedIsErasedAgainAfterABackupWasRestored() async throws {
    try await Self.journey { environment, _, database, organization in
      let backup = try Dump.archive(of: database)
      let erased = try await PhanoProcess.run(
        ["erase", "--subject", "zinnia@heliotrope4711.example"], environment: environment)
      #expect(erased.status == 0, "\(erased.errors)")
      #expect(erased.output.contains("interactions              2"), "\(erased.output)")
      try await TestDatabase.withEmpty { restored in
        try Dump.restore(backup, to: restored)
        var environment = environment
        environment["PHANO_DATABASE_URL"] = restored.url(organization.login)
        let before = try await PhanoProcess.run(["verdicts", "--json"], environment: environment)
        #expect(before.output.contains(Self.canary), "the backup is from before the erasure: \(before.errors)")
        let replayed = try await PhanoProcess.run(["erase", "--replay"], environment: environment)
        #expect(replayed.status == 0 && replayed.output.contains("1 repeated"), "\(replayed.output)\(replayed.errors)")
        let after = try await PhanoProcess.run(["verdicts", "--json"], environment: environment)
        #expect(after.status == 0 && !after.output.contains(Self.canary), "\(after.errors)")
        let twice = try await PhanoProcess.run(["erase", "--replay"], environment: environment)
        #expect(twice.output.contains("0 repeated"), "\(twice.output)")
      }
    }
  }

  @Test func nothingIsErasedWithoutALedgerOrWithABadRequest() async throws {
    try await Self.journey { environment, folder, database, organization in
      var environment = environment
      for (arguments, ledger, status) in [
        (["erase", "--subject", "zinnia@heliotrope4711.example"], nil, 78),
        (["erase", "--subject", "zinnia@heliotrope4711.example"], "/dev/full", 78),
        (["erase", "--subject", "zinnia@heliotrope4711.example"], "/none/such/file", 78),
        (["erase", "--subject", "zinnia"], folder.path + "/l", 64),
        (["erase"], folder.path + "/l", 64),
        (["erase", "--replay"], "/none/such/file", 78),
        (["erase", "--whole-organization", "--confirm", UUID().uuidString], folder.path + "/l", 64),
      ] as [([String], String?, Int32)] {
        environment["PHANO_ERASURE_LEDGER"] = ledger
        let result = try await PhanoProcess.run(arguments, environment: environment)
        #expect(result.status == status, "\(arguments) \(ledger ?? "-"): \(result.errors)")
        #expect(result.errors.contains("mend") || result.errors.contains("Usage"), "\(result.errors)")
      }
      #expect(
        try await database.asAdministrator { connection in
          try await connection.query("select count(*) from phano.interaction").one().decode(Int64.self, 0)
        } == 2)
      // An analyst may look, and erase nothing.
      try await database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: organization.login, role: "analyst", of: organization.id, createLogin: false)
      }
      environment["PHANO_ERASURE_LEDGER"] = folder.path + "/l"
      let refused = try await PhanoProcess.run(
        ["erase", "--subject", "zinnia@heliotrope4711.example"], environment: environment)
      #expect(refused.status == 78, "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/l"), "what was refused is on no ledger")
    }
  }
}

/// pg_dump and pg_restore, as installed beside the server.
enum Dump {
  private static let folder: String? = {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
    return versions.sorted().last.map { "/usr/lib/postgresql/\($0)/bin" }
  }()

  static var isInstalled: Bool { folder != nil }

  /// The whole database as text.
  static func take(of database: TestDatabase) throws -> String {
    String(decoding: try run("pg_dump", ["--dbname", database.url("postgres")]), as: UTF8.self)
  }

  static func archive(of database: TestDatabase) throws -> Data {
    try run("pg_dump", ["--format", "custom", "--dbname", database.url("postgres")])
  }

  static func restore(_ archive: Data, to database: TestDatabase) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).dump")
    try archive.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    _ = try run("pg_restore", ["--exit-on-error", "--dbname", database.url("postgres"), file.path])
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> Data {
    let output = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = URL(filePath: "\(folder ?? "")/\(program)")
    process.arguments = arguments
    process.standardOutput = try FileHandle(forWritingTo: output)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(program)")
    return try Data(contentsOf: output)
  }
}
