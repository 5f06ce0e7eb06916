/// How one vendor's records look and what they mean.
protocol VendorExport: Sendable {
  /// Whether the object is one of this vendor's records.
  static func matches(_ record: JSONValue) -> Bool
  /// What a record says. Throws `FieldFault` for what it must have and hasn't.
  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord]
}

/// The vendors whose exports are read, the most particular shape first.
enum Vendors {
  static let all: [any VendorExport.Type] = [
    IntercomExport.self, GraphExport.self, GongExport.self, HubSpotExport.self, SalesforceExport.self,
    FreshdeskExport.self, ZendeskExport.self,
  ]
}
