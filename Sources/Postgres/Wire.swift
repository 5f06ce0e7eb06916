import CLibpq

/// A notice or warning from the server, or a message of libpq about the connection.
public struct Notice: Sendable, CustomStringConvertible {
  /// What the server says, with its code and severity; `detail` can quote rows.
  public let report: PostgresError

  /// One line, fit for logs.
  public var description: String { report.description }
}

/// Called on the event loop's thread with what the server says outside of results; it must not block.
public typealias NoticeHandler = @Sendable (Notice) -> Void

/// Owns a connection of libpq and its place in the event loop, and frees both once. Confined to the actor that has it.
final class Wire {
  /// What to wait for on the socket.
  enum Interest: Equatable {
    case read, write, readAndWrite

    fileprivate var events: UInt32 {
      switch self {
      case .read: clibpq_epoll_in
      case .write: clibpq_epoll_out
      case .readAndWrite: clibpq_epoll_in | clibpq_epoll_out
      }
    }
  }

  private final class NoticeSink {
    let handler: NoticeHandler
    var lastFatal: PostgresError?
    init(_ handler: @escaping NoticeHandler) { self.handler = handler }
  }

  private let raw: OpaquePointer
  private let core: EventLoopCore
  private let handler: EventLoopCore.Handler
  private let notices: NoticeSink
  private var token: UInt64?
  private var watched: (socket: Int32, interest: Interest)?

  /// Begins to connect; nothing blocks, since every host comes with its address.
  /// - Throws: when the loop's memory is short or libpq refuses an option.
  init(
    _ parameters: [(keyword: String, value: String)], core: EventLoopCore, onNotice: @escaping NoticeHandler,
    handler: @escaping EventLoopCore.Handler
  ) throws(PostgresError) {
    let started = withCStrings(parameters.map(\.keyword)) { keywords in
      withCStrings(parameters.map(\.value)) { values in PQconnectStartParams(keywords, values, 0) }
    }
    guard let raw = started else { throw PostgresError(.system, "libpq has no memory for a connection") }
    (self.raw, self.core, self.handler, notices) = (raw, core, handler, NoticeSink(onNotice))
    guard PQstatus(raw) != CONNECTION_BAD else { throw failure(.connectionFailed) }
    // The text of a failed login carries its SQLSTATE at this level alone.
    PQsetErrorVerbosity(raw, PQERRORS_VERBOSE)
    PQsetNoticeReceiver(
      raw,
      { sink, result in
        guard let sink, let result else { return }
        let sinkObject = Unmanaged<NoticeSink>.fromOpaque(sink).takeUnretainedValue()
        let report = PostgresError(reportIn: result)
        if report.severity == "FATAL" || report.severity == "PANIC" { sinkObject.lastFatal = report }
        sinkObject.handler(Notice(report: report))
      }, Unmanaged.passUnretained(notices).toOpaque())
  }

  deinit {
    PQfinish(raw)
    if let token {
      core.post { $0.unwatch(token) }
    }
  }

  // MARK: connecting

  enum Handshake { case waiting(Interest), connected }

  func pollConnect() throws(PostgresError) -> Handshake {
    switch PQconnectPoll(raw) {
    case PGRES_POLLING_READING: return .waiting(.read)
    case PGRES_POLLING_WRITING: return .waiting(.write)
    case PGRES_POLLING_OK:
      PQsetErrorVerbosity(raw, PQERRORS_DEFAULT)
      guard PQsetnonblocking(raw, 1) == 0, PQenterPipelineMode(raw) == 1 else { throw failure(.connectionFailed) }
      return .connected
    default: throw failure(.connectionFailed)
    }
  }

  func makeCancelKey() -> CancelKey? { PQgetCancel(raw).map(CancelKey.init) }

  // MARK: waiting

  /// Has the loop tell the handler when the socket is ready. While connecting, libpq may change the socket at each step.
  func watch(_ interest: Interest) throws(PostgresError) {
    let socket = PQsocket(raw)
    let isConnecting = PQstatus(raw) != CONNECTION_OK
    if let watched, watched.socket == socket, watched.interest == interest, !isConnecting { return }
    if let token {
      guard core.rewatch(token, socket, interest.events) else { throw unwatchable() }
    } else {
      token = core.watch(socket, interest.events, handler)
      if token == nil { throw unwatchable() }
    }
    watched = (socket, interest)
  }

  private func unwatchable() -> PostgresError {
    PostgresError(.connectionLost, "the event loop was shut down, or the kernel refuses to watch another socket")
  }

  // MARK: state

  var isAlive: Bool { PQstatus(raw) == CONNECTION_OK }
  var isUsingTLS: Bool { PQsslInUse(raw) == 1 }
  var backendID: Int32 { PQbackendPID(raw) }
  /// No transaction is open, and none has failed.
  var isOutsideTransaction: Bool { PQtransactionStatus(raw) == PQTRANS_IDLE }
  var isInFailedTransaction: Bool { PQtransactionStatus(raw) == PQTRANS_INERROR }

  /// libpq's last words on this connection, or the server's if it closed the session with a reason.
  func failure(_ kind: PostgresError.Kind) -> PostgresError {
    if kind == .connectionLost, let fatal = notices.lastFatal { return fatal.asLoss() }
    return PostgresError(connectionFailure: String(cString: PQerrorMessage(raw)), kind)
  }

  // MARK: sending

  func prepare(_ name: String, _ statement: Statement) throws(PostgresError) {
    let types = statement.parameters.slots.map { $0.type.oid }
    try check(PQsendPrepare(raw, name, statement.sql, Int32(types.count), types))
  }

  func execute(_ statement: Statement, prepared name: String?) throws(PostgresError) {
    let parameters = statement.parameters
    let count = parameters.count
    let sent = parameters.bytes.withUnsafeBytes { bytes in
      // A parameter without bytes is still no NULL, so it needs some address.
      let base = bytes.baseAddress ?? UnsafeRawPointer(notNull)
      return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * count) { numbers in
          for (index, slot) in parameters.slots.enumerated() {
            let value = slot.length.map { _ in (base + slot.offset).assumingMemoryBound(to: CChar.self) }
            values.initializeElement(at: index, to: value)
            numbers.initializeElement(at: index, to: Int32(truncatingIfNeeded: slot.length ?? 0))
            numbers.initializeElement(at: count + index, to: slot.format)
          }
          let (lengths, formats) = (numbers.baseAddress, numbers.baseAddress.map { $0 + count })
          guard let name else {
            let types = parameters.slots.map { $0.type.oid }
            return PQsendQueryParams(
              raw, statement.sql, Int32(count), types, values.baseAddress, lengths, formats, 1)
          }
          return PQsendQueryPrepared(raw, name, Int32(count), values.baseAddress, lengths, formats, 1)
        }
      }
    }
    try check(sent)
  }

  /// Ends a group of pipelined statements: one implicit transaction.
  func sync() throws(PostgresError) { try check(PQpipelineSync(raw)) }

  /// Sends text of several statements in the simple protocol, which knows no pipeline.
  func sendScript(_ sql: String) throws(PostgresError) {
    try check(PQexitPipelineMode(raw))
    try check(PQsendQuery(raw, sql))
  }

  func resumePipeline() throws(PostgresError) { try check(PQenterPipelineMode(raw)) }

  /// True when the kernel has not taken everything yet.
  func flush() throws(PostgresError) -> Bool {
    let left = PQflush(raw)
    guard left >= 0 else { throw failure(.connectionLost) }
    return left > 0
  }

  private func check(_ success: Int32) throws(PostgresError) {
    guard success == 1 else { throw failure(.connectionLost) }
  }

  // MARK: receiving

  /// Takes what the socket has, and what TLS has decrypted already.
  func consume() throws(PostgresError) {
    repeat {
      guard PQconsumeInput(raw) == 1 else { throw failure(.connectionLost) }
    } while clibpq_tls_pending(raw) > 0
  }

  /// Whether asking for the next result would block.
  var isBusy: Bool { PQisBusy(raw) == 1 }

  /// The next result; nil at the end of a statement's.
  func nextResult() -> QueryResult? { PQgetResult(raw).map(QueryResult.init) }

  func nextNotification() -> PostgresNotification? {
    guard let notification = PQnotifies(raw) else { return nil }
    defer { PQfreemem(notification) }
    let (channel, payload) = (notification.pointee.relname, notification.pointee.extra)
    return PostgresNotification(
      channel: channel.map { String(cString: $0) } ?? "", payload: payload.map { String(cString: $0) } ?? "",
      backendID: notification.pointee.be_pid)
  }
}

/// An address for parameters that have no bytes; never read.
private nonisolated(unsafe) let notNull = UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)

/// What it takes to cancel a connection's statement from another thread.
final class CancelKey: Sendable {
  private nonisolated(unsafe) let raw: OpaquePointer

  init(_ raw: OpaquePointer) { self.raw = raw }

  deinit { PQfreeCancel(raw) }

  /// Asks the server to cancel what the connection runs now. Returns once the server has taken or refused the request.
  ///
  /// PQcancel dials a connection of its own and blocks, hence the thread. Whether it got through shows in the statement's
  /// end, or in that it does not end.
  func send() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      do {
        try SystemThread.start("postgres-cancel") { [self] in
          var message = [CChar](repeating: 0, count: 256)
          PQcancel(raw, &message, Int32(message.count))
          continuation.resume()
        }
      } catch {
        continuation.resume()
      }
    }
  }
}

/// Calls `body` with the strings as C wants a list of them: pointers, the last one NULL.
private func withCStrings<T>(
  _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> T
) -> T {
  let copies = strings.map { $0.utf8CString }
  var pointers: [UnsafePointer<CChar>?] = []
  func descend(_ index: Int) -> T {
    guard index < copies.count else { return body(pointers + [nil]) }
    return copies[index].withUnsafeBufferPointer { buffer in
      pointers.append(buffer.baseAddress)
      return descend(index + 1)
    }
  }
  return descend(0)
}
