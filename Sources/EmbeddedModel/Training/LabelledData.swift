import Foundation
import Gzip

/// Why labelled data cannot be used.
public struct LabelledDataError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file.
  public let file: String
  /// The line, from 1; nil when the file as a whole is meant.
  public let line: Int?
  /// What is wrong, in one clause.
  public let problem: String

  /// File, line and problem.
  public var description: String { "\(file)\(line.map { ":\($0)" } ?? ""): \(problem)" }
}

/// Reads labelled messages: one JSON object a line with `id`, `text`, `label`, `language` and optionally `channel`.
public enum LabelledData {
  /// The most bytes of one file, unpacked.
  static let largestFile = 2 << 30

  /// Reads a file, gzip or plain; the set is named after the file, up to its first dot.
  public static func read(file path: String) throws(LabelledDataError) -> [LabelledMessage] {
    let url = URL(fileURLWithPath: path)
    let name = url.lastPathComponent
    let bytes: [UInt8]
    do {
      let stored = [UInt8](try Data(contentsOf: url))
      bytes = isGzip(stored) ? try gunzip(stored, limit: largestFile) : stored
    } catch let error as GzipError {
      throw LabelledDataError(file: path, line: nil, problem: error.description)
    } catch {
      throw LabelledDataError(file: path, line: nil, problem: error.localizedDescription)
    }
    return try parse(bytes, file: path, set: String(name.prefix { $0 != "." }))
  }

  /// Reads lines; blank ones are skipped, any other that is not a labelled message is an error.
  static func parse(_ bytes: [UInt8], file: String, set: String) throws(LabelledDataError) -> [LabelledMessage] {
    let decoder = JSONDecoder()
    var messages: [LabelledMessage] = []
    var line = 0
    for row in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      guard row.contains(where: { $0 > 0x20 }) else { continue }
      let problem: String
      do {
        let row = try decoder.decode(Row.self, from: Data(row))
        messages.append(
          LabelledMessage(id: row.id, text: row.text, label: row.label, language: row.language, set: set))
        continue
      } catch DecodingError.keyNotFound(let key, _) {
        problem = "the member \"\(key.stringValue)\" is missing"
      } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
        problem = "the member \"\(context.codingPath.last?.stringValue ?? "")\" is not a string"
      } catch DecodingError.dataCorrupted(let context) where context.codingPath.last?.stringValue == "label" {
        problem = "the label is none of negative, neutral, positive"
      } catch {
        problem = "not a JSON object"
      }
      throw LabelledDataError(file: file, line: line, problem: problem)
    }
    return messages
  }

  private struct Row: Decodable {
    let id: String
    let text: String
    let label: Tone
    let language: String
  }
}
