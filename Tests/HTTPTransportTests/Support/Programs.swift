import Foundation
import Glibc

/// Packs bytes with the system's gzip.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  try Data(bytes).write(to: folder.url.appending(path: "body"))
  return Array(try folder.run("gzip", "-9c", "body").output)
}

/// Whether a program can be found.
func isInstalled(_ program: String) -> Bool {
  let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/sbin"]
  return path.contains { access("\($0)/\(program)", X_OK) == 0 }
}

/// A folder that is removed when the last reference goes.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "http-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: url.appending(path: name)) }

  func read(_ name: String) -> Data { (try? Data(contentsOf: url.appending(path: name))) ?? Data() }

  /// Runs a program in the folder to its end; its output goes through a file, so that no pipe can fill up.
  @discardableResult
  func run(_ program: String, _ arguments: String...) throws -> (status: Int32, output: Data) {
    let name = "output-\(UUID().uuidString)"
    let process = try start(program, arguments, output: name)
    process.waitUntilExit()
    return (process.terminationStatus, read(name))
  }

  func start(_ program: String, _ arguments: [String], output: String) throws -> Process {
    try write(output, "")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? ""):/usr/sbin", program] + arguments
    process.currentDirectoryURL = url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: url.appending(path: output))
    process.standardError = try FileHandle(forWritingTo: url.appending(path: output))
    try process.run()
    return process
  }
}

/// A port that was free a moment ago.
func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { address in
    address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
    }
  }
  guard isBound else { throw POSIXError(.EADDRINUSE) }
  return UInt16(bigEndian: address.sin_port)
}

/// Waits until a program listens on a port of 127.0.0.1.
func waitForListener(_ port: UInt16) async throws {
  for _ in 0..<500 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    if isOpen { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  throw POSIXError(.ETIMEDOUT)
}
