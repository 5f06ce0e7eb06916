/// Lets calls on a connection wait for their turn; `Turnstile` decides, this wakes. Confined to its connection.
final class TurnQueue {
  private var turnstile: Turnstile
  private var waiting: [Turnstile.Ticket: CheckedContinuation<Void, any Error>] = [:]

  /// Whose body an open scope runs: a task that waits for the end of its own scope would wait for ever.
  private var openers: [Turnstile.Scope: TaskIdentity] = [:]

  init(root: Turnstile.Scope) { turnstile = Turnstile(root: root) }

  /// Nobody has the turn, waits for it, or has a transaction open.
  var isIdle: Bool { turnstile.isIdle }

  /// Waits for the turn.
  /// - Throws: `PostgresError` of kind `misuse` when the scope has ended, or when waiting would never end;
  ///   `CancellationError`.
  func enter(_ scope: Turnstile.Scope, owner: isolated Connection, isCancellable: Bool = true) async throws {
    switch turnstile.enter(scope) {
    case .granted: return
    case .ended: throw Self.scopeHasEnded
    case .waiting(let ticket):
      guard !turnstile.inner(than: scope).contains(where: { openers[$0] == TaskIdentity.current }) else {
        _ = turnstile.abandon(ticket)
        throw Self.waitsForItself
      }
      guard isCancellable else { return try await wait(ticket, owner: owner) }
      try await withTaskCancellationHandler {
        try await wait(ticket, owner: owner)
      } onCancel: {
        Task { await owner.abandon(ticket) }
      }
    }
  }

  private func wait(_ ticket: Turnstile.Ticket, owner: isolated Connection) async throws {
    try await withCheckedThrowingContinuation { waiting[ticket] = $0 }
  }

  /// Gives the turn back.
  func leave() {
    for decision in turnstile.leave() {
      switch decision {
      case .granted(let ticket): waiting.removeValue(forKey: ticket)?.resume()
      case .ended(let ticket): waiting.removeValue(forKey: ticket)?.resume(throwing: Self.scopeHasEnded)
      }
    }
  }

  /// A waiting call was cancelled.
  func abandon(_ ticket: Turnstile.Ticket) {
    guard turnstile.abandon(ticket) else { return }
    waiting.removeValue(forKey: ticket)?.resume(throwing: CancellationError())
  }

  /// Opens a scope within the current one; the caller has the turn.
  func push(by opener: TaskIdentity?) -> Turnstile.Scope {
    let scope = turnstile.push()
    openers[scope] = opener
    return scope
  }

  /// Ends a scope; the caller has the turn.
  func pop(_ scope: Turnstile.Scope) {
    turnstile.pop(scope)
    openers[scope] = nil
  }

  private static let scopeHasEnded = PostgresError(.misuse, "the transaction or savepoint has ended")
  private static let waitsForItself = PostgresError(
    .misuse,
    "the body of a transaction or savepoint used what it was made from, and would wait for itself for ever; "
      + "use the transaction that the body is given")
}

/// Tells a running task from every other; of no meaning once the task has ended.
struct TaskIdentity: Equatable {
  private let value: Int

  static var current: TaskIdentity? {
    withUnsafeCurrentTask { task in task.map { TaskIdentity(value: $0.hashValue) } }
  }
}
