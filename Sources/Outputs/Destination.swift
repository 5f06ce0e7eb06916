/// What sort of place diagnoses go to.
public enum DestinationKind: String, Sendable, Hashable, Codable, CaseIterable {
  /// Any HTTPS server of the organization's, by Standard Webhooks.
  case webhook
  /// A channel of Slack's, by an incoming webhook.
  case slack
  /// Company properties of HubSpot's.
  case hubspot
  /// Account fields of Salesforce's.
  case salesforce

  /// Whether it holds records that are compared before they are written.
  public var isCRM: Bool { self == .hubspot || self == .salesforce }

  /// What it is told of.
  public var events: [OutputEvent] { self == .webhook ? [.accountChanged, .runCompleted] : [.runCompleted] }
}

/// What a delivery tells of. Raw values are the types in webhooks' payloads.
public enum OutputEvent: String, Sendable, Hashable, Codable, CaseIterable {
  /// All accounts of a day were diagnosed.
  case runCompleted = "diagnosis.run_completed"
  /// The diagnosis of an account is another one than before, or its first.
  case accountChanged = "diagnosis.account_changed"
  /// Nothing: somebody tries whether it arrives.
  case test = "phano.test"
}

/// Where to, and what is shown there. Sealed in the database, and shown to the organization's people.
public struct DestinationSettings: Sendable, Hashable, Codable {
  /// Where requests go: a webhook's whole address, the root of a CRM's. Slack's is a secret.
  public var url: String
  /// Whether accounts are called by their names, beside their ids. Default: yes.
  public var showsNames = true
  /// Whether masked quotes go along. Default: yes.
  public var showsQuotes = true
  /// Which property of HubSpot's, or external id field of Salesforce's, has the account's id.
  public var idField: String?
  /// Whether accounts that the CRM does not know are created there. Default: no.
  public var createsMissing = false
  /// The version of Salesforce's interface, such as `62.0`.
  public var version: String?

  /// Settings; see the properties.
  public init(url: String, idField: String? = nil, version: String? = nil) {
    self.url = url
    self.idField = idField
    self.version = version
  }
}

/// What nobody is shown once it is stored. Each kind has its own part of it.
public struct DestinationSecrets: Sendable, Hashable, Codable {
  /// Slack's address.
  public var address: String?
  /// What webhooks are signed with, the newest first; `whsec_...`.
  public var signing: [Signing]
  /// HubSpot's access token.
  public var token: String?
  /// Of Salesforce's connected app.
  public var clientID, clientSecret: String?

  /// One signing secret.
  public struct Signing: Sendable, Hashable, Codable {
    /// `whsec_` and base64.
    public var secret: String
    /// Until when it signs, in seconds since 1970; nil for the current one.
    public var until: Double?

    /// A secret.
    public init(secret: String, until: Double? = nil) {
      self.secret = secret
      self.until = until
    }
  }

  /// Secrets; see the properties.
  public init(
    address: String? = nil, signing: [Signing] = [], token: String? = nil, clientID: String? = nil,
    clientSecret: String? = nil
  ) {
    self.address = address
    self.signing = signing
    self.token = token
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  /// The secrets that sign at a time, in seconds since 1970.
  public func signing(at now: Double) -> [String] {
    signing.filter { $0.until.map { now < $0 } ?? true }.map(\.secret)
  }

  /// A new secret signs from now on, and the one before it goes on beside it for so many seconds.
  public mutating func rotate(to secret: String, now: Double, overlap: Double) {
    let kept = signing.first.map { [Signing(secret: $0.secret, until: now + overlap)] } ?? []
    signing = [Signing(secret: secret)] + (overlap > 0 ? kept : [])
  }
}
