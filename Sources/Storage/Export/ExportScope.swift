/// What an export is of.
public enum ExportScope: Sendable, Hashable {
  /// All that an organization has.
  case organization
  /// What is known of one person, whom any of their values names.
  case subject(Subject)
}

extension Subject {
  /// Adds a value as somebody types it: an e-mail address in any case, or a telephone number in any writing, with or
  /// without its country code. Returns false when it is neither an address nor a number of six digits or more.
  public mutating func add(_ value: String) -> Bool {
    let value = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if let at = value.lastIndex(of: "@") {
      let isWhole = at != value.startIndex && value.index(after: at) != value.endIndex
      guard isWhole, !value.contains(" ") else { return false }
      emails.append(value)
    } else {
      let digits = value.count { ("0"..."9").contains($0) }
      guard digits >= 6, value.allSatisfy({ "0123456789+-–()./ ".contains($0) }) else { return false }
      phones.append(value)
    }
    return true
  }
}

/// The moment that an export shows, and what stands beside it.
public struct ExportSnapshot: Sendable, Hashable {
  /// The version of the schema.
  public let schema: Int
  /// When the snapshot was taken, ISO 8601 in UTC, and PostgreSQL's name for it.
  public let takenAt, snapshot: String
  /// Documents that came by SQL and that no worker has sealed yet: an organization's export has them in the file
  /// `intake`, and a person's export cannot look into them.
  public let unsealed: Int
}

/// Why an export came to nothing.
public enum ExportError: Error, Sendable, Hashable {
  /// A row does not open: it was tampered with, or belongs elsewhere.
  case damaged(table: String, row: String)
}
