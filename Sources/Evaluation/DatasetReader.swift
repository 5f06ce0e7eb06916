import Gzip
import Scoring

/// What is wrong with a dataset, and on which line.
public struct DatasetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Line, counted from 1; nil when it is the file as a whole.
  public let line: Int?
  /// What is wrong, as a clause.
  public let problem: String

  /// `line 3: problem`
  public var description: String { line.map { "line \($0): \(problem)" } ?? problem }
}

/// Reads labelled data: JSONL, plain or gzipped, each line
/// `{"id","text","label","language"|"lang"?,"channel"?,"split"?,"group"?}`; members beyond these are left alone.
public enum DatasetReader {
  /// Most bytes of a dataset after decompression.
  public static let maximumBytes = 1 << 30
  private static let maximumLineBytes = 1 << 24

  /// Reads all items of a file.
  ///
  /// - Parameter bytes: The file's content; gzip is recognized by its first bytes, not by its name.
  /// - Throws: ``DatasetError`` for the first broken line, a second item with the same id, or a file without items.
  public static func read(_ bytes: [UInt8]) throws(DatasetError) -> [LabelledItem] {
    let content = try plain(bytes)
    var items: [LabelledItem] = []
    var lines: [String: Int] = [:]
    var number = 0
    for line in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      // A blank line says nothing; a file's last line feed makes one.
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      let item = try item(Array(line), line: number)
      if let first = lines.updateValue(number, forKey: item.id) {
        throw DatasetError(line: number, problem: "the id of line \(first) a second time")
      }
      items.append(item)
    }
    guard !items.isEmpty else { throw DatasetError(line: nil, problem: "the dataset has no items") }
    return items
  }

  private static func plain(_ bytes: [UInt8]) throws(DatasetError) -> [UInt8] {
    guard isGzip(bytes) else { return bytes }
    do {
      return try gunzip(bytes, limit: maximumBytes)
    } catch {
      throw DatasetError(line: nil, problem: "\(error)")
    }
  }

  private static func item(_ bytes: [UInt8], line: Int) throws(DatasetError) -> LabelledItem {
    let json: JSON
    do {
      json = try JSONReader.read(bytes, maximumBytes: maximumLineBytes)
    } catch {
      throw DatasetError(line: line, problem: "not valid JSON at byte \(error.offset) (\(error.problem.rawValue))")
    }
    guard json.object != nil else { throw DatasetError(line: line, problem: "not a JSON object") }
    let word = try text("label", of: json, line: line)
    guard let label = SentimentLabel(rawValue: word) else {
      throw DatasetError(line: line, problem: "'label' is none of negative, neutral, positive")
    }
    let language = try optionalText("language", of: json, line: line)
    let shortLanguage = try optionalText("lang", of: json, line: line)
    return LabelledItem(
      id: try text("id", of: json, line: line), text: try text("text", of: json, line: line), label: label,
      language: language ?? shortLanguage,
      channel: try optionalText("channel", of: json, line: line),
      split: try optionalText("split", of: json, line: line), group: try optionalText("group", of: json, line: line))
  }

  private static func text(_ name: String, of json: JSON, line: Int) throws(DatasetError) -> String {
    guard let text = try optionalText(name, of: json, line: line), text.utf8.contains(where: { $0 > 0x20 }) else {
      throw DatasetError(line: line, problem: "'\(name)' is missing or empty")
    }
    return text
  }

  /// Nil for a member that is absent or null.
  private static func optionalText(_ name: String, of json: JSON, line: Int) throws(DatasetError) -> String? {
    guard let value = json[name]?.value, value != .null else { return nil }
    guard let text = value.string else { throw DatasetError(line: line, problem: "'\(name)' is not a string") }
    return text
  }
}
