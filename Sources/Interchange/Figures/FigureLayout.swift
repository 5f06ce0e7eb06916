/// The columns of one file, by what is in them; all in lower case.
struct FigureLayout {
  let account: String
  let day: String
  let score: String
  let respondedAt: String
  let contact: String
  let comment: String
  let responseID: String
  let ticket: String
  let event: String
  let at: String
  /// A ticket a row: the column of each event's time, in the order of the kinds; empty for an event a row.
  let times: [(kind: ImportedTicketEvent.Kind, column: String)]
  private let events: [String: String]
  private let name: String
  private let value: String
  private let names: [String: String]
  /// Metrics with a column of their own: name and column, in the order of names.
  private let wide: [(name: String, column: String)]

  /// - Parameter columns: The header; `nil` where each row names its fields, as in JSONL.
  init(_ mapping: FigureMapping, _ metricNames: Set<String>, columns: [String]? = nil) {
    func column(_ given: String?, _ usual: String) -> String { (given ?? usual).trimmed.lowercased() }
    account = column(mapping.account, "account")
    day = column(mapping.day, "day")
    score = column(mapping.score, "score")
    respondedAt = column(mapping.respondedAt, "responded_at")
    contact = column(mapping.contact, "contact")
    comment = column(mapping.comment, "comment")
    responseID = column(mapping.responseID, "response_id")
    ticket = column(mapping.ticket, "ticket")
    event = column(mapping.event, "event")
    at = column(mapping.at, "at")
    events = Dictionary(
      (mapping.events ?? [:]).map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    times = Self.times(mapping, columns)
    name = column(mapping.name, "name")
    value = column(mapping.value, "value")
    names = Dictionary(
      (mapping.names ?? [:]).map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    if let metrics = mapping.metrics {
      wide = metrics.map { ($0.key, column($0.value, $0.value)) }.sorted { $0.name < $1.name }
    } else if let columns, mapping.name == nil, !columns.contains("name") {
      // A table without a column of names has a column for each metric.
      wide = columns.filter(metricNames.contains).sorted().map { ($0, $0) }
    } else {
      wide = []
    }
  }

  /// The first column that is needed and not there.
  func missing(for kind: FigureKind, in columns: [String]) -> String? {
    let needed: [String] =
      switch kind {
      case .metrics: [account, day] + (wide.isEmpty ? [name, value] : wide.map(\.column))
      case .nps: [account, score, respondedAt]
      case .tickets: [account, ticket] + (times.isEmpty ? [event, at] : times.map(\.column))
      }
    return needed.first { !columns.contains($0) }
  }

  private static func times(
    _ mapping: FigureMapping, _ columns: [String]?
  ) -> [(kind: ImportedTicketEvent.Kind, column: String)] {
    let kinds = ImportedTicketEvent.Kind.allCases
    if let times = mapping.times {
      return kinds.compactMap { kind in times[kind.rawValue].map { (kind, $0.trimmed.lowercased()) } }
    }
    // A table without a column of events has a column for the time of each.
    guard let columns, mapping.event == nil, !columns.contains("event") else { return [] }
    return kinds.map { ($0, "\($0.rawValue)_at") }.filter { columns.contains($0.column) }
  }

  /// Where a ticket a row says when it was opened.
  var openedColumn: String { times.first { $0.kind == .opened }?.column ?? "opened_at" }

  /// What the name of an event stands for.
  enum EventName {
    case kind(ImportedTicketEvent.Kind)
    /// It tells of nothing that anybody wants to have read.
    case ignored(String)
    case unknown
  }

  /// Names that help desks have for what no diagnosis looks at.
  private static let ignoredEvents: Set<String> = ["first_response", "priority", "priority_changed", "assigned"]

  /// What a name stands for, by the mapping first.
  func event(named name: String) -> EventName {
    let name = name.lowercased()
    if let mapped = events[name] {
      return ImportedTicketEvent.Kind(rawValue: mapped).map { .kind($0) } ?? .ignored(name)
    }
    if let kind = ImportedTicketEvent.Kind(named: name) { return .kind(kind) }
    return Self.ignoredEvents.contains(name) ? .ignored(name) : .unknown
  }

  /// The metrics of a row: name, column, text. An empty cell of a wide table is a figure that nobody took.
  func values(in fields: [String: String]) throws -> [(name: String, column: String, text: String)] {
    guard wide.isEmpty else {
      return wide.compactMap { metric in
        optional(metric.column, in: fields).map { (metric.name, metric.column, $0) }
      }
    }
    let source = try required(name, in: fields)
    return [(names[source.lowercased()] ?? source, value, try required(value, in: fields))]
  }

  /// A field that must not be empty. Throws `FieldFault`.
  func required(_ column: String, in fields: [String: String]) throws -> String {
    guard let text = optional(column, in: fields) else { throw FieldFault(field: column, wanted: "is missing") }
    return text
  }

  /// A field that may be empty or not there.
  func optional(_ column: String, in fields: [String: String]) -> String? {
    fields[column].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
  }
}
