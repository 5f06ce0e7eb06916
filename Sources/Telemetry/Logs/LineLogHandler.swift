public import Foundation
public import Logging

/// Writes each record as one line, whole, to a sink.
///
/// Messages are static texts; what varies is metadata. Nothing that a customer wrote belongs in either.
public struct LineLogHandler: LogHandler {
  /// Takes one complete line, with its line end.
  public typealias Sink = @Sendable (String) -> Void

  private let label: String
  private let format: LogFormat
  private let sink: Sink
  private let now: @Sendable () -> Date

  /// Attached to every record of this handler.
  public var metadata: Logger.Metadata = [:]
  /// Records below this level are not written.
  public var logLevel: Logger.Level

  /// A handler; `sink` defaults to standard error, written in one call a line so that processes do not tear lines.
  public init(
    label: String, format: LogFormat, level: Logger.Level,
    now: @escaping @Sendable () -> Date = { Date() },
    sink: @escaping Sink = LineLogHandler.standardError
  ) {
    self.label = label
    self.format = format
    self.logLevel = level
    self.now = now
    self.sink = sink
  }

  /// Reads and sets one value of ``metadata``.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes one record.
  public func log(event: LogEvent) {
    var merged = metadata
    if let given = event.metadata { merged.merge(given) { _, new in new } }
    if let error = event.error { merged["error"] = "\(error)" }
    sink(line(level: event.level, message: event.message.description, metadata: merged))
  }

  private func line(level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
    let time = now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    let pairs = metadata.sorted { $0.key < $1.key }
    switch format {
    case .text:
      let tail = pairs.map { " \($0.key)=\(Self.quotedIfNeeded($0.value.description))" }.joined()
      return "\(time) \(level.rawValue) \(message)\(tail)\n"
    case .json:
      var fields = [("time", time), ("level", level.rawValue), ("logger", label), ("message", message)]
      fields += pairs.map { ($0.key, $0.value.description) }
      let members = fields.map { "\(JSONText.quoted($0.0)):\(JSONText.quoted($0.1))" }
      return "{\(members.joined(separator: ","))}\n"
    }
  }

  private static func quotedIfNeeded(_ value: String) -> String {
    let isPlain = !value.isEmpty && value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" }
    return isPlain ? value : JSONText.quoted(value)
  }

  /// The default sink.
  public static let standardError: Sink = { line in
    FileHandle.standardError.write(Data(line.utf8))
  }
}

/// JSON string literals (RFC 8259, section 7).
enum JSONText {
  static func quoted(_ value: String) -> String {
    var out = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
