import Postgres
import TestSupport
import Testing

/// Whether the rules and attacks would notice if a promise were broken.
@Suite(.needsDatabase, .needsPgTAP) struct MutantTests {
  @Test(arguments: Mutant.ofDatabases) func aWeakenedSchemaIsNoticed(_ mutant: Mutant) async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      let isForTheLint = try CatalogLint.names.contains(mutant.noticedBy)
      let rules = try await database.asAdministrator { connection in
        try await mutant.mutate(connection)
        return isForTheLint ? try await CatalogLint.findings(connection) : [:]
      }
      var noticed = Set(rules.keys)
      for attack in AttackAim.allCases.flatMap(\.attacks) where attack.name == mutant.noticedBy {
        if try await !attack.complaints(on: database).isEmpty { noticed.insert(attack.name) }
      }
      #expect(noticed.contains(mutant.noticedBy), "noticed by \(noticed.sorted())")
    }
  }

  @Test(arguments: Mutant.ofClusters) func weakenedRolesAreNoticed(_ mutant: Mutant) async throws {
    struct Undo: Error {}
    try await TestDatabase.with { database in
      await #expect(throws: Undo.self) {
        try await database.asAdministrator { connection in
          try await connection.withTransaction { transaction in
            try await mutant.mutate(transaction)
            let noticed = try await CatalogLint.findings(in: transaction).keys
            #expect(noticed.contains(mutant.noticedBy), "noticed by \(noticed.sorted())")
            throw Undo()
          }
        }
      }
    }
  }

  @Test func everyMutantNamesARuleOrAnAttack() throws {
    let names = try CatalogLint.names + AttackAim.allCases.flatMap(\.attacks).map(\.name)
    #expect(Set(names).count == names.count)
    for mutant in Mutant.ofDatabases + Mutant.ofClusters {
      #expect(names.contains(mutant.noticedBy), "\(mutant): \(mutant.noticedBy)")
    }
  }
}
