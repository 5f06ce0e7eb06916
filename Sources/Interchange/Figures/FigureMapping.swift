import Foundation

/// Which columns of a foreign table hold what; the content of a mapping file.
///
/// Metrics are read from one column each (`metrics`), or from a column of names and one of values (`name`, `value`, with
/// `names` for what the source calls them). Tickets are read an event a row (`event`, `at`), or a ticket a row with a column
/// for the time of each event (`times`). Without a mapping the columns are called as the fields are.
public struct FigureMapping: Sendable, Hashable, Decodable {
  /// How a day is written.
  public enum DayFormat: String, Sendable, Hashable, Decodable, CaseIterable {
    /// `2026-03-09`, also with a time behind it.
    case yearFirst = "YYYY-MM-DD"
    /// `09.03.2026` or `09/03/2026`.
    case dayFirst = "DD.MM.YYYY"
    /// `03/09/2026`.
    case monthFirst = "MM/DD/YYYY"
  }

  /// The column that names the account.
  public var account: String?
  /// The column of the day.
  public var day: String?
  /// How days are written.
  public var dayFormat: DayFormat?
  /// Metrics by their own column: the metric's name, and the column's.
  public var metrics: [String: String]?
  /// The column of the metric's name.
  public var name: String?
  /// The column of the metric's value.
  public var value: String?
  /// The names of metrics by what the source calls them.
  public var names: [String: String]?
  /// The column of the source's own id of an answer.
  public var responseID: String?
  /// The column of who answered.
  public var contact: String?
  /// The column of the score.
  public var score: String?
  /// The column of the time of an answer.
  public var respondedAt: String?
  /// The column of what was added in words.
  public var comment: String?
  /// The column of a ticket's id.
  public var ticket: String?
  /// The column of what happened to it.
  public var event: String?
  /// The column of when.
  public var at: String?
  /// What the source's names of events stand for: a kind of event, or `ignored`.
  public var events: [String: String]?
  /// Tickets by row: a kind of event, and the column of its time.
  public var times: [String: String]?
  /// The zone of times that name none, such as `Europe/Berlin`; UTC if `nil`.
  public var timeZone: String?
  /// Whether numbers are written with a decimal comma.
  public var decimalComma: Bool?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case account, day, metrics, name, value, names, contact, score, comment, ticket, event, at, events, times
    case responseID = "response_id"
    case timeZone = "time_zone"
    case dayFormat = "day_format"
    case respondedAt = "responded_at"
    case decimalComma = "decimal_comma"
  }

  /// The columns are called as the fields are.
  public init() {}

  /// What is wrong with a mapping file.
  public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
    /// One clause.
    public let description: String
  }

  /// Reads a mapping file. Throws `Fault`.
  public init(json: [UInt8]) throws {
    guard let object = try? JSONSerialization.jsonObject(with: Data(json)) as? [String: Any] else {
      throw Fault(description: "must be one JSON object, such as {\"account\": \"Company\"}")
    }
    let known = Set(CodingKeys.allCases.map(\.rawValue))
    if let unknown = object.keys.sorted().first(where: { !known.contains($0) }) {
      throw Fault(description: "'\(unknown)' is unknown; there are \(known.sorted().joined(separator: ", "))")
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json))
    } catch DecodingError.dataCorrupted(let context) where context.codingPath.first?.stringValue == "day_format" {
      let formats = DayFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Fault(description: "'day_format': there is \(formats)")
    } catch DecodingError.typeMismatch(_, let context) {
      throw Fault(description: "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' has the wrong type")
    } catch {
      throw Fault(description: "can't be understood")
    }
    try check()
  }

  private func check() throws {
    if let timeZone, TimeZone(identifier: timeZone) == nil {
      throw Fault(description: "'time_zone': '\(timeZone)' is no zone; write one such as Europe/Berlin")
    }
    let kinds = ImportedTicketEvent.Kind.allCases.map(\.rawValue)
    if let stray = times?.keys.sorted().first(where: { !kinds.contains($0) }) {
      throw Fault(description: "'times.\(stray)' is no event; there are \(kinds.joined(separator: ", "))")
    }
    for (name, kind) in (events ?? [:]).sorted(by: { $0.key < $1.key })
    where kind != Self.ignored && !kinds.contains(kind) {
      throw Fault(
        description:
          "'events.\(name)': '\(kind)' is no event; there are \(kinds.joined(separator: ", ")), \(Self.ignored)")
    }
  }

  /// What an event stands for that nobody wants to have read.
  static let ignored = "ignored"
}
