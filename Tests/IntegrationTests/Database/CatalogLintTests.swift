import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite(.needsDatabase, .needsPgTAP) struct CatalogLintTests {
  @Test func theSchemaKeepsEveryRule() async throws {
    try await TestDatabase.with { database in
      let findings = try await database.asAdministrator { try await CatalogLint.findings($0) }
      for finding in findings.values { Issue.record("\(finding)") }
    }
  }

  @Test func theLintLeavesNothingBehind() async throws {
    try await TestDatabase.with { database in
      _ = try await database.asAdministrator { try await CatalogLint.findings($0) }
      let left = try await database.value(
        "select count(*) from pg_extension where extname = 'pgtap'", as: Int64.self)
      #expect(left == 0)
    }
  }

  @Test(arguments: ForgetfulMigration.all) func aMigrationThatForgetsIsNoticed(_ step: ForgetfulMigration) async throws
  {
    try await TestDatabase.with { database in
      let findings = try await database.asAdministrator { connection in
        let migration = Migration(version: Migration.all.count + 1, name: "forgetful", sql: step.sql)
        _ = try await Migrator(connection, steps: Migration.all + [migration]).apply()
        return try await CatalogLint.findings(connection)
      }
      #expect(findings.keys.contains(step.brokenRule), "noticed: \(findings.keys.sorted())")
    }
  }

  @Test func aMigrationThatForgetsNothingPasses() async throws {
    try await TestDatabase.with { database in
      let findings = try await database.asAdministrator { connection in
        let migration = Migration(version: Migration.all.count + 1, name: "careful", sql: ForgetfulMigration.careful)
        _ = try await Migrator(connection, steps: Migration.all + [migration]).apply()
        return try await CatalogLint.findings(connection)
      }
      #expect(findings.isEmpty, "\(findings.values.sorted())")
    }
  }
}
