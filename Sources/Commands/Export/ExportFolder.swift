import Foundation

/// The folder that an export goes into. Until ``finish(_:)`` every file in it has a name that says it is partial, and there
/// is no manifest; when something goes wrong, ``abandon()`` leaves the place as it was.
final class ExportFolder {
  private let path: String
  private let descriptor: Int32
  private let isOurs: Bool
  private var files: [ExportFile] = []

  /// Makes the folder, or takes one that is empty, and keeps everybody else out of it.
  init(_ path: String) throws {
    // A limit on the size of files must end in an error that can be told, and not in a signal that ends the process.
    signal(SIGXFSZ, SIG_IGN)
    self.path = path
    isOurs = mkdir(path, 0o700) == 0
    if !isOurs, errno != EEXIST { throw Self.failure(path, "made", FileTrouble(path)) }
    // Nobody who may write beside it turns the export elsewhere.
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path, "opened", FileTrouble(path)) }
    guard try FileManager.default.contentsOfDirectory(atPath: path).isEmpty else {
      close(descriptor)
      throw Failure(
        .usage, "\(path) is not empty", mend: "Give a folder that does not exist yet, or that has nothing in it.")
    }
    guard isOurs || fchmod(descriptor, 0o700) == 0 else {
      let trouble = FileTrouble(path)
      close(descriptor)
      throw Self.failure(path, "closed to others", trouble)
    }
  }

  deinit { close(descriptor) }

  /// Adds lines to a file, which is made when it is first named.
  func append(_ lines: [UInt8], to name: String) throws {
    try telling {
      let file = files.first { $0.name == name }
      guard let file else {
        let file = try ExportFile(name, in: descriptor)
        files.append(file)
        return try file.append(lines)
      }
      try file.append(lines)
    }
  }

  /// Brings everything to the disk. Returns what the files are.
  func seal() throws -> [ExportManifest.File] {
    try telling { for file in files { try file.seal() } }
    return files.map { $0.tally.file(named: $0.name) }
  }

  /// Gives the files their names, the manifest last.
  func finish(_ manifest: [UInt8]) throws {
    try telling {
      let last = try ExportFile(ExportManifest.fileName, in: descriptor)
      files.append(last)
      try last.append(manifest)
      try last.seal()
      for file in files { try file.place() }
      guard fsync(descriptor) == 0 else { throw FileTrouble(path) }
    }
  }

  /// Leaves nothing behind.
  func abandon() {
    for file in files { file.remove() }
    if isOurs { rmdir(path) }
  }

  private func telling(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let trouble as FileTrouble {
      throw Self.failure("\(path)/\(trouble.name)", "written", trouble)
    }
  }

  private static func failure(_ path: String, _ what: String, _ trouble: FileTrouble) -> Failure {
    trouble.isLackOfRoom
      ? Failure(
        .tryAgain, "\(path) cannot be \(what): \(trouble.why)",
        mend: "Make room, or give a folder on another volume, and run the command again; nothing was left behind.")
      : Failure(
        .usage, "\(path) cannot be \(what): \(trouble.why)", mend: "Check the path, its owner and its mode.")
  }
}
