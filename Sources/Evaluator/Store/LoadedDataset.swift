public import Evaluation
public import Foundation

/// A dataset that is there: its items, and what is known of it.
public struct LoadedDataset: Sendable {
  /// The JSONL file.
  public let file: URL
  /// What the manifest says; nil for a file without one.
  public let manifest: DatasetManifest?
  /// Items and what is wrong with other lines.
  public let scan: DatasetReader.Scan
  /// SHA-256 of the file.
  public let sha256: String
  /// What about the file is not as the manifest says.
  public let contradictions: [String]

  /// Reads a dataset by its manifest (`NAME.manifest.json`), or a JSONL file alone. A manifest beside a file is taken
  /// too.
  public init(_ url: URL) throws(EvaluationFailure) {
    let isManifest = url.lastPathComponent.hasSuffix(".manifest.json")
    let beside = Self.manifestURL(of: url)
    let manifestURL = isManifest ? url : FileManager.default.fileExists(atPath: beside.path) ? beside : nil
    let manifest: DatasetManifest? =
      if let manifestURL { try Files.decoded(DatasetManifest.self, from: manifestURL) } else { nil }
    file = isManifest ? Self.dataURL(of: url, manifest?.name ?? "") : url
    let bytes = try Files.read(file)
    do {
      scan = try DatasetReader.scan(bytes)
    } catch {
      throw EvaluationFailure(error.line == nil && bytes.isEmpty ? .invalid : .data, "\(file.path), \(error)")
    }
    sha256 = Fingerprint.of(bytes)
    self.manifest = manifest
    let guidelines = file.deletingLastPathComponent().deletingLastPathComponent().appending(path: "guidelines.md")
    contradictions =
      manifest?.contradictions(
        bytes: bytes, items: scan.items.map(\.item), guidelines: (try? Data(contentsOf: guidelines)).map(Array.init))
      ?? []
  }

  /// The name by which runs know it.
  public var name: String { manifest?.name ?? file.lastPathComponent }

  /// The items of a split, or all of them.
  ///
  /// - Throws: `EvaluationFailure` for a file with a broken line or one that is not what the manifest says, and when
  ///   there is no such item.
  public func items(split: String?, limit: Int?) throws(EvaluationFailure) -> [LabelledItem] {
    if let problem = scan.problems.first {
      throw EvaluationFailure(
        .data, "\(file.path), \(problem)", mend: "See 'phano eval lint'; a line is {\"id\",\"text\",\"label\",...}.")
    }
    if let contradiction = contradictions.first {
      throw EvaluationFailure(
        .invalid, "\(file.path) is not what its manifest says: \(contradiction)",
        mend: "Look at what changed; 'phano eval lint --write-manifest' describes the file anew.")
    }
    var items = scan.items.map(\.item)
    if let split { items = items.filter { $0.split == split } }
    if let limit { items = Array(items.prefix(limit)) }
    guard !items.isEmpty else {
      throw EvaluationFailure(
        .invalid, "\(file.path) holds no item that was asked for", mend: "Check --split and --limit.")
    }
    return items
  }

  /// Whether some items may only be run with a reason.
  public func isHeldOut(_ items: [LabelledItem]) -> Bool {
    guard let heldOut = manifest?.heldOut else { return false }
    return items.contains { item in item.split.map(heldOut.contains) ?? false }
  }

  /// Describes the file as it is now.
  public func writeManifest(version: String) throws(EvaluationFailure) {
    if let problem = scan.problems.first { throw EvaluationFailure(.data, "\(file.path), \(problem)") }
    let folder = file.deletingLastPathComponent().deletingLastPathComponent()
    let guidelines = (try? Data(contentsOf: folder.appending(path: "guidelines.md"))).map(Array.init)
    let described = DatasetManifest(
      name: manifest?.name ?? Self.baseName(of: file), version: version, bytes: try Files.read(file),
      items: scan.items.map(\.item), heldOut: manifest?.heldOut ?? ["test"], guidelines: guidelines)
    try Files.write(try Files.json(described), to: Self.manifestURL(of: file))
  }

  private static func baseName(of file: URL) -> String {
    var name = file.lastPathComponent
    for ending in [".gz", ".jsonl"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
    return name
  }

  private static func manifestURL(of file: URL) -> URL {
    file.deletingLastPathComponent().appending(path: baseName(of: file) + ".manifest.json")
  }

  /// The file of the manifest's own name, or of the manifest's file name, plain or gzipped.
  private static func dataURL(of manifest: URL, _ name: String) -> URL {
    let folder = manifest.deletingLastPathComponent()
    let base = String(manifest.lastPathComponent.dropLast(".manifest.json".count))
    let candidates = [base, name].flatMap { ["\($0).jsonl", "\($0).jsonl.gz"] }.map { folder.appending(path: $0) }
    return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
      ?? folder.appending(path: base + ".jsonl")
  }
}
