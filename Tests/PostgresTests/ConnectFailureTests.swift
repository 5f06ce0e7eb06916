import Foundation
import Testing

@testable import Postgres

@Suite("Failing to connect", .timeLimit(.minutes(1))) struct ConnectFailureTests {
  private func settings(port: UInt16) -> ConnectionSettings {
    var settings = ConnectionSettings()
    (settings.host, settings.port) = ("127.0.0.1", "\(port)")
    (settings.user, settings.database, settings.password) = ("me", "tone", "hunter2")
    settings.allowsPlaintextOnLoopback = true
    return settings
  }

  @Test func `a host that does not answer is told by name, with the remedy`() async throws {
    let loop = try Database.loop.get()
    let error = try await failure { try await Connection.connect(settings(port: 1), on: loop) }
    #expect(error.kind == .connectionFailed)
    #expect(error.isRetryable)
    for part in ["127.0.0.1:1", "tone", "me", "refused", "check that the server runs"] {
      #expect(error.message.contains(part))
    }
    #expect(!error.description.contains("hunter2"))
    #expect(!error.description.contains("\n"))
  }

  @Test func `a port that accepts and never answers runs into the time-out`() async throws {
    let listener = try SilentListener()
    var settings = settings(port: listener.port)
    settings.connectTimeout = .milliseconds(200)
    let begin = ContinuousClock.now
    let error = try await failure { try await Connection.connect(settings, on: Database.loop.get()) }
    #expect(error.kind == .connectTimedOut)
    #expect(error.message.contains("0.2 seconds"))
    #expect(error.message.contains("connect_timeout"))
    #expect((.milliseconds(200) ... .seconds(5)).contains(begin.duration(to: .now)))
  }

  @Test func `connecting can be cancelled`() async throws {
    let listener = try SilentListener()
    let settings = settings(port: listener.port)
    let task = Task { try await Connection.connect(settings, on: Database.loop.get()) }
    for _ in 0..<100 { await Task.yield() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `a name without address is told`() async throws {
    var settings = ConnectionSettings()
    (settings.host, settings.tls.rootCertificate) = ("no-such-host.invalid", "/nonexistent.pem")
    let error = try await failure { try await Connection.connect(settings, on: Database.loop.get()) }
    #expect(error.kind == .connectionFailed)
    #expect(error.message.contains("no-such-host.invalid has no address"))
  }

  @Test(.needsDatabase) func `an unknown database or role is told with its code`() async throws {
    let loop = try Database.loop.get()
    var settings = try Database.settings()
    settings.database = "no_such_database"
    let unknown = try await failure { try await Connection.connect(settings, on: loop) }
    #expect(unknown.sqlState == .unknownDatabase)
    #expect(unknown.message.contains("create the database"))
    #expect(!unknown.isRetryable)
    settings = try Database.settings()
    settings.user = "no_such_role"
    let role = try await failure { try await Connection.connect(settings, on: loop) }
    #expect(role.sqlState?.errorClass == "28")
    #expect(!role.isRetryable)
  }
}

/// A port of this machine that takes connections and says nothing.
final class SilentListener: Sendable {
  private let socket: Int32
  let port: UInt16

  init() throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socket
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isListening else { throw Unexpected("cannot listen: \(String(cString: strerror(errno)))") }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(socket) }
}
