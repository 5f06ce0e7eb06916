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

  /// `ctx.suits_worker()` only chooses between two checks, of which each is whole.
  @Test(arguments: [true, false]) func nothingRestsOnTheHintToThePlanner(_ hint: Bool) async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      try await database.run(
        """
        create or replace function ctx.suits_worker() returns boolean language plpgsql immutable
        set search_path = pg_catalog, pg_temp as 'begin return \(hint); end'
        """)
      for attack in AttackAim.context.attacks {
        for complaint in try await attack.complaints(on: database) {
          Issue.record("\(attack.name): \(complaint)")
        }
      }
    }
  }

  @Test func thereIsSomethingToSteal() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for table in try await database.tenantTables() {
        for tenant in Tenant.allCases {
          let sql: String = "select count(*) from \(table) where organization_id = '\(tenant.id)'"
          let rows = try await database.value(Statement(sql), as: Int64.self)
          #expect(rows > 0, "plantSecrets puts no row of \(tenant) into \(table)")
        }
      }
      let statistics = try await database.value(
        """
        select count(*) from pg_stats
        where schemaname = 'phano' and most_common_vals::text like \("%" + Tenant.b.hexadecimalMarker + "%")
        """, as: Int64.self)
      #expect(statistics > 0)
    }
  }
}
