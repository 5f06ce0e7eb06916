import Foundation
import Glibc
import Synchronization

/// An HTTP/1.1 server on a loopback port that answers as it is told, well or badly, and records what it is sent.
/// A thread a connection: meant for tests, up to some hundred connections.
public final class MisbehavingServer: Sendable {
  /// One request as it came.
  public struct Request: Sendable {
    /// Upper case, as sent.
    public let method: String
    /// Path and query.
    public let target: String
    /// Names in lower case.
    public let headers: [String: String]
    /// As many bytes as `content-length` said.
    public let body: [UInt8]
  }

  /// What to do with a request.
  public indirect enum Reply: Sendable {
    /// A well-formed response; `content-length` is added unless given.
    case answer(status: Int, headers: [(String, String)] = [], body: [UInt8] = [])
    /// Another reply after a wait.
    case late(Duration, Reply)
    /// Nothing, for ever; the connection stays open.
    case silence
    /// These bytes as they are, then the connection is closed.
    case raw([UInt8])
    /// These bytes as they are, one at a time with a wait between.
    case dribble([UInt8], every: Duration)
    /// The connection is reset (RST).
    case reset
  }

  private struct State {
    var requests: [Request] = []
    var sockets: Set<Int32> = []
    var connections = 0
    var bytesReceived = 0
    var isStopped = false
  }

  /// On 127.0.0.1.
  public let port: UInt16
  private let listener: Int32
  private let handler: @Sendable (Request, Int) -> Reply
  private let state = Mutex(State())

  /// - Parameter handler: gets a request and its number, counted from 0; called on the connection's thread.
  /// - Throws: `POSIXError` when no port can be bound.
  public init(_ handler: @escaping @Sendable (_ request: Request, _ number: Int) -> Reply) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 1024) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard listener >= 0, isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    self.listener = listener
    self.handler = handler
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self, listener] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 && errno == EINTR { continue }
        guard connection >= 0, let self, self.enter(connection) else {
          if connection >= 0 { close(connection) }
          return
        }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  deinit {
    stop()
    close(listener)
  }

  /// For example `http://127.0.0.1:40123`.
  public var url: String { "http://127.0.0.1:\(port)" }
  /// All requests that were read wholly, in the order they came.
  public var requests: [Request] { state.withLock { $0.requests } }
  /// How many connections were accepted.
  public var connections: Int { state.withLock { $0.connections } }
  /// Bytes read on all connections, whether or not they made a request.
  public var bytesReceived: Int { state.withLock { $0.bytesReceived } }

  /// Closes the port and all connections.
  public func stop() {
    let sockets = state.withLock { state in
      state.isStopped = true
      return state.sockets
    }
    shutdown(listener, Int32(SHUT_RDWR))
    for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
  }

  private func enter(_ connection: Int32) -> Bool {
    state.withLock { state in
      state.connections += 1
      if !state.isStopped { state.sockets.insert(connection) }
      return !state.isStopped
    }
  }

  private func serve(_ connection: Int32) {
    var buffer: [UInt8] = []
    while let request = readRequest(connection, &buffer) {
      let number = state.withLock { state in
        state.requests.append(request)
        return state.requests.count - 1
      }
      guard perform(handler(request, number), connection) else { break }
    }
    state.withLock { _ = $0.sockets.remove(connection) }
    close(connection)
  }

  /// - Returns: whether the connection goes on.
  private func perform(_ reply: Reply, _ connection: Int32) -> Bool {
    switch reply {
    case .answer(let status, var headers, let body):
      if !headers.contains(where: { $0.0.lowercased() == "content-length" }) {
        headers.append(("content-length", "\(body.count)"))
      }
      let head = "HTTP/1.1 \(status) -\r\n" + headers.map { "\($0.0): \($0.1)\r\n" }.joined() + "\r\n"
      return write(Array(head.utf8) + body, connection)
    case .late(let wait, let reply):
      Thread.sleep(forTimeInterval: wait / .seconds(1))
      return perform(reply, connection)
    case .silence:
      var byte: UInt8 = 0
      while recv(connection, &byte, 1, 0) > 0 {}
      return false
    case .raw(let bytes):
      _ = write(bytes, connection)
      return false
    case .dribble(let bytes, let wait):
      for byte in bytes {
        guard write([byte], connection) else { return false }
        Thread.sleep(forTimeInterval: wait / .seconds(1))
      }
      return false
    case .reset:
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
      return false
    }
  }

  private func write(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        send(connection, bytes.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  private func readRequest(_ connection: Int32, _ buffer: inout [UInt8]) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let head = buffer.firstRange(of: end) {
        let lines = String(decoding: buffer[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        let fields = lines.dropFirst().compactMap { line -> (String, String)? in
          guard let colon = line.firstIndex(of: ":") else { return nil }
          return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        let headers = Dictionary(fields) { first, _ in first }
        let count = headers["content-length"].flatMap { Int($0) } ?? 0
        if words.count == 3 && buffer.count >= head.upperBound + count {
          let body = Array(buffer[head.upperBound..<(head.upperBound + count)])
          buffer.removeFirst(head.upperBound + count)
          return Request(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
        }
      }
      var chunk = [UInt8](repeating: 0, count: 64 << 10)
      let count = recv(connection, &chunk, chunk.count, 0)
      if count <= 0 { return nil }
      state.withLock { $0.bytesReceived += count }
      buffer.append(contentsOf: chunk[..<count])
    }
  }
}
