public import Conversation
public import Foundation
public import Jobs
public import Postgres

/// The queue as a dispatcher sees it: ids and counts of all organizations, and nothing that anybody wrote.
///
/// Uses the login `phano_dispatcher`. Each call is one statement and one round trip.
public struct JobQueue: Sendable {
  private let pool: ConnectionPool

  /// A queue over the dispatcher's connections.
  public init(_ pool: ConnectionPool) { self.pool = pool }

  /// Enters a process among the workers.
  /// - Parameter transfer: the number of the ground on which it calls an endpoint outside the European Economic Area; nil:
  ///   its endpoint is within. Organizations that forbid transfers keep their jobs from it.
  /// - Throws: `PostgresError`, of kind `invalidSettings` when the connections go through a pooler: a worker shows that it
  ///   is alive by a lock of its session.
  public func register(name: String, transfer: Int64? = nil) async throws -> WorkerIdentity {
    guard try await !pool.withConnection({ connection in await connection.isPooled }) else {
      throw PostgresError(pooledConnectionCannot: "register a worker")
    }
    var generator = SystemRandomNumberGenerator()
    let secret = (0..<4).map { _ in String(generator.next(), radix: 36) }.joined(separator: "-")
    let rows = try await query(
      "select queue.register(sha256(convert_to($1, 'UTF8')), $2, $3)", [secret, name, transfer], name: "queue.register")
    return WorkerIdentity(id: try rows.only(Int64.self), secret: secret)
  }

  /// Says that the worker lives. False when it was given up meanwhile and its jobs went to others.
  public func beat(as worker: WorkerIdentity) async throws -> Bool {
    try await query("select queue.beat($1, $2)", [worker.id, worker.secret], name: "queue.beat").only(Bool.self)
  }

  /// Claims up to `limit` jobs (1 to 1000), fairly over organizations. Those of a kind that only a later program knows are
  /// left out: as nobody here holds them, ``releaseUnknown(held:as:)`` hands them back.
  public func claim(as worker: WorkerIdentity, limit: Int) async throws -> [ClaimedJob] {
    let rows = try await query(
      """
      select job_id, organization_id, interaction_id, kind, attempt, lease
      from queue.claim($1, $2, $3)
      """, [worker.id, worker.secret, Int32(limit)], name: "queue.claim")
    return try rows.compactMap { row in
      let (id, organization, interaction, number, attempt, lease) = try row.decode(
        (JobID, OrganizationID, InteractionID, Int16, Int16, Int64).self)
      return JobKind(rawValue: number).map { kind in
        ClaimedJob(
          id: id, organization: organization, interaction: interaction, kind: kind, attempt: Int(attempt), lease: lease)
      }
    }
  }

  /// Hands jobs back without entering their organization; the attempt is not spent. Returns how many were still held.
  public func release(_ jobs: [ClaimedJob], as worker: WorkerIdentity) async throws -> Int {
    let rows = try await query(
      "select queue.release($1, $2, $3, $4)",
      [worker.id, worker.secret, jobs.map(\.id), jobs.map(\.lease)], name: "queue.release")
    return Int(try rows.only(Int32.self))
  }

  /// Hands back jobs that the database thinks this worker holds and that it does not know of, because the answer to a
  /// claim or a release was lost. Returns how many.
  public func releaseUnknown(held leases: [Int64], as worker: WorkerIdentity) async throws -> Int {
    let rows = try await query(
      "select queue.release_unknown($1, $2, $3)", [worker.id, worker.secret, leases], name: "queue.release_unknown")
    return Int(try rows.only(Int32.self))
  }

  /// Makes jobs ready whose waiting time is over. Returns how many.
  public func promote(limit: Int = 1000) async throws -> Int {
    Int(try await query("select queue.promote($1)", [Int32(limit)], name: "queue.promote").only(Int32.self))
  }

  /// Frees the jobs of dead workers. Returns how many.
  public func rescue() async throws -> Int {
    Int(try await query("select queue.rescue()", name: "queue.rescue").only(Int32.self))
  }

  /// Drops the worker's leases of organizations of which it holds no job.
  public func pruneLeases(of worker: WorkerIdentity) async throws {
    _ = try await query(
      "select queue.prune_leases($1, $2)", [worker.id, worker.secret], name: "queue.prune_leases")
  }

  /// Makes tomorrow's partition of finished jobs and drops those of a fortnight ago.
  public func maintain() async throws {
    _ = try await query("select queue.maintain()", name: "queue.maintain")
  }

  /// Enqueues jobs of retention for organizations whose schedule is due: one each and day, whoever asks, and no more than
  /// eight at a time. Returns how many.
  public func planRetention() async throws -> Int {
    Int(try await query("select queue.plan_retention()", name: "queue.plan_retention").only(Int32.self))
  }

  /// Enqueues a job for each organization in which a run of the diagnosis is due: one, whoever asks. Returns how many.
  ///
  /// - Parameter isDrained: Whether everything there was has been worked, so that first data is in.
  public func planDiagnoses(isDrained: Bool = false) async throws -> Int {
    Int(
      try await query("select queue.plan_diagnoses($1)", [isDrained], name: "queue.plan_diagnoses").only(Int32.self))
  }

  /// Takes a worker off the list; what it still holds goes back. Returns how many jobs that were.
  public func unregister(_ worker: WorkerIdentity) async throws -> Int {
    let rows = try await query("select queue.unregister($1, $2)", [worker.id, worker.secret], name: "queue.unregister")
    return Int(try rows.only(Int32.self))
  }

  /// Shows for as long as it runs that the worker's process is alive, by a lock that the server frees with the session,
  /// and calls `wake` whenever somebody says that there are new jobs. Takes one connection for itself.
  /// - Throws: When the connection is lost, or the task is cancelled.
  public func holdSession(of worker: WorkerIdentity, wake: @Sendable () -> Void) async throws {
    try await pool.withConnection { connection in
      let key = Int32(truncatingIfNeeded: worker.id & 0x7fff_ffff)
      _ = try await connection.query("select pg_advisory_lock(7302, \(key))")
      for try await _ in try await connection.listen(Self.wakeChannel) { wake() }
      try Task.checkCancellation()
    }
  }

  static let wakeChannel = "phano_jobs"

  /// Whether nothing is left that a worker could still bring to an end: no job ready, leased or waiting in any active
  /// organization that would hand it to that worker (nil: to any).
  public func isDrained(for worker: WorkerIdentity? = nil) async throws -> Bool {
    try await query("select queue.is_drained($1)", [worker?.id], name: "queue.is_drained").only(Bool.self)
  }

  /// Whether the database answers.
  /// - Throws: What kept it from answering.
  public func ping() async throws {
    _ = try await query("select true", name: "queue.ping")
  }

  /// Jobs per state over all organizations, and for how many seconds the oldest of each state could have been taken on.
  public func depths() async throws -> [(state: String, jobs: Int, oldestSeconds: Double?)] {
    let rows = try await query("select state, jobs, oldest_seconds from queue.depths()", name: "queue.depths")
    return try rows.map { row in
      let (state, jobs, oldest) = try row.decode((String, Int64, Double?).self)
      return (state: state, jobs: Int(jobs), oldestSeconds: oldest)
    }
  }

  /// Jobs per organization and state.
  public func overview() async throws -> [QueueDepth] {
    let rows = try await query(
      """
      select organization_id, state, jobs, oldest
      from queue.overview()
      order by 1, 2
      """, name: "queue.overview")
    return try rows.map { row in
      let (organization, state, jobs, oldest) = try row.decode((OrganizationID, String, Int64, Date?).self)
      return QueueDepth(organization: organization, state: state, jobs: Int(jobs), oldest: oldest)
    }
  }

  private func query(
    _ sql: String, _ parameters: [any PostgresEncodable] = [], name: String
  ) async throws -> Rows {
    try await query(Statement(sql, parameters, name: name))
  }

  func query(_ statement: Statement) async throws -> Rows {
    try await pool.withConnection { connection in try await connection.query(statement) }
  }
}

/// The jobs of one organization in one state.
public struct QueueDepth: Sendable, Codable, Hashable {
  /// Whose they are.
  public let organization: OrganizationID
  /// The state's name: ready, leased, waiting, blocked, dead, or done within the days that are kept.
  public let state: String
  /// How many.
  public let jobs: Int
  /// When the oldest of them was enqueued (ended, for done and dead).
  public let oldest: Date?
}

extension Rows {
  /// The one value of a result of one row and one column.
  func only<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> Value {
    try one().decode(type, 0)
  }
}
