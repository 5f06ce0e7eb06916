import Anonymization
import Conversation
import Foundation
import Jobs
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

  /// The policies ask for the organization in context when a row is written, and by then a statement can have changed it.
  @Test func whoeverEntersAnotherOrganizationInTheMiddleOfAStatementWritesNothingThere() async throws {
    try await TestDatabase.with { database in
      let (first, second) = (try await database.makeOrganization("A"), try await database.makeOrganization("B"))
      try await database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: first.login, role: "analyst", of: second.id, createLogin: false)
        _ = try await connection.query(
          "insert into phano.account (organization_id, external_id) values (\(first.id), 'gate')")
      }
      let intrusion = try await database.asAdministrator { gate in
        try await gate.withTransaction { gate in
          _ = try await gate.query("select 1 from phano.account for update")
          let intrusion = Task {
            try await database.withConnection(as: first.login) { connection in
              try await connection.withTransaction { transaction in
                try await Self.enter(first, transaction)
                _ = try await transaction.query(
                  """
                  with waiting as materialized (
                    select a.id from phano.account a where a.organization_id = \(first.id) for update),
                  entered as materialized (
                    select set_config('phano.organization_id', \(second.id.description), true) from waiting)
                  insert into phano.account (organization_id, external_id) select \(second.id), 'risen' from entered
                  """)
              }
            }
          }
          try await database.wait(
            until: """
              select exists (
                select from pg_stat_activity
                where datname = current_database() and query ~ 'risen' and cardinality(pg_blocking_pids(pid)) > 0)
              """)
          _ = try await second.withStore { try await $0.eraseOrganization() }
          return intrusion
        }
      }
      let failure = await #expect(throws: PostgresError.self) { try await intrusion.value }
      #expect(failure?.isInsufficientPrivilege == true, "\(String(describing: failure))")
      try await expectNothing(of: second, in: database)
    }
  }

  @Test func aWorkerBringsNoMapBackThatWasErased() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        var mail = Submission.mail("m", "Write to ann@acme.example, please.")
        mail.contactEmail = "ann@acme.example"
        _ = try await store.submit([mail])
      }
      let (dispatcher, pool) = (try database.pool("phano_dispatcher"), try database.pool("phano_worker"))
      defer {
        dispatcher.close()
        pool.close()
      }
      let (queue, store) = (JobQueue(dispatcher), VerdictStore(pool, TestKeys.keyring()))
      let worker = try await queue.register(name: "test")
      let jobs = try await queue.claim(as: worker, limit: 10)
      func loaded() async throws -> StoredMasking {
        try #require(try await store.load(jobs, as: worker).loaded.first).loaded.masking
      }
      var masking = Masker().beginCase()
      _ = masking.mask("ann@acme.example")
      let first = StoredMasking.Extension(masking: try await loaded().extended(to: masking.placeholders), jobs: jobs)
      #expect(try await store.extend([organization.id: [first]], as: worker)[organization.id]?.count == 1)
      let again = StoredMasking.Extension(masking: try await loaded(), jobs: jobs)
      _ = try await organization.withStore {
        try await $0.eraseSubject(Subject(emails: ["ann@acme.example"], phones: []))
      }
      #expect(try await store.extend([organization.id: [again]], as: worker) == [:])
      #expect(try await database.value("select count(*) from phano.masking_case", as: Int64.self) == 0)
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
