import Conversation
import Postgres
import TestSupport
import Testing

@testable import Storage

/// What one session can see of another, and a later transaction of an earlier one.
@Suite(.needsDatabase) struct SessionLeakTests {
  @Test func theContextEndsWithItsTransaction() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for commits in [true, false] {
        try await database.withConnection(as: Login.alice.rawValue) { connection in
          struct Undo: Error {}
          do {
            try await connection.withTransaction { transaction in
              _ = try await transaction.query("select ctx.enter(\(Tenant.a.id)::text::uuid)")
              let rows = try await transaction.query("select count(*) from phano.interaction")
              #expect(try rows.one().decode(Int64.self, 0) == 5)
              if !commits { throw Undo() }
            }
          } catch is Undo {}
          await #expect(throws: PostgresError.self, "the context outlives its transaction") {
            try await connection.query("select count(*) from phano.interaction")
          }
        }
      }
    }
  }

  /// A cursor `with hold` outlives context and lease: PostgreSQL keeps its rows. They are those of the transaction's own
  /// organization, and nobody else's.
  @Test func aCursorThatIsHeldKeepsNoRowOfOthers() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      try await database.withConnection(as: Login.worker.rawValue) { connection in
        try await connection.withTransaction { transaction in
          for (name, value) in Claim.worker(WorkerSecret.ofA, in: .a) {
            _ = try await transaction.query("select set_config(\(name), \(value), true)")
          }
          try await transaction.script(
            "declare held cursor with hold for select distinct organization_id::text from phano.interaction")
        }
        let held = try await connection.query("fetch all from held").map { try $0.decode(String.self, 0) }
        #expect(held == [Tenant.a.id])
        try await connection.script("discard all")
        await #expect(throws: PostgresError.self) { try await connection.query("fetch all from held") }
      }
    }
  }

  @Test func aHeldCursorOfARefusedContextEndsTheTransaction() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      try await database.withConnection(as: Login.worker.rawValue) { connection in
        let error = await #expect(throws: PostgresError.self) {
          try await connection.withTransaction { transaction in
            try await transaction.script(
              "declare held cursor with hold for select organization_id::text from phano.interaction")
            for (name, value) in Claim.worker(WorkerSecret.ofA, in: .b) {
              _ = try await transaction.query("select set_config(\(name), \(value), true)")
            }
          }
        }
        #expect(error?.message == "organization context refused")
      }
    }
  }

  @Test func theStatementsOfOthersAreNotSeen() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      try await database.withConnection(as: Login.bob.rawValue) { bob in
        _ = try await bob.query("select 'SECRET-B-QUERY'")
        for login in [Login.alice, .worker, .dispatcher, .host, .nobody] {
          let texts = try await database.withConnection(as: login.rawValue) { connection in
            try await connection.query(
              """
              select coalesce(query, '') from pg_stat_activity
              where pid = \(await bob.backendID) or usename = \(Login.bob.rawValue)::name
              """
            ).map { try $0.decode(String.self, 0) }
          }
          #expect(!texts.isEmpty && texts.allSatisfy { $0 == "<insufficient privilege>" }, "\(login) sees \(texts)")
        }
      }
    }
  }

  /// All workers share a login, so they see each other's statements: these must hold no value.
  @Test func theStatementsOfWorkersHoldNoValues() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(3, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 3)
      var texts: [String] = []
      for action in ["load", "record"] {
        if action == "load" {
          #expect(try await fixture.store.load(jobs, as: worker).loaded.count == 3)
        } else {
          #expect(try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample).written.count == 3)
        }
        texts += try await fixture.database.column(
          "select query from pg_stat_activity where datname = current_database() and usename ~ '^phano_'",
          as: String.self)
      }
      #expect(texts.contains { $0.contains("$1") })
      let values = [organization.id.description, worker.secret, "Body 0", "ada@acme", "Ada"]
      for text in texts { for value in values { #expect(!text.contains(value), "\(text)") } }
    }
  }

  /// Anybody may listen on a channel of PostgreSQL's, so what is said there must be worth nothing.
  @Test func whatWorkersAreWokenWithSaysNothing() async throws {
    try await QueueFixture.with { fixture in
      // Before those whose keys are made up: an organization is made only by the key that wrapped the others'.
      let organization = try await fixture.organization()
      try await fixture.database.plantSecrets()
      let heard = try await fixture.database.withConnection(as: Login.nobody.rawValue) { connection in
        let stream = try await connection.listen("phano_jobs")
        try await fixture.submit(1, to: organization)
        try await organization.withStore { try await $0.wakeWorkers() }
        for try await notification in stream { return notification.payload }
        return "nothing"
      }
      #expect(heard.isEmpty)
    }
  }
}
