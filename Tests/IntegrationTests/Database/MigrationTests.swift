import Conversation
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Storage

@Suite(.needsDatabase) struct MigrationTests {
  private static let owners = ["phano_owner", "phano_ctx", "phano_queue"]

  private func members(of roles: [String], in database: TestDatabase) async throws -> [String] {
    try await database.column(
      """
      select m.member::regrole::text || ' in ' || m.roleid::regrole::text
      from pg_auth_members m
      join pg_roles r on r.oid = m.roleid
      where r.rolname = any(\(roles)::name[])
      """, as: String.self)
  }

  /// Everything that a migration could change, as one text.
  private func catalog(of database: TestDatabase) async throws -> String {
    try await database.value(
      """
      select concat_ws(E'\\n',
        (select string_agg(format('%s %s %s', c.oid, c.relname, c.relacl), ',' order by c.oid)
         from pg_class c where c.relnamespace >= 16384),
        (select string_agg(format('%s %s %s', p.oid, md5(p.prosrc), p.proacl), ',' order by p.oid)
         from pg_proc p where p.pronamespace >= 16384),
        (select string_agg(format('%s %s', o.polrelid, o.polname), ',' order by o.oid) from pg_policy o),
        (select string_agg(m::text, ',' order by m.version) from meta.migration m))
      """, as: String.self)
  }

  @Test func aFreshDatabaseIsMigratedInOneGo() async throws {
    try await TestDatabase.withBlank { database in
      let applied = try await database.asAdministrator { try await Migrator($0).apply() }
      #expect(applied == Migration.all)
      let state = try await database.asAdministrator { try await SchemaState.read($0) }
      #expect(state.applied.map(\.version) == Migration.all.map(\.version))
      #expect(throws: Never.self) { try state.requireCurrent() }
    }
  }

  @Test func migratingAgainChangesNothing() async throws {
    try await TestDatabase.withBlank { database in
      _ = try await database.asAdministrator { try await Migrator($0).apply() }
      let before = try await catalog(of: database)
      let applied = try await database.asAdministrator { try await Migrator($0).apply() }
      #expect(applied.isEmpty)
      #expect(try await catalog(of: database) == before)
    }
  }

  @Test func planningChangesNothing() async throws {
    try await TestDatabase.withBlank { database in
      let plan = try await database.asAdministrator { try await Migrator($0).plan() }
      #expect(plan.pending == Migration.all)
      #expect(throws: SchemaError.missing) { try plan.requireCurrent() }
      let made = try await database.value(
        "select count(*) from pg_namespace where nspname in ('meta', 'phano', 'queue', 'auth')", as: Int64.self)
      #expect(made == 0)
    }
  }

  @Test func ofTwoMigratorsOneAppliesAndTheOtherWaitsAndFindsNothingToDo() async throws {
    try await TestDatabase.withBlank { database in
      let counts = try await database.asAdministrator { gate in
        _ = try await gate.query("select pg_advisory_lock(7300, 1)")
        return try await withThrowingTaskGroup(of: Int.self) { group in
          for _ in 0..<2 {
            group.addTask { try await database.asAdministrator { try await Migrator($0).apply().count } }
          }
          try await database.wait(
            until: """
              select count(*) = 2 from pg_locks
              where locktype = 'advisory' and classid = 7300 and not granted
                and database = (select oid from pg_database where datname = current_database())
              """)
          _ = try await gate.query("select pg_advisory_unlock(7300, 1)")
          var counts: [Int] = []
          for try await count in group { counts.append(count) }
          return counts.sorted()
        }
      }
      #expect(counts == [0, Migration.all.count])
    }
  }

  @Test func aFailingStepUndoesAllSteps() async throws {
    let bad = Migration(
      version: Migration.all.count + 1, name: "bad", sql: "create table phano.half_done (); select 1 / 0;")
    try await TestDatabase.withBlank { database in
      let error = await #expect(throws: PostgresError.self) {
        try await database.asAdministrator { try await Migrator($0, steps: Migration.all + [bad]).apply() }
      }
      #expect(error?.sqlState?.rawValue == "22012")
      let left = try await database.value(
        "select count(*) from pg_namespace where nspname in ('meta', 'auth', 'ctx', 'queue', 'phano', 'audit')",
        as: Int64.self)
      #expect(left == 0)
    }
  }

  @Test func aFailingStepLeavesAnOlderSchemaAsItWas() async throws {
    let bad = Migration(version: Migration.all.count + 1, name: "bad", sql: "drop table phano.verdict; select 1 / 0;")
    try await TestDatabase.withBlank { database in
      _ = try await database.asAdministrator { try await Migrator($0).apply() }
      let before = try await catalog(of: database)
      await #expect(throws: PostgresError.self) {
        try await database.asAdministrator { try await Migrator($0, steps: Migration.all + [bad]).apply() }
      }
      #expect(try await catalog(of: database) == before)
      #expect(try await members(of: Self.owners, in: database).isEmpty)
    }
  }

  @Test func aLaterStepIsAppliedOnTopOfEarlierOnes() async throws {
    let next = Migration(
      version: Migration.all.count + 1, name: "next", sql: "create table phano.added (organization_id uuid);")
    try await TestDatabase.withBlank { database in
      _ = try await database.asAdministrator { try await Migrator($0).apply() }
      let steps = Migration.all + [next]
      let older = try await database.asAdministrator { try await Migrator($0, steps: steps).plan() }
      #expect(throws: SchemaError.older(database: Migration.all.count, program: Migration.all.count + 1)) {
        try older.requireCurrent()
      }
      let applied = try await database.asAdministrator { try await Migrator($0, steps: steps).apply() }
      #expect(applied == [next])
      let owner = try await database.value(
        "select tableowner::text from pg_tables where schemaname = 'phano' and tablename = 'added'", as: String.self)
      #expect(owner == "phano_owner")
    }
  }

  @Test func aStepThatWasAppliedInAnotherFormIsRefused() async throws {
    try await TestDatabase.withBlank { database in
      _ = try await database.asAdministrator { try await Migrator($0).apply() }
      var steps = Migration.all
      steps[1] = Migration(version: 2, name: steps[1].name, sql: steps[1].sql + "\n")
      let other = steps
      await #expect(throws: SchemaError.changed(version: 2, name: steps[1].name)) {
        try await database.asAdministrator { try await Migrator($0, steps: other).apply() }
      }
    }
  }

  @Test func aDatabaseOfANewerProgramIsRefused() async throws {
    try await TestDatabase.withBlank { database in
      _ = try await database.asAdministrator { try await Migrator($0).apply() }
      try await database.run("insert into meta.migration (version, name, checksum) values (1000, 'future', 'x')")
      await #expect(throws: SchemaError.newer(database: 1000, program: Migration.all.count)) {
        try await database.asAdministrator { try await Migrator($0).apply() }
      }
    }
  }

  @Test func everyRuntimeLoginCanTellWhichSchemaItMeets() async throws {
    try await TestDatabase.with { database in
      for login in ["phano_worker", "phano_dispatcher"] {
        let state = try await database.withConnection(as: login) { try await SchemaState.read($0) }
        #expect(state.pending.isEmpty && state.conflict == nil, "as \(login)")
      }
    }
  }

  @Test func nobodyIsAMemberOfAnOwnerAfterwards() async throws {
    try await TestDatabase.withBlank { database in
      _ = try await database.asAdministrator { try await Migrator($0).apply() }
      #expect(try await members(of: Self.owners, in: database).isEmpty)
    }
  }

  @Test func anAdministratorWhoIsNoSuperuserCanMigrateAndKeepOrganizations() async throws {
    let admin = "admin_" + UUID().uuidString.prefix(8).lowercased()
    let person = "person_of_" + admin
    try await TestDatabase.with { cluster in
      try await cluster.run("create role \(admin) login createrole nosuperuser")
      try await TestDatabase.withBlank(owner: admin) { database in
        let id = OrganizationID(rawValue: UUID())
        try await database.withConnection(as: admin) { connection in
          _ = try await Migrator(connection).apply()
          let administration = Administration(connection)
          _ = try await administration.createOrganization(
            id, name: "Mine", maximumInFlight: 5, wrappingKeys: TestKeys.wrapping)
          try await administration.addMember(login: person, role: "analyst", of: id, createLogin: true)
        }
        #expect(try await members(of: Self.owners, in: database).isEmpty)
        let pool = try database.pool(person)
        defer { pool.close() }
        #expect(try await OrganizationStore.memberships(pool).map(\.organization) == [id])
        // Having made the roles gives an administrator no way into the tables.
        let error = await #expect(throws: PostgresError.self) {
          try await database.withConnection(as: admin) { try await $0.query("select count(*) from phano.interaction") }
        }
        #expect(error?.isInsufficientPrivilege == true)
      }
      try await cluster.run("drop role if exists \(person); drop role \(admin)")
    }
  }
}
