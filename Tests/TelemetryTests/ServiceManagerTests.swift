import Foundation
import Glibc
import Synchronization
import Testing

@testable import Telemetry

@Suite struct ServiceManagerTests {
  /// A socket as systemd has it, under a path or an abstract name.
  private final class Listener {
    let name: String
    private let socket: Int32

    init(isAbstract: Bool) throws {
      let unique = "phano-notify-\(UUID().uuidString)"
      name = isAbstract ? "@" + unique : FileManager.default.temporaryDirectory.appending(path: unique).path()
      socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = isAbstract ? [0] + Array(unique.utf8) : Array(name.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
      let isBound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 }
      }
      try #require(isBound)
    }

    deinit {
      close(socket)
      if !name.hasPrefix("@") { unlink(name) }
    }

    /// The datagram that has come, or nil.
    func next() -> String? {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }
  }

  @Test(arguments: [false, true]) func messagesReachTheSocket(isAbstract: Bool) throws {
    let listener = try Listener(isAbstract: isAbstract)
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": listener.name], processID: 1)
    try manager.notify(.ready, .status("working\nnow"))
    try manager.notify(.stopping)
    #expect(listener.next() == "READY=1\nSTATUS=working now")
    #expect(listener.next() == "STOPPING=1")
    #expect(listener.next() == nil)
  }

  @Test func withoutASocketNothingIsTold() throws {
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": ""], processID: 1)
    #expect(!manager.isPresent)
    try manager.notify(.ready)
  }

  @Test(arguments: ["relative", "vsock:2:1", "/" + String(repeating: "a", count: 200)])
  func aNameThatIsNoneIsRefused(_ name: String) {
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": name], processID: 1)
    #expect(throws: ServiceManagerError.unusable(name)) { try manager.notify(.ready) }
  }

  @Test func nobodyAtTheSocketIsAnError() {
    let path = "/nonexistent/phano-notify"
    let manager = ServiceManager(environment: ["NOTIFY_SOCKET": path], processID: 1)
    #expect(throws: ServiceManagerError.unreachable(path, ENOENT)) { try manager.notify(.ready) }
  }

  @Test func theWatchdogIsToldThreeTimesAPeriodWhileTheServiceIsAlive() async throws {
    let listener = try Listener(isAbstract: true)
    let manager = ServiceManager(
      environment: ["NOTIFY_SOCKET": listener.name, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "7"], processID: 7)
    let waits = Mutex<[Duration]>([])
    await manager.keepWatch(
      sleep: { wait in
        let count = waits.withLock { waits in
          waits.append(wait)
          return waits.count
        }
        if count == 4 { throw CancellationError() }
      },
      // The third time it is not.
      isAlive: { waits.withLock(\.count) != 2 }, failed: { Issue.record("\($0)") })
    #expect(waits.withLock(\.self) == Array(repeating: .seconds(10), count: 4))
    #expect((0..<4).map { _ in listener.next() } == ["WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", nil])
  }

  @Test func anotherProcessesWatchdogIsNotOurs() {
    let manager = ServiceManager(environment: ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "7"], processID: 8)
    #expect(manager.watchdogPeriod == nil)
  }
}
