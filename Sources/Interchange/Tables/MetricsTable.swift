import Conversation

/// `account,day,name,value`: figures of usage and support.
enum MetricsTable {
  /// The column names, in any order.
  static let header: Set<String> = ["account", "day", "name", "value"]

  /// Makes a metric of a row. Throws `FieldFault`.
  static func record(_ fields: [String: String], _ place: ImportPlace) throws -> ImportedRecord {
    let account = try required("account", in: fields)
    let name = try required("name", in: fields)
    guard let day = CalendarDay(try required("day", in: fields)) else {
      throw FieldFault(field: "day", wanted: "must be a day as YYYY-MM-DD")
    }
    guard let value = Double(try required("value", in: fields)), value.isFinite else {
      throw FieldFault(field: "value", wanted: "must be a number with a decimal point")
    }
    return .metric(ImportedMetric(place: place, account: account, day: day, name: name, value: value))
  }

  /// A field that must not be empty. Throws `FieldFault`.
  static func required(_ name: String, in fields: [String: String]) throws -> String {
    guard let value = fields[name]?.trimmed, !value.isEmpty else { throw FieldFault(field: name, wanted: "is missing") }
    return value
  }
}

/// `account,score,responded_at` and, where known, `contact,comment,response_id`: answers to a net promoter survey.
enum NPSTable {
  private static let needed: Set<String> = ["account", "score", "responded_at"]
  private static let known = needed.union(["contact", "comment", "response_id"])

  /// Whether these column names, in any order, are such a table's.
  static func matches(_ header: Set<String>) -> Bool { header.isSuperset(of: needed) && header.isSubset(of: known) }

  /// Makes a response of a row. Throws `FieldFault`.
  static func record(_ fields: [String: String], _ place: ImportPlace) throws -> ImportedRecord {
    let account = try MetricsTable.required("account", in: fields)
    guard let score = Int(try MetricsTable.required("score", in: fields)), (0...10).contains(score) else {
      throw FieldFault(field: "score", wanted: "must be a whole number from 0 to 10")
    }
    let time = try MetricsTable.required("responded_at", in: fields)
    // Noon in Greenwich is the same day nearly everywhere.
    guard let respondedAt = Timestamp.date(in: CalendarDay(time) == nil ? time : "\(time)T12:00:00Z") else {
      throw FieldFault(field: "responded_at", wanted: "must be a day or a time as 2024-05-03T10:15:00Z")
    }
    func optional(_ name: String) -> String? { fields[name].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
    return .npsResponse(
      ImportedNPSResponse(
        place: place, account: account, responseID: optional("response_id"), contact: optional("contact"), score: score,
        respondedAt: respondedAt,
        comment: optional("comment")))
  }
}
