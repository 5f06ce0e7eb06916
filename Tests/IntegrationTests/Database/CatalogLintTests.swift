import Postgres
import TestSupport
import Testing

@Suite(.needsDatabase) struct CatalogLintTests {
  @Test func theSchemaKeepsEveryRule() async throws {
    try await TestDatabase.with { database in
      try await database.restorePrivileges()
      let findings = try await database.asAdministrator { try await CatalogLint.findings($0) }
      for (rule, offenders) in findings { Issue.record("\(rule): \(offenders.joined(separator: ", "))") }
    }
  }

  @Test func theRulesHaveTablesToLookAt() async throws {
    try await TestDatabase.with { database in
      let tables = try await database.value(
        """
        select count(*) from pg_class c
        where c.relnamespace in ('phano'::regnamespace, 'audit'::regnamespace) and c.relkind in ('r', 'p')
        """, as: Int64.self)
      #expect(tables >= 8)
    }
  }
}
