/// Which columns of a file hold what; all in lower case. A column that the mapping gives nobody is called as the field is.
struct FigureLayout {
  let account: String
  let day: String
  let score: String
  let respondedAt: String
  let contact: String?
  let comment: String?
  let responseID: String?
  let ticket: String
  let event: String
  let at: String
  private let kind: FigureKind
  private let name: String
  private let value: String
  private let names: [String: String]
  private let events: [String: String]
  /// Whether the mapping names the column of metrics' names, and that of events.
  private let isGiven: (name: Bool, event: Bool)
  /// Metrics with a column of their own: those of the mapping, and those that a column may be called as.
  private let metrics: (given: [Metric]?, usual: [Metric])
  /// A ticket a row: the column of each event's time, likewise.
  private let times: (given: [Time]?, usual: [Time])

  typealias Metric = (name: String, column: String)
  typealias Time = (kind: ImportedTicketEvent.Kind, column: String)

  /// Throws when the mapping gives one column two roles.
  init(_ mapping: FigureMapping, _ kind: FigureKind, _ metricNames: Set<String>) throws(FigureMapping.Fault) {
    func column(_ given: String?, _ usual: String) -> String { (given ?? usual).trimmed.lowercased() }
    self.kind = kind
    account = column(mapping.account, "account")
    day = column(mapping.day, "day")
    score = column(mapping.score, "score")
    respondedAt = column(mapping.respondedAt, "responded_at")
    ticket = column(mapping.ticket, "ticket")
    event = column(mapping.event, "event")
    at = column(mapping.at, "at")
    name = column(mapping.name, "name")
    value = column(mapping.value, "value")
    isGiven = (mapping.name != nil, mapping.event != nil)
    let needed = kind == .nps ? [account, score, respondedAt] : kind == .metrics ? [account, day] : [account, ticket]
    // What nobody asked for makes way for a column of that name that has another role.
    func optional(_ given: String?, _ usual: String) -> String? {
      given == nil && needed.contains(usual) ? nil : column(given, usual)
    }
    contact = optional(mapping.contact, "contact")
    comment = optional(mapping.comment, "comment")
    responseID = optional(mapping.responseID, "response_id")
    events = Self.lowercased(mapping.events)
    names = Self.lowercased(mapping.names)
    metrics = (
      mapping.metrics.map { $0.map { ($0.key, column($0.value, $0.value)) }.sorted { $0.name < $1.name } },
      metricNames.filter { !needed.contains($0) }.sorted().map { ($0, $0) }
    )
    let kinds = ImportedTicketEvent.Kind.allCases
    times = (
      mapping.times.map { times in kinds.compactMap { kind in times[kind.rawValue].map { (kind, column($0, $0)) } } },
      kinds.map { ($0, "\($0.rawValue)_at") }.filter { !needed.contains($0.1) }
    )
    try checkRoles()
  }

  private static func lowercased(_ names: [String: String]?) -> [String: String] {
    Dictionary((names ?? [:]).map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a column is for, whichever of two forms a row has.
  private var roles: [(role: String, column: String?)] {
    switch kind {
    case .metrics:
      [("account", account), ("day", day)]
        + (metrics.given.map { $0.map { ("metrics.\($0.name)", $0.column) } } ?? [("name", name), ("value", value)])
    case .nps:
      [
        ("account", account), ("score", score), ("responded_at", respondedAt), ("contact", contact),
        ("comment", comment), ("response_id", responseID),
      ]
    case .tickets:
      [("account", account), ("ticket", ticket)]
        + (times.given.map { $0.map { ("times.\($0.kind.rawValue)", $0.column) } } ?? [("event", event), ("at", at)])
    }
  }

  private func checkRoles() throws(FigureMapping.Fault) {
    var taken: [String: String] = [:]
    for (role, column) in roles {
      guard let column else { continue }
      if let other = taken.updateValue(role, forKey: column) {
        throw FigureMapping.Fault(description: "the column '\(column)' is given as '\(other)' and as '\(role)'")
      }
    }
  }

  /// The first column that is needed and not there, in a table with these columns.
  func missing(in columns: [String]) -> String? { needed(in: Set(columns)).first { !columns.contains($0) } }

  /// The columns of a table that are looked at.
  func read(of columns: [String]) -> Set<String> {
    let known = needed(in: Set(columns)) + (kind == .nps ? [contact, comment, responseID].compactMap(\.self) : [])
    return Set(columns).intersection(known)
  }

  private func needed(in columns: Set<String>) -> [String] {
    switch kind {
    case .metrics:
      let wide = metrics { columns.contains($0) }
      return [account, day] + (wide.isEmpty ? [name, value] : wide.map(\.column))
    case .nps: return [account, score, respondedAt]
    case .tickets:
      let times = times { columns.contains($0) }
      return [account, ticket] + (times.isEmpty ? [event, at] : times.map(\.column))
    }
  }

  /// Metrics that have a column of their own in a row with some columns: one without a column of names has a column for each.
  private func metrics(_ has: (String) -> Bool) -> [Metric] {
    if let given = metrics.given { return given }
    return isGiven.name || has(name) ? [] : metrics.usual.filter { has($0.column) }
  }

  private func times(_ has: (String) -> Bool) -> [Time] {
    if let given = times.given { return given }
    return isGiven.event || has(event) ? [] : times.usual.filter { has($0.column) }
  }

  /// The columns of the times of a row that is a ticket; empty for one that is an event.
  func times(in fields: [String: String]) -> [Time] { times { fields[$0] != nil } }

  /// Where a ticket a row says when it was opened.
  var openedColumn: String { times.given?.first { $0.kind == .opened }?.column ?? "opened_at" }

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
    let wide = metrics { fields[$0] != nil }
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
  func optional(_ column: String?, in fields: [String: String]) -> String? {
    guard let column, let text = fields[column]?.trimmed, !text.isEmpty else { return nil }
    return text
  }
}
