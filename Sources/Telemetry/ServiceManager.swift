import Foundation
import Glibc

/// Tells systemd how the service is (sd_notify(3)), over the socket that it named in the environment. Without one,
/// nothing is told and nothing is wrong.
public struct ServiceManager: Sendable {
  /// What can be told.
  public enum Message: Sendable, Hashable {
    /// It has started and works.
    case ready
    /// It is about to end.
    case stopping
    /// It is alive; due within each watchdog period.
    case watchdog
    /// One line for `systemctl status`; it holds no customer text.
    case status(String)

    var text: String {
      switch self {
      case .ready: "READY=1"
      case .stopping: "STOPPING=1"
      case .watchdog: "WATCHDOG=1"
      case .status(let text): "STATUS=" + String(text.map { $0.isNewline ? " " : $0 })
      }
    }
  }

  private let path: String?
  /// Within which time a ``Message/watchdog`` must come, or the service is killed and started again; nil: nobody waits.
  public let watchdogPeriod: Duration?

  /// The one of this process, if any.
  public init() {
    self.init(environment: ProcessInfo.processInfo.environment, processID: ProcessInfo.processInfo.processIdentifier)
  }

  /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
  init(environment: [String: String], processID: Int32) {
    path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
    let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == processID } ?? true
    let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init).flatMap { $0 > 0 ? $0 : nil }
    watchdogPeriod = isMeant ? microseconds.map { .microseconds($0) } : nil
  }

  /// Whether anybody is told.
  public var isPresent: Bool { path != nil }

  /// Sends messages, in one datagram.
  /// - Throws: ``ServiceManagerError`` when there is a socket and it cannot be reached.
  public func notify(_ messages: Message...) throws(ServiceManagerError) {
    guard let path else { return }
    // "@" stands for the zero byte with which abstract names begin, which are no files.
    let isAbstract = path.hasPrefix("@")
    guard isAbstract || path.hasPrefix("/") else { throw .unusable(path) }
    let name = isAbstract ? [0] + Array(path.utf8.dropFirst()) : Array(path.utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard name.count < room, !name.dropFirst().contains(0) else { throw .unusable(path) }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)

    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw .unreachable(path, errno) }
    defer { close(socket) }
    let text = Array(messages.map(\.text).joined(separator: "\n").utf8)
    let sent = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        // Never waits: a manager that does not read must not hold the service up.
        sendto(socket, text, text.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), $0, length)
      }
    }
    guard sent == text.count else { throw .unreachable(path, errno) }
  }

  /// Tells the watchdog that the service is alive, three times a period, for as long as it is; returns when cancelled, or
  /// at once when nobody waits for it.
  /// - Parameters:
  ///   - sleep: throws when cancelled.
  ///   - isAlive: false: this once nothing is told; after a period of that the service is started again.
  ///   - failed: told when a message did not get through.
  public func keepWatch(
    sleep: (Duration) async throws -> Void = { try await Task.sleep(for: $0) }, isAlive: () async -> Bool,
    failed: (ServiceManagerError) -> Void
  ) async {
    guard isPresent, let watchdogPeriod else { return }
    while !Task.isCancelled {
      if await isAlive() {
        do { try notify(.watchdog) } catch { failed(error) }
      }
      do { try await sleep(watchdogPeriod / 3) } catch { return }
    }
  }
}

/// Why systemd could not be told.
public enum ServiceManagerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name is neither a path nor an abstract name, or too long.
  case unusable(String)
  /// Nobody takes the message; with the system's `errno`.
  case unreachable(String, Int32)

  /// What is wrong.
  public var description: String {
    switch self {
    case .unusable(let path): "NOTIFY_SOCKET=\(path) is no name of a socket that can be used"
    case .unreachable(let path, let code): "cannot write to NOTIFY_SOCKET=\(path): \(String(cString: strerror(code)))"
    }
  }
}
