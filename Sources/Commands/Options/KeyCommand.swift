import Foundation

/// A command of the shell that prints the key encryption key, such as one that asks a key management service.
struct KeyCommand {
  let command: String
  /// How long it may take.
  var patience: Duration = .seconds(30)

  /// A key has 44 characters; what is longer than this is none.
  private static let limit = 65_536

  /// Runs it and returns what it printed.
  /// - Throws: ``Failure`` that tells nothing of what was printed.
  func run() throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    let end = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in end.signal() }
    do {
      try process.run()
    } catch {
      throw Failure(.configuration, "the key command cannot be started: \(error)", mend: "Check PHANO_KEY_COMMAND.")
    }
    let deadline = ContinuousClock.now + patience
    let output = read(pipe.fileHandleForReading.fileDescriptor, until: deadline)
    let isTooMuch = output.map { $0.count > Self.limit } ?? false
    let rest = max(0, Int(ContinuousClock.now.duration(to: deadline) / .milliseconds(1)))
    guard let output, !isTooMuch, end.wait(timeout: .now() + .milliseconds(rest)) == .success else {
      // It has a process group of its own: what it started goes with it, or would hold the key for as long as it likes.
      kill(-process.processIdentifier, SIGKILL)
      throw isTooMuch
        ? Self.failure(.configuration, "printed too much to be a key")
        : Self.failure(.unavailable, "did not come to its end within \(patience)")
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let how = process.terminationReason == .exit ? "exited with" : "was killed by signal"
      throw Self.failure(.unavailable, "\(how) \(process.terminationStatus)")
    }
    guard let text = String(bytes: output, encoding: .utf8) else {
      throw Self.failure(.configuration, "printed what is no text")
    }
    return text
  }

  private static func failure(_ status: ExitStatus, _ what: String) -> Failure {
    Failure(
      status, "the key command \(what)",
      mend: "Run it by hand: it must print lines such as '1 <44 characters of base64>', nothing else, and exit with 0.")
  }

  /// Everything up to the end, or a little more than the limit; nil when the time is over before.
  private func read(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> [UInt8]? {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= Self.limit {
      let rest = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
      guard rest > 0 else { return nil }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, Int32(min(rest.rounded(.up), 1000))) != 0 else { continue }
      let count = Foundation.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return bytes }
      bytes += block.prefix(count)
    }
    return bytes
  }
}
