import Evaluation
public import Foundation

/// A run that others are held against, with the reason why.
public struct Baseline: Sendable, Hashable, Codable {
  /// Version of this form.
  public let v: Int
  /// The baseline's name.
  public let name: String
  /// The run that it was made of.
  public let runID: String
  /// The run's result.
  public let resultSHA256: String
  /// Why this run.
  public let reason: String
  /// When it was made one.
  public let at: String
  /// The result of the baseline that it took the place of; nil for the first.
  public let replaces: String?

  private enum CodingKeys: String, CodingKey {
    case v, name, reason, at, replaces
    case runID = "run_id"
    case resultSHA256 = "result_sha256"
  }
}

extension EvaluationFolder {
  /// The run of a baseline.
  public func baseline(_ name: String) throws(EvaluationFailure) -> StoredRun {
    let folder = try baselineFolder(name)
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw EvaluationFailure(
        .data, "there is no baseline '\(name)' in \(baselines.path)", mend: "Make one with 'phano eval bless'.")
    }
    let note = try Files.decoded(Baseline.self, from: folder.appending(path: "blessed.json"))
    let run = try StoredRun(folder: folder)
    guard run.record.resultSHA256 == note.resultSHA256 else {
      throw EvaluationFailure(.invalid, "\(folder.path): the run is not the one that was blessed")
    }
    return run
  }

  /// Makes a run a baseline.
  public func bless(
    _ run: StoredRun, as name: String, reason: String, at date: Date
  ) throws(EvaluationFailure) -> Baseline {
    let folder = try baselineFolder(name)
    guard run.record.status == .done, let result = run.record.resultSHA256 else {
      throw EvaluationFailure(.invalid, "the run \(run.record.runID) is \(run.record.status.rawValue), not done")
    }
    guard run.record.totals.error == 0 else {
      throw EvaluationFailure(
        .invalid, "\(run.record.totals.error) items of the run \(run.record.runID) were not answered",
        mend: "Go on with it: 'phano eval run --resume'.")
    }
    guard run.record.totals.ok > 0 else {
      throw EvaluationFailure(
        .invalid, "no item of the run \(run.record.runID) has a label: nothing could be held against it")
    }
    let noteURL = folder.appending(path: "blessed.json")
    let former = try? Files.decoded(Baseline.self, from: noteURL)
    let note = Baseline(
      v: 1, name: name, runID: run.record.runID, resultSHA256: result, reason: reason, at: Timestamp.text(date),
      replaces: former?.resultSHA256)
    for file in [StoredRun.itemsName, StoredRun.metricsName, StoredRun.recordName] {
      try Files.write(Data(try Files.read(run.folder.appending(path: file))), to: folder.appending(path: file))
    }
    try Files.write(try Files.json(note), to: noteURL)
    return note
  }

  private func baselineFolder(_ name: String) throws(EvaluationFailure) -> URL {
    let isFit =
      !name.isEmpty && name.utf8.count <= 64 && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains(scalar))
      }
    guard isFit else {
      throw EvaluationFailure(
        .data, "'\(name)' is no name for a baseline", mend: "Use letters, digits, '-', '_' and '.'.")
    }
    return baselines.appending(path: name)
  }
}
