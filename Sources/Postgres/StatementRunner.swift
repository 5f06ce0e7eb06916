/// Runs statements over a link: prepares and caches them, sends `begin` along with the first statement of a transaction,
/// and repeats what failed only because a prepared statement had gone stale. Confined to its connection; one call at a
/// time.
final class StatementRunner {
  private let link: Link
  private(set) var cache: StatementCache
  /// Whether statements may be prepared under names: only on a session that is ours alone.
  var prepares = true
  /// `begin` and `savepoint` of open scopes that travel with the next statement instead of alone.
  private var preludes: [Statement] = []

  init(link: Link, capacity: Int) {
    self.link = link
    cache = StatementCache(capacity: capacity)
  }

  func addPrelude(_ statement: Statement) { preludes.append(statement) }

  /// Takes back the latest prelude, if it has not been sent.
  func removePrelude() -> Bool { preludes.popLast() != nil }

  /// - Throws: `PostgresError`; `CancellationError` when the task was cancelled and the server has stopped the statement.
  func run(
    _ statements: [Statement], owner: isolated Connection, isCancellable: Bool = true, limit: Duration? = nil
  ) async throws -> [Rows] {
    let isWholeTransaction = link.wire?.isOutsideTransaction ?? false
    let sentPreludes = preludes
    var exchange = try await attempt(statements, owner: owner, isCancellable: isCancellable, limit: limit)
    if let staleness = exchange.staleness {
      forget(staleness)
      if isWholeTransaction, !exchange.endedTransaction, !Task.isCancelled {
        if link.wire?.isOutsideTransaction == false {
          _ = try await attempt([.rollback], owner: owner, isCancellable: false, limit: Link.patience)
        }
        preludes = sentPreludes
        exchange = try await attempt(statements, owner: owner, isCancellable: isCancellable, limit: limit)
      }
    }
    guard let failure = exchange.failure else { return exchange.results }
    if isCancellable, Task.isCancelled, failure.isStatementCancelled { throw CancellationError() }
    throw failure
  }

  /// Runs a text of several statements.
  func run(script sql: String, owner: isolated Connection) async throws {
    if !preludes.isEmpty { _ = try await run([], owner: owner) }
    let commits = link.wire?.isOutsideTransaction ?? false
    let exchange = ScriptExchange(sql)
    do {
      try await link.drive(exchange, owner: owner)
    } catch var error as PostgresError {
      (error.mayHaveTakenEffect, error.statement) = (commits, "script")
      throw error
    }
    guard var failure = exchange.failure else { return }
    if Task.isCancelled, failure.isStatementCancelled { throw CancellationError() }
    failure.statement = "script"
    throw failure
  }

  private func attempt(
    _ statements: [Statement], owner: isolated Connection, isCancellable: Bool, limit: Duration?
  ) async throws -> PipelineExchange {
    let isOutsideTransaction = link.wire?.isOutsideTransaction ?? true
    let commits = isOutsideTransaction && preludes.isEmpty
    let exchange = PipelineExchange(commands(for: statements, mayFree: isOutsideTransaction))
    do {
      try await link.drive(exchange, owner: owner, isCancellable: isCancellable, limit: limit)
    } catch var error as PostgresError {
      error.mayHaveTakenEffect = commits && exchange.hasSentAnything
      if error.statement == nil { error.statement = statements.first?.label }
      throw error
    }
    for key in exchange.unprepared { cache.remove(key) }
    return exchange
  }

  private func forget(_ staleness: PipelineExchange.Staleness) {
    switch staleness {
    case .all: cache.removeAll()
    case .one(let key): cache.discard(key)
    }
  }

  private func commands(for statements: [Statement], mayFree: Bool) -> [PipelineExchange.Command] {
    var commands: [PipelineExchange.Command] = []
    commands.reserveCapacity(statements.count + preludes.count + 2)
    if mayFree, cache.hasEvicted {
      // A group of its own: its failure must not touch what the caller asked for.
      commands += cache.takeEvicted().map { .deallocate(Statement("deallocate \(identifier: $0)")) }
      commands.append(.sync)
    }
    commands += preludes.map { .execute($0, prepared: nil, .prelude) }
    preludes = []
    for (index, statement) in statements.enumerated() {
      guard prepares, statement.isCached else {
        commands.append(.execute(statement, prepared: nil, .statement(index)))
        continue
      }
      let key = statement.cacheKey
      let known = cache.find(key)
      let name = known ?? cache.add(key)
      if known == nil { commands.append(.prepare(key, as: name, statement, .statement(index))) }
      commands.append(.execute(statement, prepared: (key, name), .statement(index)))
    }
    commands.append(.sync)
    return commands
  }
}
