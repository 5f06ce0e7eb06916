import Testing

@testable import Postgres

@Suite("Prepared statements", .needsDatabase) struct PreparedStatementTests {
  private func prepared(_ connection: Connection) async throws -> Int {
    var count: Statement = "select count(*) from pg_prepared_statements"
    count.isCached = false
    return try await connection.query(count).one()[0]
  }

  @Test func `a statement is prepared once and used again`() async throws {
    let connection = try await Database.connect()
    for number in 0..<10 { _ = try await connection.query("select \(number)") }
    #expect(try await prepared(connection) == 1)
    _ = try await connection.query("select \("text")")
    #expect(try await prepared(connection) == 2)
  }

  @Test func `no more are kept than allowed, on the server neither`() async throws {
    let connection = try await Database.connect(preparedStatements: 3)
    for number in 0..<20 { _ = try await connection.query(Statement("select \(number)" as String)) }
    #expect(await connection.preparedStatementCount == 3)
    #expect(try await prepared(connection) == 3)
    _ = try await connection.pipeline((0..<20).map { Statement("select \($0), 1" as String) })
    #expect(try await prepared(connection) == 3)
  }

  @Test func `a statement that fails to prepare is not thought prepared`() async throws {
    let connection = try await Database.connect()
    let statement: Statement = "select * from pg_temp.later"
    #expect(try await failure { try await connection.query(statement) }.sqlState == .undefinedTable)
    try await connection.script("create temp table later (n int)")
    #expect(try await connection.query(statement).isEmpty)
  }

  @Test func `a session that has forgotten its statements is given them anew`() async throws {
    let connection = try await Database.connect()
    let rows: Statement = "select \(Int32(7))"
    _ = try await connection.query(rows)
    try await connection.script("discard all")
    #expect(try await connection.query(rows).one()[0] == 7)
    try await connection.script("deallocate all")
    let results = try await connection.pipeline([rows, rows, "select 2"])
    #expect(results.count == 3)
    try await connection.script("deallocate all")
    let inTransaction = try await connection.withTransaction { transaction in
      try await transaction.query(rows).one().decode(Int32.self, 0)
    }
    #expect(inTransaction == 7)
  }

  @Test func `a table that has changed since is read with its new columns`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table changing (a int); insert into changing values (1)")
    let select: Statement = "select * from changing"
    #expect(try await connection.query(select).columns == ["a"])
    try await connection.script("alter table changing add b text default 'new'")
    #expect(try await connection.query(select).columns == ["a", "b"])
    try await connection.script("alter table changing drop a")
    let first = try await connection.withTransaction { try await $0.query(select).columns }
    #expect(first == ["b"])
  }

  @Test func `what has been committed within a pipeline is not done twice`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table once (n int); create temp table changing (a int)")
    let select: Statement = "select * from changing"
    _ = try await connection.query(select)
    try await connection.script("alter table changing add b int")
    let error = try await failure {
      try await connection.pipeline(["begin", "insert into once values (1)", "commit", select])
    }
    #expect(error.sqlState == .featureNotSupported)
    #expect(error.statementIndex == 3)
    #expect(try await connection.query("select * from once").count == 1)
  }

  @Test func `within a transaction a stale statement is an error once, and then prepared anew`() async throws {
    let connection = try await Database.connect()
    let select: Statement = "select 41 + 1"
    _ = try await connection.query(select)
    let error = try await failure {
      try await connection.withTransaction { transaction in
        try await transaction.script("deallocate all")
        _ = try await transaction.query(select)
      }
    }
    #expect(error.sqlState == .unknownPreparedStatement)
    #expect(error.isRetryable)
    #expect(try await connection.query(select).count == 1)
  }
}
