import Encryption
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// `deploy/backup.sh` and `deploy/restore.sh`, with the real programs of PostgreSQL.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct BackupTests {
  @Test func whatIsRestoredWorksAndIsAsIsolatedAsBefore() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization("One")
      let stranger = try await database.makeOrganization("Two")
      try await organization.withStore { store in
        _ = try await store.submit([Fixture.mail("a"), Fixture.mail("b")])
        try await store.setRetention(RetentionSchedule(interactionDays: 1))
      }
      try await database.asAdministrator { connection in
        try await connection.script("update queue.retention set changed_at = changed_at - interval '2 days'")
      }
      try await Self.withBackup(of: database) { dump, keys in
        try await Self.withEmptyDatabase(beside: database) { restored in
          let result = try await Self.restore(dump, keys, into: restored)
          #expect(result.status == 0, "\(result.output)\n\(result.errors)")
          // Erasures are repeated before workers see anything.
          let server = try MisbehavingServer { _, _ in Fixture.completion }
          let work = ["worker", "--until-drained"]
          let early = try await PhanoProcess.run(work, environment: restored.environment(endpoint: server.url))
          #expect(early.status == 78)
          #expect(early.errors.contains("permission denied for database"))
          // Nor is anything deleted by a schedule of the past, whoever asks.
          let retained = try await PhanoProcess.run(
            ["retention", "run"], environment: restored.environment(organization))
          #expect(
            retained.status == 78 && retained.errors.contains("restored and is not open yet"), "\(retained.errors)")
          let planned = try await restored.value("select queue.plan_retention()", as: Int32.self)
          #expect(planned == 0)
          #expect(try await Self.open(restored).status == 0)
          let plannedLater = try await restored.value("select queue.plan_retention()", as: Int32.self)
          #expect(plannedLater == 0, "a schedule that came back waits for a day")
          for question in Self.catalogue {
            let before = try await database.column(question, as: String.self)
            #expect(before.count > 2)
            #expect(try await restored.column(question, as: String.self) == before)
          }
          // People are let into their own organization alone, and workers work.
          let status = try await PhanoProcess.run(["keys", "status"], environment: restored.environment())
          #expect(status.status == 0, "\(status.output)")
          var environment = restored.environment(organization)
          environment["PHANO_DATABASE_URL"] = restored.url(stranger.login)
          let refused = try await PhanoProcess.run(["verdicts"], environment: environment)
          #expect(refused.status == 78)
          #expect(refused.errors.contains("organization context refused"))
          let worker = try await PhanoProcess.run(work, environment: restored.environment(endpoint: server.url))
          #expect(worker.output == "2 scored\n", "\(worker.errors)")
        }
      }
    }
  }

  @Test func theDataAloneHasNoKeysAndOpensForNobody() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { _ = try await $0.submit([Fixture.mail("a")]) }
      let wrapped = try await database.column(
        "select encode(k.wrapped, 'hex') from vault.organization_key k", as: String.self)
      try await Self.withBackup(of: database) { dump, keys in
        for (file, hasKeys) in [(dump, false), (keys, true)] {
          let script = try await PhanoProcess.shell(
            #"source "$0"; "$(pg_program pg_restore)" -f - "$1""#, [Self.library.path, file.path])
          #expect(script.status == 0, "\(script.errors)")
          for key in wrapped { #expect(script.output.contains(key) == hasKeys) }
          #expect(!script.output.contains("will export"), "what people wrote is sealed in any dump")
        }
        try await Self.withEmptyDatabase(beside: database) { restored in
          let script = try await PhanoProcess.shell(
            #"source "$0"; "$(pg_program pg_restore)" -d "$1" --exit-on-error "$2""#,
            [Self.library.path, restored.url("postgres"), dump.path])
          #expect(script.status == 0, "\(script.errors)")
          _ = try await PhanoProcess.run(["migrate"], environment: restored.environment())
          let status = try await PhanoProcess.run(["keys", "status"], environment: restored.environment())
          #expect(status.status == 78)
          #expect(status.output.contains("no keys"))
          let rotate = try await PhanoProcess.run(["keys", "rotate"], environment: restored.environment(organization))
          #expect(rotate.status == 78)
          #expect(rotate.errors.contains("cannot be opened without them"))
        }
      }
    }
  }

  @Test func filesThatCannotBeRestoredChangeNothing() async throws {
    try await TestDatabase.with { database in
      _ = try await database.makeOrganization()
      try await Self.withBackup(of: database) { dump, keys in
        let taken = try await Self.restore(dump, keys, into: database)
        #expect(taken.status == 78)
        #expect(taken.errors.contains("not empty"))
        try await Self.withEmptyDatabase(beside: database) { restored in
          let later = keys.deletingLastPathComponent().appending(path: "phano-20990101T000000Z.keys.dump")
          try FileManager.default.copyItem(at: keys, to: later)
          let mixed = try await Self.restore(dump, later, into: restored)
          #expect(mixed.status == 78)
          #expect(mixed.errors.contains("different moments"))
          #expect(
            try await restored.value("select count(*) from pg_namespace where nspname = 'phano'", as: Int64.self) == 0)
        }
        let same = dump.deletingLastPathComponent().path
        let together = try await Self.backup(database, same, same)
        #expect(together.status == 78)
        #expect(together.errors.contains("one folder"))
      }
    }
  }

  // MARK: What the tests do again and again

  private static let library = PhanoProcess.root.appending(path: "deploy/lib.sh")

  /// What isolation consists of, as the catalogue has it. Only names are compared: ids differ from database to database.
  private static let catalogue: [Statement] = [
    """
    select c.oid::regclass || ' ' || c.relrowsecurity || c.relforcerowsecurity || ' ' || c.relowner::regrole || ' '
      || array(select a::text from unnest(coalesce(c.relacl,
           acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))) a order by 1)::text
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('phano', 'queue', 'auth', 'audit', 'vault', 'ctx', 'meta') and c.relkind in ('r', 'p', 'v', 'S')
    order by 1
    """,
    "select format('%s', p) from pg_policies p order by 1",
    """
    select p.oid::regprocedure || ' ' || p.proowner::regrole || ' ' || p.prosecdef || ' ' || coalesce(p.proacl::text, '')
      || coalesce(p.proconfig::text, '')
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('phano', 'queue', 'auth', 'audit', 'vault', 'ctx', 'meta') order by 1
    """,
    """
    select c.conrelid::regclass || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid) from pg_constraint c
    join pg_namespace n on n.oid = c.connamespace where n.nspname in ('phano', 'queue', 'auth', 'audit', 'vault')
    order by 1
    """,
    """
    select a.grantee::regrole || ' ' || a.privilege_type from pg_database d, aclexplode(d.datacl) a
    where d.datname = current_database() order by 1
    """,
  ]

  private static func backup(_ database: TestDatabase, _ data: String, _ keys: String) async throws -> PhanoProcess {
    try await PhanoProcess.shell(
      #"PHANO_ADMIN_DATABASE_URL="$1" "$0" "$2" "$3""#,
      [PhanoProcess.root.appending(path: "deploy/backup.sh").path, database.url("postgres"), data, keys])
  }

  private static func restore(_ dump: URL, _ keys: URL, into database: TestDatabase) async throws -> PhanoProcess {
    try await PhanoProcess.shell(
      #"PHANO="$1" PHANO_ADMIN_DATABASE_URL="$2" "$0" "$3" "$4""#,
      [
        PhanoProcess.root.appending(path: "deploy/restore.sh").path, try PhanoProcess.executable.path,
        database.url("postgres"), dump.path, keys.path,
      ])
  }

  private static func open(_ database: TestDatabase) async throws -> PhanoProcess {
    try await PhanoProcess.shell(
      #"PHANO="$1" PHANO_ADMIN_DATABASE_URL="$2" "$0" --open"#,
      [
        PhanoProcess.root.appending(path: "deploy/restore.sh").path, try PhanoProcess.executable.path,
        database.url("postgres"),
      ])
  }

  private static func withBackup(of database: TestDatabase, _ body: (URL, URL) async throws -> Void) async throws {
    try await withFolder { data in
      try await withFolder { keys in
        let result = try await backup(database, data.path, keys.path)
        try #require(result.status == 0, "\(result.errors)")
        let files = result.output.split(separator: "\n").map { URL(filePath: String($0)) }
        for file in files {
          let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
          #expect(mode == 0o600)
        }
        try await body(
          try #require(files.first { $0.deletingLastPathComponent().path == data.path && $0.pathExtension == "dump" }),
          try #require(files.first { $0.deletingLastPathComponent().path == keys.path }))
      }
    }
  }

  private static func withEmptyDatabase(
    beside database: TestDatabase, _ body: (TestDatabase) async throws -> Void
  ) async throws {
    let empty = database.named(database.name + "_restored")
    try await database.run("create database \(empty.name) template template0")
    do {
      try await body(empty)
    } catch {
      try await database.run("drop database \(empty.name) with (force)")
      throw error
    }
    try await database.run("drop database \(empty.name) with (force)")
  }
}
