import Glibc
import Synchronization

/// Answers requests over sockets, on one thread, within limits that a hostile client cannot widen: so many connections,
/// so many bytes, so much time for each. Who is too many takes the place of whoever has been silent the longest.
final class SocketLoop: Sendable {
  /// What one server may be made to spend.
  struct Limits: Sendable, Hashable {
    var connections = 64
    /// Of a request's head, in bytes.
    var head = 8 << 10
    /// From accepting a connection to the last byte of its request, and again from its answer to the last byte of that.
    var patience = Duration.seconds(5)
  }

  private struct Connection {
    enum Phase { case reading, answering, writing, closing }
    let socket: Int32
    var phase = Phase.reading
    var received: [UInt8] = []
    var outgoing: [UInt8] = []
    var sent = 0
    var deadline: ContinuousClock.Instant
  }

  private struct Inbox {
    var answers: [(connection: UInt64, bytes: [UInt8])] = []
    var isStopping = false
  }

  private let listener: Int32
  /// A pipe: what is written to one end wakes the loop at the other, when something is in the inbox.
  private let bell: (hearing: Int32, ringing: Int32)
  private let limits: Limits
  private let answer: @Sendable (RequestHead) async -> Response
  private let inbox = Mutex(Inbox())
  private let isListening = Mutex(true)

  /// Takes the listening socket over; ``run()`` closes it.
  init(
    listener: Int32, limits: Limits, answer: @escaping @Sendable (RequestHead) async -> Response
  ) throws(TelemetryServerError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      let code = errno
      close(listener)
      throw .system("no pipe", code)
    }
    ends.forEach(Self.keepToOurselves)
    bell = (hearing: ends[0], ringing: ends[1])
    self.listener = listener
    self.limits = limits
    self.answer = answer
  }

  deinit {
    closeListener()
    // Not in the loop, since an answer that comes after its end still rings.
    close(bell.hearing)
    close(bell.ringing)
  }

  /// Makes a descriptor return at once when there is nothing to do, and not be inherited by programs that are started.
  private static func keepToOurselves(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Makes ``run()`` return; connections are cut off.
  func stop() {
    inbox.withLock { $0.isStopping = true }
    ring()
  }

  /// Serves until ``stop()``. Blocks its thread.
  func run() {
    var connections: [UInt64: Connection] = [:]
    var next: UInt64 = 0
    while true {
      wait(connections)
      let (answers, isStopping) = inbox.withLock { inbox in
        defer { inbox.answers = [] }
        return (inbox.answers, inbox.isStopping)
      }
      if isStopping { break }
      for (id, bytes) in answers {
        connections[id]?.outgoing = bytes
        connections[id]?.phase = .writing
        connections[id]?.deadline = .now + limits.patience
      }
      accept(&connections, &next)
      let now = ContinuousClock.now
      for id in Array(connections.keys) {
        guard var connection = connections[id] else { continue }
        if serve(&connection, id), connection.phase == .answering || now < connection.deadline {
          connections[id] = connection
        } else {
          close(connection.socket)
          connections[id] = nil
        }
      }
    }
    for connection in connections.values { close(connection.socket) }
    closeListener()
  }

  /// Once: its number may be another file's afterwards.
  private func closeListener() {
    isListening.withLock { isListening in
      if isListening { close(listener) }
      isListening = false
    }
  }

  private func ring() {
    var one: UInt8 = 1
    // It fails only when the pipe is full, and then the loop is about to wake anyway.
    _ = write(bell.ringing, &one, 1)
  }

  /// Sleeps until something can be done, or somebody's time is over.
  private func wait(_ connections: [UInt64: Connection]) {
    var polled = [
      pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
      pollfd(fd: bell.hearing, events: Int16(POLLIN), revents: 0),
    ]
    var earliest: ContinuousClock.Instant?
    for connection in connections.values where connection.phase != .answering {
      polled.append(
        pollfd(
          fd: connection.socket, events: Int16(connection.phase == .writing ? POLLOUT : POLLIN), revents: 0))
      earliest = min(earliest ?? connection.deadline, connection.deadline)
    }
    let pause = earliest.map { max(.zero, ContinuousClock.now.duration(to: $0)) / .milliseconds(1) }
    poll(&polled, nfds_t(polled.count), pause.map { Int32(min($0, 60_000)) + 1 } ?? -1)
    var rings = [UInt8](repeating: 0, count: 256)
    while read(bell.hearing, &rings, rings.count) == rings.count {}
  }

  private func accept(_ connections: inout [UInt64: Connection], _ next: inout UInt64) {
    // As many as may be open at a time, so that a flood does not keep the loop from those it has.
    for _ in 0..<limits.connections {
      let socket = Glibc.accept(listener, nil, nil)
      guard socket >= 0 else { return }
      Self.keepToOurselves(socket)
      if connections.count >= limits.connections {
        let silent = connections.filter { $0.value.phase != .answering }.min { $0.key < $1.key }
        guard let silent else {
          close(socket)
          continue
        }
        close(silent.value.socket)
        connections[silent.key] = nil
      }
      connections[next] = Connection(socket: socket, deadline: .now + limits.patience)
      next += 1
    }
  }

  /// Does what can be done without waiting. False: the connection is over.
  private func serve(_ connection: inout Connection, _ id: UInt64) -> Bool {
    switch connection.phase {
    case .reading: return receive(&connection, id)
    case .answering: return true
    case .writing: return send(&connection)
    case .closing: return discard(connection)
    }
  }

  private func receive(_ connection: inout Connection, _ id: UInt64) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 2048)
    while true {
      let count = recv(connection.socket, &chunk, chunk.count, 0)
      if count == 0 { return false }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      let known = connection.received.count
      connection.received += chunk[..<count]
      if connection.received.count > limits.head {
        reply(&connection, Response(status: .headTooLarge, body: "the request's head is too large\n"))
        return send(&connection)
      }
      switch RequestHead.read(connection.received, from: known) {
      case .incomplete: continue
      case .invalid:
        reply(&connection, Response(status: .badRequest, body: "not a request\n"))
        return send(&connection)
      case .complete(let head):
        connection.phase = .answering
        connection.received = []
        Task { [self] in
          let bytes = await answer(head).bytes(isHead: head.method == "HEAD")
          inbox.withLock { $0.answers.append((connection: id, bytes: bytes)) }
          ring()
        }
        return true
      }
    }
  }

  private func reply(_ connection: inout Connection, _ response: Response) {
    connection.outgoing = response.bytes(isHead: false)
    connection.phase = .writing
    connection.deadline = .now + limits.patience
  }

  private func send(_ connection: inout Connection) -> Bool {
    while connection.sent < connection.outgoing.count {
      let count = connection.outgoing[connection.sent...].withUnsafeBytes { bytes in
        Glibc.send(connection.socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
      connection.sent += count
    }
    // What the client still sends is taken and thrown away: closing over unread bytes would take the answer back.
    shutdown(connection.socket, Int32(SHUT_WR))
    connection.phase = .closing
    connection.outgoing = []
    connection.deadline = min(connection.deadline, .now + .seconds(1))
    return true
  }

  private func discard(_ connection: Connection) -> Bool {
    var chunk = [UInt8](repeating: 0, count: 2048)
    // A client that never stops sending meets the deadline.
    for _ in 0..<16 {
      let count = recv(connection.socket, &chunk, chunk.count, 0)
      if count == 0 { return false }
      if count < 0 { return errno == EAGAIN || errno == EINTR }
    }
    return true
  }
}
