import Evaluation
public import Foundation

/// The folder that `eval.json` is in, and all that an evaluation keeps beside it: data, cassettes, runs, baselines and
/// the log of held-out use.
public struct EvaluationFolder: Sendable {
  /// The folder.
  public let root: URL

  /// Takes the folder.
  public init(_ root: URL) { self.root = root }

  /// `cassettes/<model>`
  public func cassettes(of model: String) -> URL {
    let safe = model.unicodeScalars.map { scalar in
      let isFit = scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains(scalar))
      return isFit ? Character(scalar) : "-"
    }
    let name = String(safe)
    return root.appending(path: "cassettes/\(name.hasPrefix(".") ? "-" + name.dropFirst() : name)")
  }

  /// `runs`
  public var runs: URL { root.appending(path: "runs") }

  /// `baselines`
  public var baselines: URL { root.appending(path: "baselines") }

  /// `heldout.jsonl`
  public var heldOutLog: HeldOutLog { HeldOutLog(file: root.appending(path: "heldout.jsonl")) }

  /// A path of `eval.json`: relative to the folder.
  public func url(_ path: String) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : root.appending(path: path).standardizedFileURL
  }

  /// The last of ids, which begin with the second of the start; of several in one second the one that was written last.
  private func latest(of names: [String]) -> String? {
    func second(_ name: String) -> Substring { name.prefix { $0 != "-" } }
    func written(_ name: String) -> Date {
      let place = runs.appending(path: "\(name)/\(StoredRun.recordName)").path
      return (try? FileManager.default.attributesOfItem(atPath: place))?[.modificationDate] as? Date ?? .distantPast
    }
    return names.last.flatMap { last in
      names.filter { second($0) == second(last) }.max { (written($0), $0) < (written($1), $1) }
    }
  }

  /// The run that somebody means: a folder, an id or the beginning of one, or `latest`.
  public func run(_ name: String) throws(EvaluationFailure) -> StoredRun {
    let files = FileManager.default
    if name.contains("/") || files.fileExists(atPath: name + "/run.json") {
      return try StoredRun(folder: URL(filePath: name))
    }
    let names = ((try? files.contentsOfDirectory(atPath: runs.path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    if name == "latest" {
      guard let last = latest(of: names) else {
        throw EvaluationFailure(.data, "there is no run in \(runs.path)", mend: "Make one with 'phano eval run'.")
      }
      return try StoredRun(folder: runs.appending(path: last))
    }
    let found = names.filter { $0 == name || $0.hasPrefix(name) || $0.hasSuffix("-" + name) }
    guard found.count == 1, let id = found.first else {
      throw EvaluationFailure(
        .data, found.isEmpty ? "no run is called '\(name)'" : "\(found.count) runs are called '\(name)...'",
        mend: "Give a folder, an id of \(runs.path), or 'latest'.")
    }
    return try StoredRun(folder: runs.appending(path: id))
  }
}

/// Reading and writing, with failures that say the file.
enum Files {
  static func read(_ url: URL) throws(EvaluationFailure) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: url))
    } catch {
      throw EvaluationFailure(.data, "\(url.path) cannot be read", mend: "Check the path and its permissions.")
    }
  }

  /// The whole file at once, or as it was.
  static func write(_ data: Data, to url: URL) throws(EvaluationFailure) {
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: url, options: .atomic)
    } catch {
      throw EvaluationFailure(.storage, "\(url.path) cannot be written", mend: "Check the path and its permissions.")
    }
  }

  static func json(_ value: some Encodable, pretty: Bool = true) throws(EvaluationFailure) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      pretty
      ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      : [
        .sortedKeys, .withoutEscapingSlashes,
      ]
    do {
      return try encoder.encode(value) + Data("\n".utf8)
    } catch {
      throw EvaluationFailure(.storage, "\(type(of: value)) cannot be written as JSON")
    }
  }

  static func decoded<Value: Decodable>(_ type: Value.Type, from url: URL) throws(EvaluationFailure) -> Value {
    let bytes = try read(url)
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw EvaluationFailure(.data, "\(url.path) is not as it should be: \(reason(error))")
    }
  }

  /// Where and why JSON did not fit, in a few words.
  static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    let context: DecodingError.Context
    switch error {
    case .dataCorrupted(let found), .typeMismatch(_, let found), .valueNotFound(_, let found): context = found
    case .keyNotFound(let key, _): return "the member '\(key.stringValue)' is missing"
    @unknown default: return "\(error)"
    }
    let path = context.codingPath.map(\.stringValue).joined(separator: ".")
    return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
  }
}

/// Times as they are written everywhere.
public enum Timestamp {
  /// `2026-11-22T09:30:00Z`
  public static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// `20261122T093000Z`, for names of folders.
  static func compact(_ date: Date) -> String { text(date).replacing("-", with: "").replacing(":", with: "") }
}
