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
/// `{"id","text","label","language"|"lang"?,"channel"?,"split"?,"group"?,"labels"?,"meta"?}`; of `meta`, `subject` and
/// `hard` are read, and members beyond these are left alone.
public enum DatasetReader {
  /// Most bytes of a dataset after decompression.
  public static let maximumBytes = 1 << 30
  private static let maximumLineBytes = 1 << 24

  /// Reads all items of a file.
  ///
  /// - Parameter bytes: The file's content; gzip is recognized by its first bytes, not by its name.
  /// - Throws: ``DatasetError`` for the first broken line, a second item with the same id, or a file without items.
  public static func read(_ bytes: [UInt8]) throws(DatasetError) -> [LabelledItem] {
    let scan = try scan(bytes)
    if let problem = scan.problems.first { throw problem }
    return scan.items.map(\.item)
  }

  /// All that a file has: its items with their lines, and what is wrong with other lines.
  public struct Scan: Sendable {
    /// Items that could be read, with their lines, counted from 1.
    public let items: [(line: Int, item: LabelledItem)]
    /// What could not be read, and ids that come a second time, in the order of the lines.
    public let problems: [DatasetError]
  }

  /// Reads a file to its end, whatever is wrong with its lines.
  ///
  /// - Throws: ``DatasetError`` when it is no file of lines at all.
  public static func scan(_ bytes: [UInt8]) throws(DatasetError) -> Scan {
    let content = try plain(bytes)
    var items: [(line: Int, item: LabelledItem)] = []
    var problems: [DatasetError] = []
    var lines: [String: Int] = [:]
    var number = 0
    for line in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      // A blank line says nothing; a file's last line feed makes one.
      guard line.contains(where: { $0 > 0x20 }) else { continue }
      do throws(DatasetError) {
        let item = try item(Array(line), line: number)
        if let first = lines.updateValue(number, forKey: item.id) {
          throw DatasetError(line: number, problem: "the id of line \(first) a second time")
        }
        items.append((number, item))
      } catch {
        problems.append(error)
      }
    }
    if items.isEmpty && problems.isEmpty { throw DatasetError(line: nil, problem: "the dataset has no items") }
    return Scan(items: items, problems: problems)
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
    let meta = json["meta"]?.value ?? .null
    return LabelledItem(
      id: try text("id", of: json, line: line), text: try text("text", of: json, line: line),
      subject: try optionalText("subject", of: meta, line: line), label: label, language: language ?? shortLanguage,
      channel: try optionalText("channel", of: json, line: line),
      split: try optionalText("split", of: json, line: line), group: try optionalText("group", of: json, line: line),
      votes: try votes(json["labels"]?.value, line: line), hardships: try hardships(meta["hard"]?.value, line: line))
  }

  private static func votes(_ json: JSON?, line: Int) throws(DatasetError) -> [LabelledItem.Vote] {
    guard let json, json != .null else { return [] }
    let problem = DatasetError(line: line, problem: "'labels' is no list of {\"by\",\"label\"}")
    guard let elements = json.array else { throw problem }
    var votes: [LabelledItem.Vote] = []
    for element in elements {
      guard let by = element.value["by"]?.value.string,
        let label = element.value["label"]?.value.string.flatMap(SentimentLabel.init(rawValue:))
      else { throw problem }
      guard !votes.contains(where: { $0.by == by }) else {
        throw DatasetError(line: line, problem: "'labels' has two labels by the same person")
      }
      votes.append(.init(by: by, label: label))
    }
    return votes
  }

  /// A name or a list of names.
  private static func hardships(_ json: JSON?, line: Int) throws(DatasetError) -> [String] {
    guard let json, json != .null else { return [] }
    if let name = json.string { return [name] }
    let names = json.array?.compactMap(\.value.string) ?? []
    guard let count = json.array?.count, count == names.count else {
      throw DatasetError(line: line, problem: "'meta.hard' is no list of names")
    }
    return names
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
