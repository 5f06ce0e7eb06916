import Foundation
import Glibc

/// Packs bytes with the system's gzip.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  let folder = try TemporaryFolder()
  try Data(bytes).write(to: folder.url.appending(path: "body"))
  return Array(try folder.run("gzip", "-9nc", "body").output)
}

/// Whether a program can be found.
func isInstalled(_ program: String) -> Bool {
  // Without the type, the parts would be read as arrays of characters, and nothing ever found.
  let path: [Substring] = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":") + ["/usr/sbin"]
  return path.contains { access("\($0)/\(program)", X_OK) == 0 }
}

/// A program that runs. Foundation's `Process` would wait for every program that was started meanwhile, too: they inherit
/// the socket by which it sees the end of this one, and two tests at a time would wait for each other's servers for ever.
final class Program: Sendable {
  private let id: pid_t

  /// Starts a program in a folder, with its output in a file there.
  init(_ program: String, _ arguments: [String], in folder: URL, output: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Threads of a pool block signals, and a program that inherited that could not be ended.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // An input that never ends: openssl's server hangs up at the end of its own.
    let input = folder.appending(path: "input-\(UUID().uuidString)").path
    mkfifo(input, 0o600)
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDWR, 0)
    posix_spawn_file_actions_addopen(
      &actions, 1, folder.appending(path: output).path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let path = "PATH=\(ProcessInfo.processInfo.environment["PATH"] ?? ""):/usr/sbin"
    var strings = (["env", "-C", folder.path, path, program] + arguments).map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var id = pid_t()
    let code = posix_spawn(&id, "/usr/bin/env", &actions, &attributes, &strings, environ)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    self.id = id
  }

  /// Waits for its end. Returns its exit status.
  @discardableResult
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0 && errno == EINTR {}
    return status >> 8 & 0xFF
  }

  /// Ends it.
  func stop() {
    kill(id, SIGTERM)
    wait()
  }
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
    let status = try Program(program, arguments, in: url, output: name).wait()
    return (status, read(name))
  }

  func start(_ program: String, _ arguments: [String], output: String) throws -> Program {
    try Program(program, arguments, in: url, output: output)
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
