/// What would be written to a CRM: the difference between what its companies hold and what they are to hold. Writing it and
/// planning again leaves nothing to write.
public struct CRMPlan: Sendable, Hashable {
  /// One company that is to change.
  public struct Change: Sendable, Hashable {
    /// What it is to be.
    public let record: CRMRecord
    /// What its fields held before; nil when the CRM does not know it.
    public let before: [CRMField: CRMValue]?

    /// The fields that differ, in the order of the catalogue.
    public var fields: [CRMField] {
      CRMField.allCases.filter { record.values[$0] ?? .none != before?[$0] ?? .none }
    }
  }

  /// In the order of the accounts.
  public let changes: [Change]
  /// How many companies hold already what they are to hold.
  public let unchanged: Int
  /// Accounts that the CRM does not know and that are not to be created there.
  public let missing: [String]

  /// - Parameters:
  ///   - records: what is to be.
  ///   - found: what the CRM holds, by the account's id.
  public init(_ records: [CRMRecord], found: [String: [CRMField: CRMValue]], createsMissing: Bool) {
    var changes: [Change] = []
    var unchanged = 0
    var missing: [String] = []
    for record in records {
      let change = Change(record: record, before: found[record.id])
      switch change.before {
      case nil where !createsMissing: missing.append(record.id)
      case .some where !change.fields.contains(where: \.isCompared): unchanged += 1
      default: changes.append(change)
      }
    }
    self.changes = changes
    self.unchanged = unchanged
    self.missing = missing
  }
}

/// What a CRM wants to be asked and told.
public protocol CRM: Sendable {
  /// Records that it takes at a time.
  var batch: Int { get }

  /// Requests that read the companies of accounts, by the accounts' ids.
  func reads(_ ids: [String]) -> [CRMRequest]

  /// What companies hold, by the account's id; those that it does not know are missing.
  /// - Throws: `CRMAnswerError`
  func found(_ answer: [UInt8]) throws(CRMAnswerError) -> [String: [CRMField: CRMValue]]

  /// Writes companies, at most ``batch``; each is taken or not by itself.
  func upsert(_ changes: [CRMPlan.Change]) -> CRMRequest

  /// The records that were not taken.
  /// - Throws: `CRMAnswerError`
  func refusals(_ answer: [UInt8], of changes: [CRMPlan.Change]) throws(CRMAnswerError) -> [CRMRefusal]
}

/// A request to a CRM, without its host and its credentials.
public struct CRMRequest: Sendable, Hashable {
  /// How it is sent.
  public enum Method: String, Sendable, Hashable {
    /// Reads.
    case get = "GET"
    /// Most of HubSpot's.
    case post = "POST"
    /// Salesforce's upsert.
    case patch = "PATCH"
  }

  /// How it is sent.
  public let method: Method
  /// Path and query.
  public let path: String
  /// JSON; empty for `get`.
  public let body: [UInt8]

  init(_ method: Method, _ path: String, _ body: [UInt8] = []) {
    self.method = method
    self.path = path
    self.body = body
  }
}

/// A record that a CRM did not take.
public struct CRMRefusal: Sendable, Hashable {
  /// The account.
  public let id: String
  /// The CRM's own code, such as `FIELD_CUSTOM_VALIDATION_EXCEPTION`.
  public let code: String
  /// What it said, on one line.
  public let message: String
}

/// An answer of a CRM's that can't be read.
public struct CRMAnswerError: Error, Sendable, Hashable {
  /// What was expected and not found.
  public let what: String
}
