import Conversation
import Encryption
import Foundation
import TestSupport

/// The built `phano`, run as users run it.
struct PhanoProcess {
  let status: Int32
  let output: String
  let errors: String

  /// The executable beside the tests' own bundle.
  static var executable: URL {
    get throws {
      let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      for candidate in [folder, Bundle.main.bundleURL, root.appending(path: ".build/debug")] {
        let path = candidate.appending(path: "phano")
        if FileManager.default.isExecutableFile(atPath: path.path) { return path }
      }
      throw CocoaError(.fileNoSuchFile)
    }
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// A process that has not been started, with an environment of ours alone.
  static func make(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
    let process = Process()
    process.executableURL = try executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    var values = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
    // The toolchain's libraries, where they are not found by themselves.
    values["LD_LIBRARY_PATH"] = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"]
    process.environment = values.merging(environment) { $1 }
    return process
  }

  /// Runs to the end. Output goes through files, so that no pipe can fill up.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], input: Data = Data()
  ) async throws -> PhanoProcess {
    try await run(try make(arguments, environment: environment), input)
  }

  /// Runs a script of the shell to its end; the first argument is its `$0`.
  static func shell(
    _ script: String, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> PhanoProcess {
    let process = try make(["-c", script] + arguments, environment: environment)
    process.executableURL = URL(filePath: "/bin/bash")
    return try await run(process, Data())
  }

  private static func run(_ process: Process, _ input: Data) async throws -> PhanoProcess {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phano-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, output, errors) = (
      folder.appending(path: "in"), folder.appending(path: "out"), folder.appending(path: "err")
    )
    try input.write(to: source)
    for file in [output, errors] { try Data().write(to: file) }
    let handles = [
      try FileHandle(forReadingFrom: source), try FileHandle(forWritingTo: output),
      try FileHandle(forWritingTo: errors),
    ]
    // A process that has ended keeps them, and all that is started later would inherit them.
    defer { for handle in handles { try? handle.close() } }
    process.standardInput = handles[0]
    process.standardOutput = handles[1]
    process.standardError = handles[2]
    try await finish(process)
    return PhanoProcess(
      status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  private static func finish(_ process: Process) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }
}

/// A folder of a test's own, removed at its end.
func withFolder<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
  let folder = FileManager.default.temporaryDirectory.appending(path: "phano-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}

extension TestDatabase {
  /// The environment of a command on this database.
  func environment(_ organization: TestOrganization? = nil, endpoint: String? = nil) -> [String: String] {
    var values = [
      "PHANO_ADMIN_DATABASE_URL": url("postgres"), "PHANO_WORKER_DATABASE_URL": url("phano_worker"),
      "PHANO_DISPATCHER_DATABASE_URL": url("phano_dispatcher"), "PHANO_KEY": TestKeys.wrapping.text,
    ]
    if let organization {
      values["PHANO_DATABASE_URL"] = url(organization.login)
      values["PHANO_ORGANIZATION"] = organization.id.description
    }
    if let endpoint { values["PHANO_ENDPOINT_URL"] = endpoint + "/v1" }
    return values
  }
}
