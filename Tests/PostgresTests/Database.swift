import Foundation
import Postgres
import Synchronization
import Testing

/// The real server that tests run against, from `PHANO_TEST_DATABASE_URL`; tests that need it are skipped without it.
enum Database {
  static let url = ProcessInfo.processInfo.environment["PHANO_TEST_DATABASE_URL"]

  /// One loop for all tests: it also shows that many connections get along on one thread.
  static let loop = Result { try EventLoop(name: "test-loop") }

  static func settings() throws -> ConnectionSettings {
    var settings = try ConnectionSettings(url: try #require(url))
    settings.allowsPlaintextOnLoopback = true
    return settings
  }

  static func connect(
    preparedStatements: Int = 256, onNotice: @escaping NoticeHandler = { _ in }
  ) async throws -> Connection {
    try await Connection.connect(
      settings(), on: loop.get(), preparedStatements: preparedStatements, onNotice: onNotice)
  }

  /// Waits for something that another session does, by asking again and again; fails after ten seconds.
  static func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while try await !condition() {
      try #require(ContinuousClock.now < deadline, "never happened: \(what)")
      await Task.yield()
    }
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips a test when there is no server to run it against.
  static var needsDatabase: Self {
    .enabled(if: Database.url != nil, "set PHANO_TEST_DATABASE_URL to a PostgreSQL server to run this")
  }
}

/// What a call failed with, as the error of this module.
func failure<T>(_ body: () async throws -> T) async throws -> PostgresError {
  do {
    _ = try await body()
  } catch let error as PostgresError {
    return error
  }
  throw Unexpected("the call succeeded")
}

struct Unexpected: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Collects what several tasks report.
final class Recorder<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }
  var all: [Value] { values.withLock { $0 } }
}
