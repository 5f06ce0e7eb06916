import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

/// What the catalog alone can tell of the schema's promises: the rules in `Lint/catalog.sql`, which pgTAP checks.
enum CatalogLint {
  /// The names of the rules, as the file has them.
  static var names: [String] {
    get throws { try statements().compactMap(ruleName) }
  }

  /// The rules that are broken, each with what pgTAP says of it. Leaves nothing behind in the database.
  static func findings(_ connection: Connection) async throws -> [String: String] {
    try await connection.withTransaction { transaction in try await findings(in: transaction) }
  }

  /// The same within a transaction, whose own changes are looked at too.
  static func findings(in transaction: Transaction) async throws -> [String: String] {
    var findings: [String: String] = [:]
    try await transaction.script("savepoint lint")
    for statement in try statements() {
      let rows = try await transaction.query(Statement(statement))
      guard let name = ruleName(statement) else { continue }
      let answer = try rows.one().decode(String.self, 0)
      if !answer.hasPrefix("ok ") { findings[name] = answer }
    }
    try await transaction.script("rollback to savepoint lint")
    return findings
  }

  /// The statements between the file's `begin` and `rollback`.
  private static func statements() throws -> [String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Lint/catalog.sql")
    let blocks = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n\n")
    return blocks.map { block in
      block.split(separator: "\n").filter { !$0.hasPrefix("--") }.joined(separator: "\n")
    }.filter { !["", "begin;", "rollback;"].contains($0) }
  }

  /// The last argument of a test of pgTAP's; nil for other statements.
  private static func ruleName(_ statement: String) -> String? {
    statement.wholeMatch(of: /(?s)select (?:is_empty|isnt_empty)\(.*, '((?:[^']|'')+)'\);/)
      .map { String($0.1).replacing("''", with: "'") }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips, saying so, where the server for tests has no pgTAP.
  static var needsPgTAP: Self {
    .enabled("skipped: the server for tests has no pgTAP; install postgresql-15-pgtap, as deploy/test.sh does") {
      guard TestDatabase.serverURL != nil else { return false }
      let available = Mutex(false)
      try await TestDatabase.with { database in
        let found = try await database.value(
          "select exists (select from pg_available_extensions where name = 'pgtap')", as: Bool.self)
        available.withLock { $0 = found }
      }
      return available.withLock { $0 }
    }
  }
}
