import Synchronization

/// Who may use a connection next: one call at a time, in order of arrival; and while a transaction is open, its own calls
/// alone. Pure: it names who is to go on, and the connection wakes them.
struct Turnstile {
  /// The connection as such, a transaction, or a savepoint within one.
  struct Scope: Sendable, Hashable {
    fileprivate let id: UInt64
    private static let last = Atomic<UInt64>(0)

    static func make() -> Scope { Scope(id: last.add(1, ordering: .relaxed).newValue) }
  }

  typealias Ticket = UInt64

  enum Entry: Equatable {
    case granted
    case waiting(Ticket)
    /// The transaction or savepoint is over.
    case ended
  }

  /// What became of a waiting call.
  enum Decision: Equatable {
    case granted(Ticket)
    case ended(Ticket)
  }

  /// The connection's own scope, then the open transaction, then its open savepoints.
  private(set) var open: [Scope]
  private(set) var isTaken = false
  private var waiters: [(ticket: Ticket, scope: Scope)] = []
  private var lastTicket: Ticket = 0

  init(root: Scope) { open = [root] }

  var isIdle: Bool { !isTaken && open.count == 1 && waiters.isEmpty }

  /// The scopes that were opened within `scope` and are open still: a call in `scope` waits for their end.
  func inner(than scope: Scope) -> ArraySlice<Scope> {
    open.firstIndex(of: scope).map { open[($0 + 1)...] } ?? []
  }

  mutating func enter(_ scope: Scope) -> Entry {
    guard open.contains(scope) else { return .ended }
    if !isTaken, open.last == scope, !waiters.contains(where: { $0.scope == scope }) {
      isTaken = true
      return .granted
    }
    lastTicket += 1
    waiters.append((lastTicket, scope))
    return .waiting(lastTicket)
  }

  /// False when the call no longer waits.
  mutating func abandon(_ ticket: Ticket) -> Bool {
    guard let index = waiters.firstIndex(where: { $0.ticket == ticket }) else { return false }
    waiters.remove(at: index)
    return true
  }

  /// To be called while holding the turn.
  mutating func push() -> Scope {
    let scope = Scope.make()
    open.append(scope)
    return scope
  }

  /// To be called while holding the turn: ends a scope and those within it.
  mutating func pop(_ scope: Scope) {
    guard let index = open.firstIndex(of: scope), index > 0 else { return }
    open.removeSubrange(index...)
  }

  /// Gives the turn back: to the first who may have it.
  mutating func leave() -> [Decision] {
    isTaken = false
    guard !waiters.isEmpty else { return [] }
    var decisions: [Decision] = []
    waiters.removeAll { waiter in
      guard !open.contains(waiter.scope) else { return false }
      decisions.append(.ended(waiter.ticket))
      return true
    }
    if let index = waiters.firstIndex(where: { $0.scope == open.last }) {
      decisions.append(.granted(waiters.remove(at: index).ticket))
      isTaken = true
    }
    return decisions
  }
}
