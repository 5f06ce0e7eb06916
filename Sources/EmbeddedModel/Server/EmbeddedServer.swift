import FlyingFox
import FlyingSocks
import Synchronization

/// Why the server cannot start.
public enum EmbeddedServerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Neither an IPv4 or IPv6 address nor `localhost`.
  case notAnAddress(String)
  /// An address that other machines can reach, without permission to use one.
  case notLoopback(String)

  /// What is wrong and how to mend it.
  public var description: String {
    switch self {
    case .notAnAddress(let host): "\(host) is not an IP address; use 127.0.0.1, ::1 or localhost"
    case .notLoopback(let host):
      "\(host) can be reached from other machines and the server knows no passwords; "
        + "use 127.0.0.1, or allow it with --allow-remote"
    }
  }
}

/// Serves the embedded classifier behind the chat completions protocol of OpenAI, so that it can stand in for a language
/// model: `POST /v1/chat/completions`, `GET /v1/models`, `GET /health`.
public final class EmbeddedServer: Sendable {
  /// Where and how to listen.
  public struct Configuration: Sendable, Hashable {
    /// An IP address or `localhost`.
    public var host = "127.0.0.1"
    /// 0 lets the system choose a free port.
    public var port: UInt16 = 0
    /// Whether addresses that other machines can reach are accepted.
    public var allowsRemote = false
    /// Request bodies of more bytes are refused with 413.
    public var largestBody = 4 << 20
    /// Seconds that requests in progress get when the server is stopped.
    public var drainSeconds = 10.0

    /// Loopback, any free port.
    public init() {}
  }

  private let server: HTTPServer
  private let drainSeconds: Double
  private let isStopping = Mutex(false)

  /// A server that is not listening yet.
  public init(model: ToneClassifier, configuration: Configuration = Configuration()) throws(EmbeddedServerError) {
    let handler = ChatHandler(model: model, largestBody: configuration.largestBody)
    let address = try ListeningAddress(host: configuration.host)
    guard address.isLoopback || configuration.allowsRemote else { throw .notLoopback(configuration.host) }
    let socketAddress = try address.socketAddress(port: configuration.port)
    server = HTTPServer(
      address: socketAddress, pool: UndelayedPool(base: HTTPServer.defaultPool()), logger: .disabled, handler: handler)
    drainSeconds = configuration.drainSeconds
  }

  /// A server on `host` and `port` with everything else at its default.
  public convenience init(model: ToneClassifier, host: String, port: UInt16) throws(EmbeddedServerError) {
    var configuration = Configuration()
    configuration.host = host
    configuration.port = port
    try self.init(model: model, configuration: configuration)
  }

  /// Listens and answers until ``stop()`` is called; throws when it cannot listen, for example as the port is taken.
  public func run() async throws {
    do {
      try await server.run()
    } catch {
      // A closed listening socket is an error to the loop that waits on it, but what was asked for here.
      guard isStopping.withLock(\.self) else { throw error }
    }
  }

  /// Waits until the server listens and returns its port; throws when it does not within half a minute.
  public func waitUntilListening() async throws -> UInt16 {
    try await server.waitUntilListening(timeout: 30)
    switch await server.listeningAddress {
    case .ip4(_, let port), .ip6(_, let port): return port
    case .unix, nil: throw SocketError.disconnected
    }
  }

  /// Stops listening, lets requests in progress finish, and makes ``run()`` return.
  public func stop() async {
    isStopping.withLock { $0 = true }
    await server.stop(timeout: drainSeconds)
  }
}
