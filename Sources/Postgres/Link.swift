/// The way to the server: one exchange at a time, driven by the loop, cancelled on request, lost at most once. Confined to
/// the connection that owns it.
final class Link {
  private struct Running {
    let id: UInt64
    let exchange: any Exchange
    var isCancelled = false
  }

  private let loop: EventLoop
  private(set) var wire: Wire?
  /// Why there is no wire any more.
  private(set) var loss: PostgresError?
  let listeners = ListenerTable()
  private var running: Running?
  /// How the latest exchange ended, and who waits for that: whichever comes first stays until the other is there.
  private var outcome: Result<Void, any Error>?
  private var waiter: CheckedContinuation<Void, any Error>?
  private var cancelKey: CancelKey?
  private var cancelling: Task<Void, Never>?

  /// How long the server may take to stop a cancelled statement, or to roll back, before the connection is given up.
  static let patience: Duration = .seconds(10)

  init(loop: EventLoop) { self.loop = loop }

  /// What a call on a link without wire ends with.
  var lossOrNotOpen: PostgresError { loss ?? PostgresError(.connectionLost, "the connection is not open") }

  // MARK: opening and losing

  /// Connects and logs in, within the settings' time-out.
  func open(
    _ settings: ConnectionSettings, onNotice: @escaping NoticeHandler, owner: isolated Connection
  ) async throws {
    let transport = try settings.transport()
    let deadline = ContinuousClock.now + settings.connectTimeout
    let late = ConnectFailure.timedOut(settings)
    let endpoints = try await Resolver.endpoints(
      of: settings.hosts, within: settings.connectTimeout, on: loop, late: late)
    let parameters = settings.libpqParameters(transport, endpoints: endpoints)
    wire = try Wire(parameters, core: loop.core, onNotice: onNotice) { [weak owner] signal in
      owner?.assumeIsolated { $0.hear(signal) }
    }
    try await drive(HandshakeExchange(), owner: owner, limit: deadline - .now, late: late)
    cancelKey = wire?.makeCancelKey()
  }

  /// Lets go of the connection: what is under way ends with `ending`, or else with `error`.
  func lose(_ error: PostgresError, ending: (any Error)? = nil) {
    loss = loss ?? error
    (wire, cancelKey) = (nil, nil)
    listeners.finish(error)
    if running != nil { finish(.failure(ending ?? error)) }
  }

  // MARK: driving an exchange

  /// Carries an exchange to its end. One at a time.
  /// - Parameters:
  ///   - isCancellable: the task's cancellation asks the server to stop.
  ///   - limit: how long it may take before the connection is given up with the error `late`.
  func drive(
    _ exchange: any Exchange, owner: isolated Connection, isCancellable: Bool = true, limit: Duration? = nil,
    late: PostgresError = Link.unresponsive
  ) async throws {
    guard wire != nil else { throw lossOrNotOpen }
    let id = loop.core.newID()
    running = Running(id: id, exchange: exchange)
    outcome = nil
    advance(isReady: false)
    let timer = limit.map { giveUp(id, after: $0, late, owner: owner) }
    defer { timer?.cancel() }
    if isCancellable {
      try await withTaskCancellationHandler {
        try await suspend(owner: owner)
      } onCancel: {
        Task { await owner.cancel(id) }
      }
    } else {
      try await suspend(owner: owner)
    }
    // A request to cancel that is still on its way would hit the next statement.
    if let cancelling, wire != nil { await cancelling.value }
    cancelling = nil
  }

  /// The owner is a parameter everywhere because a closure handed to the standard library's async functions stays on the
  /// loop's thread only when it captures an isolated one; in a function that merely inherits its caller's isolation it
  /// would run elsewhere.
  private func suspend(owner: isolated Connection) async throws {
    try await withCheckedThrowingContinuation { continuation in
      if let outcome { continuation.resume(with: outcome) } else { waiter = continuation }
    }
  }

  static let unresponsive = PostgresError(
    .connectionLost, "the server did not stop the statement within \(patience); the connection was given up")

  private func giveUp(
    _ id: UInt64, after delay: Duration, _ error: PostgresError, owner: Connection
  ) -> EventLoop.Timer {
    loop.schedule(after: delay) { [weak owner] in
      owner?.assumeIsolated { $0.giveUp(id, error) }
    }
  }

  func giveUp(_ id: UInt64, _ error: PostgresError) {
    if running?.id == id { lose(error) }
  }

  /// Asks the server to stop the exchange, if it is the one that runs.
  func cancel(_ id: UInt64, owner: Connection) {
    guard running?.id == id, running?.isCancelled == false else { return }
    running?.isCancelled = true
    guard let cancelKey else {
      return lose(PostgresError(.connectionLost, "connecting was cancelled"), ending: CancellationError())
    }
    cancelling = Task { await cancelKey.send() }
    _ = giveUp(id, after: Self.patience, Self.unresponsive, owner: owner)
  }

  /// Takes in what the loop says about the socket.
  func hear(_ signal: LoopSignal) {
    switch signal {
    case .shutdown: lose(PostgresError(.connectionLost, "the event loop was shut down"))
    case .ready where running != nil: advance(isReady: true)
    case .ready:
      do { try wire?.consume() } catch { lose(error) }
    }
    while let notification = wire?.nextNotification() { listeners.deliver(notification) }
  }

  private func advance(isReady: Bool) {
    guard let wire, let exchange = running?.exchange else { return }
    do {
      switch try exchange.advance(wire, isReady: isReady) {
      case .waiting(let interest): try wire.watch(interest)
      case .finished:
        try wire.watch(.read)
        finish(.success(()))
      }
    } catch {
      lose(error)
    }
  }

  private func finish(_ result: Result<Void, any Error>) {
    running = nil
    outcome = result
    waiter?.resume(with: result)
    waiter = nil
  }
}
