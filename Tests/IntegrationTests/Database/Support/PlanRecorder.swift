import Postgres
import Storage
import Synchronization
import TestSupport

/// Hears the plans that PostgreSQL chose for statements, those within functions included.
final class PlanRecorder: Sendable {
  private let heard = Mutex<[String]>([])

  /// Has every new session of the database tell the generic plan of each statement that it runs.
  static func tellPlans(of database: TestDatabase) async throws {
    for setting in [
      "session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
      "auto_explain.log_nested_statements = on", "auto_explain.log_triggers = on", "client_min_messages = log",
      "plan_cache_mode = force_generic_plan",
    ] {
      try await database.run("alter database \(database.name) set \(setting)")
    }
  }

  /// A pool whose sessions this recorder hears; the caller closes it.
  func pool(_ login: String, of database: TestDatabase) throws -> ConnectionPool {
    ConnectionPool(try ConnectionSettings(url: database.url(login)), on: database.loop) { [self] notice in
      let text = notice.report.message
      guard text.contains("plan:") else { return }
      heard.withLock { $0.append(text) }
    }
  }

  /// Plans heard since the last time.
  func takePlans() -> [String] {
    heard.withLock { plans in
      defer { plans = [] }
      return plans
    }
  }
}
