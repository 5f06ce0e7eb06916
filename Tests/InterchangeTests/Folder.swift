import Conversation
import Foundation
import Interchange

/// A folder for one test's files, removed with it.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "phano-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// Writes a file, its folders included, and returns its path.
  func write(_ content: some Sequence<UInt8>, _ name: String) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: file)
    return file.path
  }
}

/// The time at which every test imports.
let importTime = Date(timeIntervalSince1970: 1_800_000_000)

/// What comes of a path.
func records(
  at path: String, _ options: ImportOptions = ImportOptions(importedAt: importTime)
) async -> [ImportedRecord] {
  var records: [ImportedRecord] = []
  for await record in Importer(options: options).records(at: path) { records.append(record) }
  return records
}

/// What comes of a file with this text.
func records(
  of text: String, _ options: ImportOptions = ImportOptions(importedAt: importTime)
) async throws -> [ImportedRecord] {
  try await records(of: Array(text.utf8), options)
}

/// What comes of a file with these bytes.
func records(
  of bytes: [UInt8], _ options: ImportOptions = ImportOptions(importedAt: importTime)
) async throws -> [ImportedRecord] {
  let folder = try Folder()
  return await records(at: try folder.write(bytes, "input"), options)
}

extension ImportedRecord {
  var interaction: ImportedInteraction? {
    if case .interaction(let interaction) = self { interaction } else { nil }
  }

  var problem: ImportProblem? {
    if case .problem(let problem) = self { problem } else { nil }
  }
}

extension [ImportedRecord] {
  var interactions: [ImportedInteraction] { compactMap(\.interaction) }
  var problems: [ImportProblem] { compactMap(\.problem) }
  var bodies: [String] { interactions.flatMap { $0.interaction.turns.map(\.body) } }
}

/// The folder with third-party sample files; `nil` when it is not there.
let sharedMail: URL? = {
  let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let configured = ProcessInfo.processInfo.environment["PHANO_SHARED"]
  let shared = configured.map { URL(filePath: $0) } ?? packageRoot.appending(path: "../shared")
  let folder = shared.appending(path: "data/mail")
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()
