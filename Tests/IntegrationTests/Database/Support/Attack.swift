import Foundation
import Postgres
import Synchronization
import TestSupport

/// Something that a login might try, statement by statement, and what must come of each statement.
struct Attack: Sendable {
  let name: String
  let login: Login
  /// Settings of the transaction: the context that the attacker claims to be in.
  let context: [String: String]
  let steps: KeyValuePairs<String, Expectation>
  /// What the administrator does before the last step, and how it is made undone.
  let meanwhile: (doing: String, undoing: String)?

  init(
    _ name: String, as login: Login, in context: [String: String] = [:],
    meanwhile: (doing: String, undoing: String)? = nil, _ steps: KeyValuePairs<String, Expectation>
  ) {
    self.name = name
    self.login = login
    self.context = context
    self.meanwhile = meanwhile
    self.steps = steps
  }

  /// What must come of a statement.
  enum Expectation: Sendable {
    /// An error with this code whose message contains this text.
    case refused(String, String = "")
    /// These rows, the columns of a row joined with a blank.
    case answers(String)
    /// A result that contains this text.
    case shows(String)
    /// So many rows touched.
    case touches(Int)

    /// Not allowed.
    static let denied = refused("42501", "permission denied")
    /// Not for those who don't own it.
    static let notOwner = refused("42501", "must be owner")
    /// Row security does not take the row.
    static let rowRefused = refused("42501", "row-level security")
    /// The context is not what it claims to be.
    static let contextRefused = refused("42501", "context refused")
  }
}

/// What an attack is after.
enum AttackAim: String, CaseIterable {
  case context, reading, writing, queue, session, server, custody, retention, diagnosis, outputs

  var attacks: [Attack] {
    switch self {
    case .context: Attack.onContext
    case .reading: Attack.onReading
    case .writing: Attack.onWriting
    case .queue: Attack.onQueue
    case .session: Attack.onSession
    case .server: Attack.onServer
    case .custody: Attack.onCustody
    case .retention: Attack.onRetention
    case .diagnosis: Attack.onDiagnosis
    case .outputs: Attack.onOutputs
    }
  }
}

/// The context that an attacker claims.
enum Claim {
  static func worker(_ secret: String, in tenant: Tenant) -> [String: String] {
    ["phano.organization_id": tenant.id, "phano.worker_secret": secret]
  }
  static func person(in tenant: Tenant) -> [String: String] { ["phano.organization_id": tenant.id] }
}

extension Attack {
  /// Tries it in a transaction that is rolled back. Returns what went otherwise than it must.
  func complaints(on database: TestDatabase) async throws -> [String] {
    let notices = Mutex("")
    let outcomes = Mutex<[Outcome]>([])
    do {
      try await database.withConnection(
        as: login.rawValue, onNotice: { notice in notices.withLock { $0 += notice.report.everything } }
      ) { connection in
        try await connection.withTransaction { transaction in
          for (name, value) in context.sorted(by: { $0.key < $1.key }) {
            _ = try await transaction.query("select set_config(\(name), \(value), true)")
          }
          for (index, step) in steps.enumerated() {
            if let meanwhile, index == steps.count - 1 { try await database.run(meanwhile.doing) }
            let outcome = await Outcome.of(step.key, in: transaction)
            outcomes.withLock { $0.append(outcome) }
          }
          throw Undo()
        }
      }
    } catch is Undo {}
    if let meanwhile { try await database.run(meanwhile.undoing) }
    return zip(steps, outcomes.withLock { $0 }).compactMap { step, outcome in
      outcome.complaint(about: step.key, expecting: step.value)
    } + (Outcome.isLeak(notices.withLock { $0 }) ? ["a notice leaks"] : [])
  }

  private struct Undo: Error {}

  /// What came of one statement.
  private enum Outcome: Sendable {
    case rows(String, affected: Int)
    case failure(PostgresError)
    case other(String)

    static func of(_ sql: String, in transaction: Transaction) async -> Outcome {
      do {
        return try await transaction.withSavepoint { savepoint in
          let rows = try await savepoint.query(Statement(sql))
          let lines = rows.map { row in
            (0..<row.count).map { Self.text(row, $0) }.joined(separator: " ")
          }
          return .rows(lines.joined(separator: "\n"), affected: rows.affected)
        }
      } catch let error as PostgresError {
        return .failure(error)
      } catch {
        return .other("\(error)")
      }
    }

    private static func text(_ row: Row, _ column: Int) -> String {
      if let text = try? row.decode(String?.self, column) { return text }
      guard let bytes = try? row.decode([UInt8].self, column) else { return "?" }
      return bytes.map { String($0, radix: 16) }.joined()
    }

    /// Whether a text holds something of an organization in which the attacker has no business, or a row that a failed
    /// check quotes.
    static func isLeak(_ text: String) -> Bool {
      let secrets = [Tenant.b, .c].flatMap { [$0.marker, $0.hexadecimalMarker] }
      return (secrets + ["Failing row"]).contains { text.contains($0) }
    }

    func complaint(about sql: String, expecting expected: Expectation) -> String? {
      let (held, said) =
        switch (expected, self) {
        case (.refused(let state, let message), .failure(let error)):
          (error.sqlState?.rawValue == state && (message.isEmpty || error.message.contains(message)), error.everything)
        case (.answers(let text), .rows(let rows, _)): (rows == text, rows)
        case (.shows(let text), .rows(let rows, _)): (rows.contains(text), rows)
        case (.touches(let count), .rows(let rows, let affected)): (affected == count, rows + " \(affected) touched")
        case (_, .rows(let rows, let affected)): (false, rows + " \(affected) touched")
        case (_, .failure(let error)): (false, error.everything)
        case (_, .other(let text)): (false, text)
        }
      if Self.isLeak(said) { return "\(sql): LEAK \(said.prefix(300))" }
      return held ? nil : "\(sql): \(said.prefix(300))"
    }
  }
}

extension PostgresError {
  /// All that the server said, its quotes of rows included.
  fileprivate var everything: String {
    [sqlState?.rawValue, message, detail, hint, context].compactMap(\.self).joined(separator: " | ")
  }
}
