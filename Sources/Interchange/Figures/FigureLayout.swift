/// The columns of one file, by what is in them; all in lower case.
struct FigureLayout {
  let account: String
  let day: String
  let score: String
  let respondedAt: String
  let contact: String
  let comment: String
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
      }
    return needed.first { !columns.contains($0) }
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
