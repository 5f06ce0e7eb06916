import Conversation
import FoundationEssentials

/// Times as RFC 3339 writes them: `2024-05-03T10:15:00Z`, with or without fractions, with any offset.
enum Timestamp {
  /// The time; `nil` for anything else, a time without an offset included.
  static func date(in text: String) -> Date? {
    let parts = text.split(omittingEmptySubsequences: false) { $0 == "T" || $0 == "t" || $0 == " " }
    guard parts.count == 2, let day = CalendarDay(parts[0]),
      let mark = parts[1].lastIndex(where: { "Zz+-".contains($0) }),
      let ahead = offset(parts[1][mark...]), let clock = ClockTime(parts[1][..<mark]), clock.isWhole
    else { return nil }
    return Date(timeIntervalSince1970: Double(day.daysSince1970 * 86_400 + clock.seconds - ahead) + clock.fraction)
  }

  /// Seconds ahead of Greenwich: `Z`, `+01:00`, `-0530`, `+01`.
  private static func offset(_ text: Substring) -> Int? {
    if text == "Z" || text == "z" { return 0 }
    let rest = text.dropFirst()
    let clock: ClockTime? =
      switch (rest.utf8.count, rest.contains(":")) {
      case (5, true): ClockTime(rest)
      case (4, false): ClockTime("\(rest.prefix(2)):\(rest.suffix(2))")
      case (2, false): ClockTime("\(rest):00")
      default: nil
      }
    return clock.map { (text.first == "-" ? -1 : 1) * $0.seconds }
  }
}
