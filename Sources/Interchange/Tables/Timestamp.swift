import Conversation
import FoundationEssentials

/// Times as RFC 3339 writes them: `2024-05-03T10:15:00Z`, with or without fractions, with any offset.
enum Timestamp {
  /// The time; `nil` for anything else, a time without an offset included.
  static func date(in text: String) -> Date? {
    let parts = text.split(omittingEmptySubsequences: false) { "Tt ".contains($0) }
    guard parts.count == 2, CalendarDay(parts[0]) != nil else { return nil }
    let canonical = "\(parts[0])T\(parts[1].uppercased())"
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: canonical.contains("."))
    return try? style.parse(canonical)
  }
}
