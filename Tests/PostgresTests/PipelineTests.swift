import Testing

@testable import Postgres

@Suite("Pipeline", .needsDatabase) struct PipelineTests {
  @Test func `a thousand statements come back in order`() async throws {
    let connection = try await Database.connect()
    let results = try await connection.pipeline((0..<1000).map { "select \($0)" })
    #expect(try results.map { try $0.one().decode(Int.self, 0) } == Array(0..<1000))
    #expect(try await connection.pipeline([]).isEmpty)
  }

  @Test func `an error in the middle is told with its place, and nothing of the pipeline stays`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create temp table t (n int)")
    var statements: [Statement] = (0..<1000).map { "insert into t values (\($0))" }
    statements[500] = Statement("select 1 / $1::int", [Int32(0)], name: "divide")
    let error = try await failure { try await connection.pipeline(statements) }
    #expect(error.statementIndex == 500)
    #expect(error.statement == "divide")
    #expect(error.sqlState == SQLState(rawValue: "22012"))
    #expect(try await connection.query("select * from t").isEmpty)
    _ = try await connection.pipeline((0..<10).map { "insert into t values (\($0))" })
    #expect(try await connection.query("select * from t").count == 10)
  }

  @Test(.timeLimit(.minutes(1)))
  func `large parameters and large results do not hold each other up`() async throws {
    let connection = try await Database.connect()
    let payload = [UInt8](repeating: 170, count: 1_000_000)
    let echo = Statement("select $1::bytea", [payload])
    let results = try await connection.pipeline([Statement](repeating: echo, count: 60))
    #expect(results.count == 60)
    #expect(try results.allSatisfy { try $0.one().decode([UInt8].self, 0) == payload })
  }

  @Test func `the pipelines of several tasks do not mix`() async throws {
    let connection = try await Database.connect()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<20 {
        group.addTask {
          let results = try await connection.pipeline((0..<50).map { "select \(task * 1000 + $0)" })
          let numbers = try results.map { try $0.one().decode(Int.self, 0) }
          #expect(numbers == (0..<50).map { task * 1000 + $0 })
        }
      }
      try await group.waitForAll()
    }
  }
}
