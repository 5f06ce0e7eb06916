public import Conversation
import Foundation

/// Cleans a file of JSON lines, `{"id","channel","raw"}` each, and answers a line for a line.
public struct CleaningLines: Sendable {
  /// What comes of one line.
  public enum Answer: Sendable, Hashable {
    /// A line of JSON: `{"id","text","removed":[{"start","end","why"}]}`.
    case cleaned(String)
    /// A line that can't be used: the answer to it, and what is wrong for people, with the place and what to do.
    case failed(String, complaint: String)
  }

  private let cleaner: TextCleaner
  private let defaultChannel: Channel

  private static let longestLine = 64 << 20

  /// - Parameter defaultChannel: The channel of lines that name none.
  public init(_ cleaner: TextCleaner, defaultChannel: Channel = .email) {
    self.cleaner = cleaner
    self.defaultChannel = defaultChannel
  }

  /// Hands the answer to each line of a file that is not blank to `body`, in their order.
  ///
  /// Throws what the system says when the file can't be read, and what `body` throws.
  public func read(_ path: String, called name: String, _ body: (Answer) throws -> Void) throws {
    let source = try ByteSource(path: path)
    var line = 0
    while let next = try source.nextLine(limit: Self.longestLine) {
      line += 1
      guard next.bytes.contains(where: { $0 > 0x20 }) else { continue }
      try body(
        next.isTruncated ? failed("the line is longer than 64 MiB", nil, name, line) : answer(next.bytes, name, line))
    }
  }

  private func answer(_ bytes: [UInt8], _ name: String, _ line: Int) -> Answer {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let object: JSONValue
    do {
      object = try JSONParser.value(start)
    } catch {
      return failed("is not a JSON object (byte \(error.offset + 1)); write one object a line", nil, name, line)
    }
    guard case .object = object else { return failed("is not a JSON object; write one object a line", nil, name, line) }
    let id = object["id"]
    guard case .string(let raw)? = object["raw"] else {
      return failed("'raw' is missing or no text; give the message as it came", id, name, line)
    }
    guard let channel = object["channel"].map({ Self.channel(named: $0.text) }) ?? defaultChannel else {
      let names = Channel.allCases.map(\.rawValue).joined(separator: ", ")
      return failed("'channel' must be one of \(names)", id, name, line)
    }
    return .cleaned(Self.json(cleaner.clean(raw, channel: channel), id: id))
  }

  /// The channel of a name, also of what people call it besides; `nil` for what is none.
  public static func channel(named name: String?) -> Channel? {
    let name = name?.lowercased() ?? ""
    return Channel(rawValue: name) ?? synonyms[name]
  }

  private static let synonyms: [String: Channel] = [
    "mail": .email, "e-mail": .email, "chat": .ticket, "support": .ticket, "phone": .call, "nps": .survey,
  ]

  private func failed(_ what: String, _ id: JSONValue?, _ name: String, _ line: Int) -> Answer {
    .failed(
      "{\"id\":\(Self.text(id)),\"error\":\(JSONText.quoted(what))}", complaint: "\(name), line \(line): \(what)")
  }

  /// The answer as a line of JSON.
  private static func json(_ cleaned: CleanedText, id: JSONValue?) -> String {
    let removed = cleaned.removed.map {
      "{\"start\":\($0.range.lowerBound),\"end\":\($0.range.upperBound),\"why\":\(JSONText.quoted($0.why.rawValue))}"
    }
    let body = cleaned.body.map { ",\"body\":\(JSONText.quoted($0))" } ?? ""
    return
      "{\"id\":\(text(id)),\"text\":\(JSONText.quoted(cleaned.text)),\"removed\":[\(removed.joined(separator: ","))]\(body)}"
  }

  /// An id as it was given.
  private static func text(_ id: JSONValue?) -> String {
    switch id {
    case .number(let digits): digits
    case .string(let text): JSONText.quoted(text)
    default: "null"
    }
  }
}

/// Texts as JSON writes them.
enum JSONText {
  /// The text between quotation marks.
  static func quoted(_ text: String) -> String {
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): result.append(contentsOf: "\\\"".utf8)
      case UInt8(ascii: "\\"): result.append(contentsOf: "\\\\".utf8)
      case 0x0A: result.append(contentsOf: "\\n".utf8)
      case 0x0D: result.append(contentsOf: "\\r".utf8)
      case 0x09: result.append(contentsOf: "\\t".utf8)
      case 0..<0x20, 0x7F: result.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
      default: result.append(byte)
      }
    }
    result.append(UInt8(ascii: "\""))
    return String(decoding: result, as: UTF8.self)
  }
}
