import Conversation

/// `account,name` and, where known, `domain,segment,arr_eur,renewal_on,customer_since`: the customers' master data.
enum AccountsTable {
  private static let needed: Set<String> = ["account", "name"]
  private static let known: Set<String> =
    needed.union(["domain", "segment", "arr_eur", "renewal_on", "customer_since"])

  /// Whether these columns make such a table; in any order.
  static func matches(_ header: Set<String>) -> Bool { header.isSuperset(of: needed) && header.isSubset(of: known) }

  /// Makes an account of a row. Throws `FieldFault`.
  static func record(_ fields: [String: String], _ place: ImportPlace) throws -> ImportedRecord {
    func optional(_ name: String) -> String? { fields[name].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
    func day(_ name: String) throws -> CalendarDay? {
      guard let text = optional(name) else { return nil }
      guard let day = CalendarDay(text) else { throw FieldFault(field: name, wanted: "must be a day as YYYY-MM-DD") }
      return day
    }
    var revenue: Int64?
    if let text = optional("arr_eur") {
      guard let value = Int64(text), value >= 0 else {
        throw FieldFault(field: "arr_eur", wanted: "must be a whole number of euros")
      }
      revenue = value
    }
    return .account(
      ImportedAccountDetails(
        place: place, account: try MetricsTable.required("account", in: fields),
        name: try MetricsTable.required("name", in: fields), domain: optional("domain")?.lowercased(),
        segment: optional("segment"), annualRevenueEUR: revenue, renewalOn: try day("renewal_on"),
        customerSince: try day("customer_since")))
  }
}
