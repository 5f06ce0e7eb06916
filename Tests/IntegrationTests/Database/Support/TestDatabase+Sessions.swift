import Foundation
import Postgres

import Testing

@testable import Storage
@testable import TestSupport

extension Trait where Self == ConditionTrait {
  /// Skips, saying so, where there is no server for tests.
  static var needsDatabase: Self {
    .enabled(if: TestDatabase.serverURL != nil, Comment(rawValue: TestDatabase.skipped))
  }
}

extension TestDatabase {
  /// Runs `body` with a database that nobody has migrated, and drops it afterwards.
  static func withBlank(owner: String = "postgres", _ body: (TestDatabase) async throws -> Void) async throws {
    try await TestDatabase.with { neighbour in
      let blank = TestDatabase(name: neighbour.name + "_blank", loop: neighbour.loop)
      try await neighbour.run("create database \(blank.name) owner \(owner)")
      do {
        try await body(blank)
      } catch {
        try await neighbour.run("drop database \(blank.name) with (force)")
        throw error
      }
      try await neighbour.run("drop database \(blank.name) with (force)")
    }
  }

  /// Runs `body` on a connection of a login's own.
  func withConnection<Value: Sendable>(
    as login: String, onNotice: @escaping NoticeHandler = { _ in },
    _ body: (Connection) async throws -> Value
  ) async throws -> Value {
    let connection = try await Connection.connect(
      try ConnectionSettings(url: url(login)), on: loop, onNotice: onNotice)
    do {
      let value = try await body(connection)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }

  /// Asks the administrator's question until it is answered with true; some other session is about to make it so.
  func wait(until question: Statement) async throws {
    try await asAdministrator { connection in
      let patience = ContinuousClock.now + .seconds(30)
      while try await !connection.query(question).one().decode(Bool.self, 0) {
        try #require(ContinuousClock.now < patience, "never came true: \(question.sql)")
        await Task.yield()
      }
    }
  }
}
