import Foundation

/// Times as people give them to options.
enum Moment {
  /// A day (its start in UTC) or a time with its zone, ISO 8601.
  static func parse(_ text: String, option: String) throws -> Date {
    if let time = try? Date(text, strategy: .iso8601) { return time }
    if let day = try? Date(text, strategy: .iso8601.year().month().day()) { return day }
    throw Failure(.usage, "\(option): '\(text)' is no time", mend: "Write 2026-09-01 or 2026-09-01T12:00:00Z.")
  }

  /// The day in UTC, for tables.
  static func day(_ date: Date) -> String { date.formatted(.iso8601.year().month().day()) }

  /// The minute in UTC, for tables.
  static func minute(_ date: Date) -> String {
    String(date.formatted(.iso8601).prefix(16)).replacing("T", with: " ")
  }
}
