import Foundation
import Postgres
import TestSupport
import Testing

/// What every tenant table must withstand, whatever its columns: tables that come later are found in the catalog.
@Suite(.needsDatabase) struct TenantTableTests {
  /// Logins that act within A, with the context that each may claim.
  private static let insiders: [(Login, [String: String])] = [
    (.worker, Claim.worker(WorkerSecret.ofA, in: .a)), (.alice, Claim.person(in: .a)), (.host, Claim.person(in: .a)),
    (.dora, Claim.person(in: .a)),
  ]

  private static func tryEach(_ steps: (_ table: String, _ rowOfB: String) -> [(String, [Attempt.End])]) async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for table in try await database.tenantTables() {
        let sql: String = "select to_jsonb(r)::text from \(table) r where organization_id = '\(Tenant.b.id)' limit 1"
        let row = try await database.value(Statement(sql), as: String.self)
        for (login, context) in insiders {
          for (sql, allowed) in steps(table, row.replacing("'", with: "''")) {
            let end = try await Attempt.run(sql, as: login, in: context, on: database)
            #expect(allowed.contains(end), "\(login): \(sql)")
          }
        }
      }
    }
  }

  @Test func noRowOfOthersIsRead() async throws {
    let b = Tenant.b.id
    try await Self.tryEach { table, _ in
      [
        ("select r::text from \(table) r where organization_id = '\(b)'", [.denied, .nothing]),
        ("select r::text from \(table) r where organization_id <> '\(Tenant.a.id)'", [.denied, .nothing]),
        ("select r::text from \(table) r where organization_id = '\(b)' for key share", [.denied, .nothing]),
      ]
    }
  }

  @Test func noRowIsWrittenForOthers() async throws {
    let b = Tenant.b.id
    try await Self.tryEach { table, row in
      let copied = "select (jsonb_populate_record(null::\(table), '\(row)')).*"
      return [
        ("insert into \(table) \(copied)", [.denied, .rowRefused]),
        ("insert into \(table) \(copied) on conflict do nothing", [.denied, .rowRefused]),
        ("update \(table) set organization_id = '\(b)'", [.denied]),
        ("delete from \(table) where organization_id = '\(b)'", [.denied, .nothing]),
        ("truncate \(table)", [.denied]),
        ("lock table \(table) in access exclusive mode", [.denied]),
        ("lock table \(table) in share mode", [.denied]),
        ("alter table \(table) disable row level security", [.denied, .notOwner]),
        ("alter table \(table) no force row level security", [.denied, .notOwner]),
        ("drop policy org_floor on \(table)", [.denied, .notOwner]),
        ("create policy mine on \(table) using (true)", [.denied, .notOwner]),
      ]
    }
  }

  @Test func nothingIsReadWithoutAContext() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for table in try await database.tenantTables() {
        for login in Login.allCases {
          for sql in ["select r::text from \(table) r", "update \(table) set organization_id = organization_id"] {
            let end = try await Attempt.run(sql, as: login, in: [:], on: database)
            #expect([.denied, .contextMissing].contains(end), "\(login): \(sql)")
          }
        }
      }
    }
  }

  @Test func theOwnersThemselvesAreBound() async throws {
    try await TestDatabase.with { database in
      try await database.plantSecrets()
      for table in try await database.tenantTables() {
        let message = try await database.asAdministrator { connection in
          await #expect(throws: PostgresError.self, "the owner reads \(table)") {
            try await connection.withTransaction { transaction in
              try await transaction.script("set local role phano_owner; select count(*) from \(table)")
            }
          }?.message
        }
        #expect(message == "organization context missing", "\(table)")
      }
    }
  }
}

/// One statement in a transaction that is rolled back.
enum Attempt {
  /// How it ended.
  enum End: Equatable, Sendable {
    /// No row was returned or touched.
    case nothing
    /// Rows were returned or touched.
    case rows(Int)
    case denied, notOwner, rowRefused, contextMissing
    case failed(String)
  }

  static func run(
    _ sql: String, as login: Login, in context: [String: String], on database: TestDatabase
  ) async throws -> End {
    struct Undo: Error { let end: End }
    do {
      try await database.withConnection(as: login.rawValue) { connection in
        try await connection.withTransaction { transaction in
          for (name, value) in context {
            _ = try await transaction.query("select set_config(\(name), \(value), true)")
          }
          let rows = try await transaction.query(Statement(sql))
          let count = max(rows.count, rows.affected)
          throw Undo(end: count == 0 ? .nothing : .rows(count))
        }
      }
      return .failed("committed")
    } catch let undo as Undo {
      return undo.end
    } catch let error as PostgresError {
      let said = "\(error.sqlState?.rawValue ?? "-") \(error.message)"
      return switch true {
      case said.hasPrefix("42501 permission denied"): .denied
      case said.hasPrefix("42501 must be owner"): .notOwner
      case said.hasPrefix("42501 new row violates row-level security"): .rowRefused
      case said.hasPrefix("42501 organization context missing"): .contextMissing
      default: .failed(said)
      }
    }
  }
}

extension TestDatabase {
  /// The names of all tables that hold what belongs to tenants, in whatever schema.
  func tenantTables() async throws -> [String] {
    try await column(
      """
      select c.oid::regclass::text
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
        and n.nspname not in ('information_schema', 'auth', 'ctx', 'queue', 'meta', 'vault')
      order by 1
      """, as: String.self)
  }
}
