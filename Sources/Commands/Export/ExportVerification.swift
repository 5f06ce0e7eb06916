import Conversation
import Foundation

/// Holds a folder against its manifest.
struct ExportVerification: Encodable {
  let organization: OrganizationID
  let kind, takenAt: String
  /// SHA-256 of the manifest, which the audit chain has too.
  let manifest: String
  let files, rows: Int
  /// What is not as it must be; empty when all is well.
  let findings: [String]

  init(_ folder: String) throws {
    let path = "\(folder)/\(ExportManifest.fileName)"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(
        .data, "\(path) cannot be read", mend: "Give the folder of an export; one without a manifest is not whole.")
    }
    let manifest: ExportManifest
    do {
      manifest = try ExportManifest(json: Array(data))
    } catch {
      throw Failure(.data, "\(path) is no manifest of an export", mend: "Export again.")
    }
    guard manifest.format == ExportManifest.format else {
      throw Failure(.data, "\(path) has the format \(manifest.format)", mend: "Use the phano that made it.")
    }
    organization = manifest.organization
    (kind, takenAt) = (manifest.kind, manifest.takenAt)
    self.manifest = FileTally.sha256(of: Array(data))
    files = manifest.files.count
    rows = manifest.files.reduce(0) { $0 + $1.rows }
    var findings = try manifest.files.compactMap { try Self.finding(about: $0, in: folder) }
    let known = Set(manifest.files.map(\.name) + [ExportManifest.fileName])
    let present = try FileManager.default.contentsOfDirectory(atPath: folder)
    findings += Set(present).subtracting(known).sorted().map { "\($0): is not in the manifest" }
    self.findings = findings
  }

  private static func finding(about expected: ExportManifest.File, in folder: String) throws -> String? {
    let name = expected.name
    guard !name.contains("/"), !name.hasPrefix(".") else { return "\(name): is no name of a file of an export" }
    let descriptor = open("\(folder)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return "\(name): cannot be read: \(FileTrouble(name).why)" }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var tally = FileTally()
    while let chunk = try file.read(upToCount: 1_048_576), !chunk.isEmpty { tally.add(Array(chunk)) }
    let found = tally.file(named: name)
    if found.rows != expected.rows { return "\(name): has \(found.rows) rows instead of \(expected.rows)" }
    return found == expected ? nil : "\(name): was changed"
  }
}
