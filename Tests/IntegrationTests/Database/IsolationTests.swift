import Postgres
import TestSupport
import Testing

@Suite(.needsDatabase) struct IsolationTests {
  @Test(arguments: AttackAim.allCases) func everyAttackIsRepelled(_ aim: AttackAim) async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for attack in aim.attacks {
        for complaint in try await attack.complaints(on: database) {
          Issue.record("\(attack.name): \(complaint)")
        }
      }
    }
  }

  @Test func thereIsSomethingToSteal() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for table in [
        "account", "contact", "interaction", "turn", "metric", "nps_response", "verdict", "masking_case",
      ] {
        let rows = try await database.column("select r::text from phano.\(identifier: table) r", as: String.self)
        #expect(rows.contains { $0.contains(Tenant.b.marker) }, "phano.\(table)")
      }
      let statistics = try await database.value(
        "select count(*) from pg_stats where schemaname = 'phano' and most_common_vals::text like '%SECRET-B%'",
        as: Int64.self)
      #expect(statistics > 0)
    }
  }
}
