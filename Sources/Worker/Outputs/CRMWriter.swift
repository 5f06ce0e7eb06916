import HTTPTransport
public import Outputs

/// Brings what a run said into a CRM: reads what is there, and writes what differs.
public struct CRMWriter: Sendable {
  private let crm: any CRM
  private let kind: DestinationKind
  private let settings: DestinationSettings
  private let secrets: DestinationSecrets
  private let sender: OutputSender
  private let root: String

  /// A writer to a destination.
  /// - Throws: ``OutputFailure`` when its settings are none that can be used.
  public init(
    _ kind: DestinationKind, _ settings: DestinationSettings, _ secrets: DestinationSecrets, _ sender: OutputSender
  ) throws {
    switch kind {
    case .hubspot: crm = HubSpot(idProperty: settings.idField)
    case .salesforce:
      guard let salesforce = Salesforce(idField: settings.idField, version: settings.version) else {
        throw OutputFailure(.heldBack(code: "bad_settings"), detail: "the field or the version is none of Salesforce's")
      }
      crm = salesforce
    case .webhook, .slack: throw OutputFailure(.heldBack(code: "bad_settings"), detail: "\(kind.rawValue) is no CRM")
    }
    self.kind = kind
    self.settings = settings
    self.secrets = secrets
    self.sender = sender
    root = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
  }

  /// Reads what the companies of a run's accounts hold, and compares. Writes nothing.
  public func plan(_ run: OutputRun) async throws -> CRMPlan {
    let access = try await access()
    var found: [String: [CRMField: CRMValue]] = [:]
    for request in crm.reads(run.accounts.map(\.externalID)) {
      let answer = try await body(of: request, access)
      found.merge(try readable { () throws(CRMAnswerError) in try crm.found(answer) }) { first, _ in first }
    }
    return CRMPlan(
      run.accounts.map { CRMRecord($0, in: run) }, found: found, createsMissing: settings.createsMissing)
  }

  /// Writes what a plan says; returns the records that the CRM did not take.
  public func apply(_ plan: CRMPlan) async throws -> [CRMRefusal] {
    guard !plan.changes.isEmpty else { return [] }
    let access = try await access()
    var refusals: [CRMRefusal] = []
    for start in stride(from: 0, to: plan.changes.count, by: crm.batch) {
      let batch = Array(plan.changes[start..<min(start + crm.batch, plan.changes.count)])
      let answer = try await body(of: crm.upsert(batch), access)
      refusals += try readable { () throws(CRMAnswerError) in try crm.refusals(answer, of: batch) }
    }
    return refusals
  }

  /// Whether the CRM lets us in.
  func check() async throws {
    let access = try await access()
    switch crm {
    case let hubspot as HubSpot: _ = try await body(of: hubspot.readProperties, access)
    case let salesforce as Salesforce: _ = try await body(of: salesforce.describe, access)
    default: break
    }
  }

  /// Makes HubSpot's properties that are missing, and returns their names; of Salesforce's fields those that its administrator
  /// has yet to make, with what they must be.
  public func setUp() async throws -> (made: [String], missing: [(name: String, type: String)]) {
    let access = try await access()
    switch crm {
    case let hubspot as HubSpot:
      let answer = try await body(of: hubspot.readProperties, access)
      let missing = try readable { () throws(CRMAnswerError) in try hubspot.missingProperties(answer) }
      guard !missing.isEmpty else { return ([], []) }
      // 409: the group is there.
      _ = try await body(of: hubspot.createGroup, access) { (200...299).contains($0) || $0 == 409 }
      _ = try await body(of: hubspot.createProperties(missing), access)
      // Some may have been taken and others not, which is a success by its status.
      let now = try await body(of: hubspot.readProperties, access)
      let refused = try readable { () throws(CRMAnswerError) in try hubspot.missingProperties(now) }
      guard refused.isEmpty else {
        throw OutputFailure(
          .rejected(code: "properties_refused"), detail: "HubSpot did not make \(refused.joined(separator: ", "))")
      }
      return (missing, [])
    case let salesforce as Salesforce:
      let answer = try await body(of: salesforce.describe, access)
      return ([], try readable { () throws(CRMAnswerError) in try salesforce.missingFields(answer) })
    default: return ([], [])
    }
  }

  /// The access token.
  private func access() async throws -> String {
    if kind == .hubspot {
      guard let token = secrets.token else { throw OutputFailure(.heldBack(code: "no_secret")) }
      return token
    }
    guard let id = secrets.clientID, let secret = secrets.clientSecret else {
      throw OutputFailure(.heldBack(code: "no_secret"))
    }
    let request = Salesforce.token(clientID: id, clientSecret: secret)
    let response = try await sender.exchange(
      .post, root + request.path, [], request.body, type: "application/x-www-form-urlencoded")
    return try readable { () throws(CRMAnswerError) in try Salesforce.token(response.body) }
  }

  private func body(
    of request: CRMRequest, _ access: String, accepts: (Int) -> Bool = { (200...299).contains($0) }
  ) async throws -> [UInt8] {
    let method: HTTPRequest.Method =
      switch request.method {
      case .get: .get
      case .post: .post
      case .patch: .patch
      }
    return try await sender.exchange(
      method, root + request.path, [("Authorization", "Bearer \(access)")], request.body, type: "application/json",
      accepts: accepts
    ).body
  }

  private func readable<Value>(_ read: () throws(CRMAnswerError) -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      throw OutputFailure(.heldBack(code: "unreadable"), detail: "no \(error.what) in the answer")
    }
  }
}
