import Conversation
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Storage

/// Whoever was writing when an erasure began, or looks at the time before it, brings nothing back.
@Suite(.needsDatabase) struct ErasureRaceTests {
  /// What may be written without a key, by people and programs.
  private static let writes = [
    "select phano.submit_nps($1, 'acme', 'ann@acme.example', 3, now(), null)",
    "insert into phano.account (organization_id, external_id) values ($1, 'late')",
    "select queue.enqueue(array[$1], 100::smallint)",
    "select phano.submit_metrics($1, jsonb_build_array(jsonb_build_object("
      + "'account', 'acme', 'day', current_date, 'name', 'events', 'value', 1)))",
  ]

  @Test(arguments: writes) func anErasureWaitsForThoseWhoAreWritingAndErasesWhatTheyWrote(_ write: String) async throws
  {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let erasure = try await database.withConnection(as: organization.login) { connection in
        try await connection.withTransaction { transaction in
          try await Self.enter(organization, transaction)
          _ = try await transaction.query(Statement(write, [organization.id]))
          let erasure = Task { try await organization.withStore { try await $0.eraseOrganization() } }
          try await database.wait(
            until: "select exists (select from pg_locks where locktype = 'advisory' and not granted)")
          return erasure
        }
      }
      _ = try await erasure.value
      try await expectNothing(of: organization, in: database)
    }
  }

  @Test(arguments: writes) func whoeverStillSeesTheTimeBeforeTheErasureWritesNothing(_ write: String) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await database.withConnection(as: organization.login) { connection in
        let failure = await #expect(throws: PostgresError.self) {
          try await connection.withTransaction(TransactionOptions(isolation: .repeatableRead)) { transaction in
            try await Self.enter(organization, transaction)
            _ = try await transaction.query("select count(*) from phano.account")
            _ = try await organization.withStore { try await $0.eraseOrganization() }
            _ = try await transaction.query("select ctx.org()")
            _ = try await transaction.query(Statement(write, [organization.id]))
          }
        }
        #expect(failure?.isSerializationFailure == true, "\(String(describing: failure))")
      }
      try await expectNothing(of: organization, in: database)
    }
  }

  @Test func aPersonsErasureWaitsForThoseWhoAreWriting() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let subject = Subject(emails: ["ann@acme.example"], phones: [])
      let erasure = try await database.withConnection(as: organization.login) { connection in
        try await connection.withTransaction { transaction in
          try await Self.enter(organization, transaction)
          _ = try await transaction.query(Statement(Self.writes[0], [organization.id]))
          let erasure = Task { try await organization.withStore { try await $0.eraseSubject(subject) } }
          try await database.wait(
            until: "select exists (select from pg_locks where locktype = 'advisory' and not granted)")
          return erasure
        }
      }
      #expect(try await erasure.value.counts.intakes == 1)
      #expect(try await database.value("select count(*) from phano.intake", as: Int64.self) == 0)
    }
  }

  private static func enter(_ organization: TestOrganization, _ transaction: Transaction) async throws {
    _ = try await transaction.query("select ctx.enter(\(organization.id))")
  }

  private func expectNothing(of organization: TestOrganization, in database: TestDatabase) async throws {
    for table in try await database.tenantTables() + ["queue.job", "queue.diagnosis_plan"]
    where !table.hasPrefix("audit.") {
      let sql: String = "select count(*) from \(table) where organization_id = '\(organization.id)'"
      #expect(try await database.value(Statement(sql), as: Int64.self) == 0, "\(table)")
    }
  }
}
