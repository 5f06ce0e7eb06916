public import Conversation
import Encryption
public import Foundation
public import Postgres

/// One organization as its people and its host application see it: each with a login of their own, which must be an
/// active member. Every call is one transaction that enters the organization first.
public struct OrganizationStore: Sendable {
  /// The organization.
  public let organization: OrganizationID
  let pool: ConnectionPool
  let keyring: Keyring

  /// A store over the connections of one login. The keyring is asked only for what is sealed.
  public init(_ organization: OrganizationID, _ pool: ConnectionPool, _ keyring: Keyring) {
    self.organization = organization
    self.pool = pool
    self.keyring = keyring
  }

  /// An organization of which the login is a member.
  public struct Membership: Sendable, Codable, Hashable {
    /// The organization.
    public let organization: OrganizationID
    /// Its name.
    public let name: String
    /// The login's role in it.
    public let role: String
  }

  /// The organizations of which the connections' login is an active member.
  public static func memberships(_ pool: ConnectionPool) async throws -> [Membership] {
    let rows = try await pool.withConnection { connection in
      try await connection.query("select organization_id, name, role from ctx.my_organizations()")
    }
    return try rows.decode((OrganizationID, String, String).self).map(Membership.init)
  }

  /// Runs statements in one transaction within the organization; the results are theirs, in order.
  func run(_ statements: [Statement]) async throws -> [Rows] {
    let results = try await pool.withConnection { connection in
      try await connection.pipeline([.enter(organization)] + statements)
    }
    return Array(results.dropFirst())
  }

  func run(_ statement: Statement) async throws -> Rows {
    try await run([statement])[0]
  }

  /// Runs `body` with the organization's keys, and once more with fresh ones when they have changed meanwhile.
  func withKeys<Value: Sendable>(_ body: (OrganizationKeys) async throws -> Value) async throws -> Value {
    do {
      return try await body(try await keys())
    } catch let error where KeysOutdated.are(error) {
      keyring.forget(organization)
      return try await body(try await keys())
    }
  }

  private func keys() async throws -> OrganizationKeys {
    if let known = keyring.cached(organization) { return known }
    return try keyring.keep(try await run(Keyring.statement), of: organization)
  }

  // MARK: The queue

  /// Tells workers that there are new jobs, after the transaction that made them. They would find them within a tenth of
  /// a second anyway.
  public func wakeWorkers() async throws {
    _ = try await run(Statement("select pg_notify($1, '')", [JobQueue.wakeChannel], name: "wake workers"))
  }

  /// The organization's jobs per state.
  public func overview() async throws -> [QueueDepth] {
    let rows = try await run("select state, jobs, oldest from queue.overview_of_organization() order by 1")
    return try rows.decode((String, Int64, Date?).self).map { state, jobs, oldest in
      QueueDepth(organization: organization, state: state, jobs: Int(jobs), oldest: oldest)
    }
  }

  /// A job that did not go well.
  public struct Trouble: Sendable, Codable, Hashable {
    /// The job's number.
    public let job: Int64
    /// What it is about.
    public let interaction: InteractionID
    /// Whose, by the name in the organization's own books; nil once the interaction is erased.
    public let account: String?
    /// waiting, blocked or dead.
    public let state: String
    /// Attempts so far.
    public let attempt: Int
    /// A code; never a customer's word.
    public let reason: String?
    /// When it will be tried again, or when it was given up.
    public let since: Date
  }

  /// Puts interactions whose job is blocked or dead back into the queue. Returns how many that were.
  public func retry(_ interactions: [InteractionID], priority: Int = 100) async throws -> Int {
    let rows = try await run(
      Statement(
        "select queue.enqueue($1, \(priority)::smallint, 1::smallint)", [interactions], name: "retry jobs"))
    return Int(try rows.only(Int32.self))
  }

  /// Jobs that wait after an error, are blocked, or were given up.
  public func troubles() async throws -> [Trouble] {
    let rows = try await run(
      Statement(
        """
        select t.job_id, t.interaction_id, a.external_id, t.state, t.attempt, t.reason, t.since
        from queue.troubles() t
        left join phano.interaction i on i.organization_id = $1 and i.id = t.interaction_id
        left join phano.account a on a.organization_id = $1 and a.id = i.account_id
        order by t.since, t.job_id
        """, [organization], name: "list troubles"))
    return try rows.decode((Int64, InteractionID, String?, String, Int16, String?, Date).self).map {
      Trouble(
        job: $0.0, interaction: $0.1, account: $0.2, state: $0.3, attempt: Int($0.4), reason: $0.5, since: $0.6)
    }
  }
}
