import Encryption

/// A table as it is exported: one JSON object a row, with the columns' names as members. What is sealed is opened, and what
/// only serves to look things up is left out.
struct ExportTable: Sendable {
  /// What the file is called, without its ending.
  let file: String
  /// The table with its schema.
  let name: String
  /// What orders the rows, so that the same data gives the same file.
  let order: String
  /// Columns that are left out.
  let omitted: [String]
  /// Rows that are fetched at a time: what memory holds.
  let page: Int

  private init(_ file: String, _ name: String, by order: String = "t.id", omitting: [String] = [], page: Int = 500) {
    (self.file, self.name, self.order, omitted, self.page) = (file, name, order, omitting, page)
  }

  static let account = ExportTable("account", "phano.account", omitting: ["domain_index"])
  static let contact = ExportTable("contact", "phano.contact", omitting: ["email_index", "phone_index"])
  /// Its content may be long.
  static let interaction = ExportTable("interaction", "phano.interaction", page: 100)
  static let verdict = ExportTable("verdict", "phano.verdict")
  static let npsResponse = ExportTable(
    "nps_response", "phano.nps_response", omitting: ["respondent_index", "response_index", "content_index"])

  /// All that an organization's export holds; a test compares it with the catalogue, so that no later table is forgotten.
  static let ofOrganization: [ExportTable] = [
    account, contact, interaction, verdict,
    ExportTable("metric", "phano.metric", by: "t.account_id, t.name, t.day, t.recorded_at"),
    ExportTable("ticket_event", "phano.ticket_event"),
    ExportTable("diagnosis_run", "phano.diagnosis_run"),
    ExportTable("diagnosis", "phano.diagnosis", by: "t.run_id, t.account_id"),
    ExportTable("diagnosis_feedback", "phano.diagnosis_feedback"),
    // What signs and logs in is nobody's data, and the worst to leave in a file.
    ExportTable("output_destination", "phano.output_destination", omitting: ["secrets"]),
    ExportTable("output_delivery", "phano.output_delivery"),
    ExportTable("output_attempt", "phano.output_attempt", by: "t.delivery_id, t.number"),
    npsResponse,
    ExportTable("masking_case", "phano.masking_case", by: "t.conversation", omitting: ["mentions"]),
    ExportTable("intake", "phano.intake", page: 100),
    ExportTable("audit", "audit.event", by: "t.seq"),
    ExportTable("erasure", "audit.erasure", omitting: ["indexes"]),
  ]

  /// The table's sealed columns that are shown, and how its rows are named to the envelopes.
  var sealed: [SealedField] {
    SealedField.all.filter { $0.column.table == name && !omitted.contains($0.column.column) }
  }
}
