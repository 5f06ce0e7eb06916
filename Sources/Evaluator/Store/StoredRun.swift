public import Evaluation
public import Foundation

/// A run on the disk: `run.json`, `items.jsonl`, `metrics.json`.
public struct StoredRun: Sendable {
  /// Its folder.
  public let folder: URL
  /// What it was.
  public var record: RunRecord
  /// Its items; those so far, for a run that is not done.
  public let items: [EvaluationItem]

  static let recordName = "run.json"
  static let itemsName = "items.jsonl"
  static let metricsName = "metrics.json"

  /// Reads a run.
  ///
  /// - Throws: `EvaluationFailure` of kind `invalid` when the items are not those of which the result hash was made.
  public init(folder: URL) throws(EvaluationFailure) {
    self.folder = folder
    record = try Files.decoded(RunRecord.self, from: folder.appending(path: Self.recordName))
    items = try Self.items(in: folder)
    guard let expected = record.resultSHA256 else { return }
    let actual = ResultHash.of(items)
    guard actual == expected else {
      throw EvaluationFailure(
        .invalid, "\(folder.path): the items' hash is \(actual.prefix(12)), not \(expected.prefix(12))",
        mend: "Run it again; the file was changed after the run.")
    }
  }

  private static func items(in folder: URL) throws(EvaluationFailure) -> [EvaluationItem] {
    let url = folder.appending(path: itemsName)
    let bytes = try Files.read(url)
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let decoder = JSONDecoder()
    var items: [EvaluationItem] = []
    // What stands after the last line feed was being written when the run ended.
    for (index, line) in bytes[..<whole].split(separator: UInt8(ascii: "\n")).enumerated() {
      do {
        items.append(try decoder.decode(EvaluationItem.self, from: Data(line)))
      } catch {
        throw EvaluationFailure(.data, "\(url.path), line \(index + 1): \(Files.reason(error))")
      }
    }
    return items
  }
}

/// A run that is being made. Items are added as they come; when it ends, the three files are written whole.
public final class RunWriter: Sendable {
  /// Its folder.
  public let folder: URL
  private let file: AppendOnlyFile

  /// Makes the folder, or opens that of an interrupted run.
  public init(folder: URL, record: RunRecord) throws(EvaluationFailure) {
    self.folder = folder
    try Files.write(try Files.json(record), to: folder.appending(path: StoredRun.recordName))
    file = try AppendOnlyFile(folder.appending(path: StoredRun.itemsName))
  }

  /// Adds an item.
  public func append(_ item: EvaluationItem) throws(EvaluationFailure) {
    try file.append(Array(try Files.json(item, pretty: false)))
  }

  /// Writes what is known at the end; `run.json` last, so that a run that says it is done has all its files.
  public func finish(_ record: RunRecord, items: [EvaluationItem], metrics: Metrics?) throws(EvaluationFailure) {
    var lines = Data()
    for item in items { lines += try Files.json(item, pretty: false) }
    try Files.write(lines, to: folder.appending(path: StoredRun.itemsName))
    if let metrics { try Files.write(try Files.json(metrics), to: folder.appending(path: StoredRun.metricsName)) }
    try Files.write(try Files.json(record), to: folder.appending(path: StoredRun.recordName))
  }
}

extension EvaluationFolder {
  /// A name for a run that begins now: `<UTC>-<8 hexadecimal digits>`.
  public static func newRunID(at date: Date) -> String {
    let digits = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    return Timestamp.compact(date) + "-" + String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// The finished runs of a dataset and split, the newest first; what can't be read is left out.
  public func finishedRuns(on dataset: RunRecord.Dataset) -> [StoredRun] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted(by: >).lazy.map { runs.appending(path: $0) }
      .filter { folder in
        let record = try? Files.decoded(RunRecord.self, from: folder.appending(path: StoredRun.recordName))
        return record?.status == .done && record?.dataset == dataset
      }
      .prefix(60).compactMap { try? StoredRun(folder: $0) }
  }

  /// The newest run of an identity that was begun and not ended.
  public func unfinishedRun(identity: String) -> StoredRun? {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: runs.path)) ?? []
    for name in names.sorted(by: >) where !name.hasPrefix(".") {
      guard let run = try? StoredRun(folder: runs.appending(path: name)) else { continue }
      if run.record.identity == identity, run.record.status != .done { return run }
    }
    return nil
  }
}
