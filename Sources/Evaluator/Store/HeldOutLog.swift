import Evaluation
public import Foundation
import Scoring

/// Who ran a held-out split and why: lines of which each carries the hash of the one before, so that none can be taken
/// out or changed without it showing. A split that is looked at often is no longer held out.
public struct HeldOutLog: Sendable {
  /// `heldout.jsonl`
  public let file: URL

  /// One use.
  public struct Use: Sendable {
    /// When, as `2026-11-22T09:30:00Z`.
    public let at: String
    /// The run.
    public let runID: String
    /// The system's id.
    public let system: String
    /// SHA-256 of the dataset.
    public let dataset: String
    /// The split; nil for all of them.
    public let split: String?
    /// Why.
    public let reason: String
  }

  private static let beginning = String(repeating: "0", count: 64)

  /// Adds a use, once the chain so far is whole.
  ///
  /// - Returns: The number of the line, from 1.
  public func append(_ use: Use) throws(EvaluationFailure) -> Int {
    let log = try AppendOnlyFile(file)
    let chain = try verify()
    let members: [(String, JSON)] = [
      ("v", .number(1)), ("n", .number(Double(chain.count + 1))), ("at", .string(use.at)),
      ("run_id", .string(use.runID)), ("system", .string(use.system)), ("dataset_sha256", .string(use.dataset)),
      ("split", use.split.map { .string($0) } ?? .null), ("reason", .string(use.reason)),
      ("prev", .string(chain.last ?? Self.beginning)),
    ]
    let line = JSON.members(members + [("rec", .string(Fingerprint.of(.members(members))))])
    try log.append(Array((line.compactText + "\n").utf8))
    log.synchronize()
    return chain.count + 1
  }

  /// The hashes of all lines, in their order; empty when there is no log.
  ///
  /// - Throws: `EvaluationFailure` of kind `invalid` naming the first line that does not follow from the one before.
  public func verify() throws(EvaluationFailure) -> [String] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let bytes = try Files.read(file)
    var hashes: [String] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let json = try? JSONReader.read(Array(line), maximumBytes: 1 << 20)
      let members = json?.object ?? []
      let rest = JSON.object(members.filter { $0.name != "rec" })
      let isWhole =
        json?["rec"]?.value.string == Fingerprint.of(rest) && json?["n"]?.value.integer == index + 1
        && json?["prev"]?.value.string == hashes.last ?? Self.beginning
      guard isWhole, let hash = json?["rec"]?.value.string else {
        throw EvaluationFailure(
          .invalid, "\(file.path), line \(index + 1): the chain of held-out uses is broken",
          mend: "Take the file from version control again.")
      }
      hashes.append(hash)
    }
    return hashes
  }
}
