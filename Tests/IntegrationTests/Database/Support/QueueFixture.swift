import Conversation
import Foundation
import Jobs
import Postgres
import Scoring
import Storage
import TestSupport

/// A database with the queue as its dispatcher and its workers see it.
struct QueueFixture: Sendable {
  let database: TestDatabase
  let queue: JobQueue
  let store: VerdictStore

  /// Runs `body` on a database of its own.
  static func with(_ body: (QueueFixture) async throws -> Void) async throws {
    try await TestDatabase.with { database in
      let dispatcher = try database.pool("phano_dispatcher", connections: 9)
      let worker = try database.pool("phano_worker")
      defer {
        dispatcher.close()
        worker.close()
      }
      try await body(
        QueueFixture(database: database, queue: JobQueue(dispatcher), store: VerdictStore(worker, TestKeys.keyring())))
    }
  }

  /// An organization with a tenth of thousands in flight at most, unless said otherwise.
  func organization(_ name: String = "Test", maximumInFlight: Int = 10_000) async throws -> TestOrganization {
    try await database.makeOrganization(name, maximumInFlight: maximumInFlight)
  }

  // MARK: Making jobs

  /// Jobs of interactions that do not exist, which the queue, knowing ids only, does not mind.
  func enqueue(_ count: Int, of organization: TestOrganization, priority: Int16 = 100) async throws {
    try await database.asAdministrator { connection in
      _ = try await connection.query(
        """
        insert into queue.job (organization_id, interaction_id, priority)
        select \(organization.id), gen_random_uuid(), \(priority) from generate_series(1, \(Int32(count)))
        """)
    }
  }

  /// Interactions with their jobs, as a host submits them.
  func submit(_ count: Int, to organization: TestOrganization, startingAt first: Int = 0) async throws {
    let submissions = (first..<first + count).map { Self.submission("\($0)") }
    _ = try await organization.withStore { try await $0.submit(submissions) }
  }

  static func submission(_ externalID: String) -> Submission {
    Submission(
      source: "test", externalID: externalID, account: "acme", contactName: "Ada", contactEmail: "ada@acme.example",
      interaction: Interaction(
        channel: .email, subject: "Subject \(externalID)", occurredAt: Date(timeIntervalSince1970: 1_750_000_000),
        turns: [Turn(author: .customer, body: "Body \(externalID)")]))
  }

  // MARK: What became of them

  /// A live job as the administrator sees it.
  struct State: Equatable {
    /// As in `queue.job`: 0 ready, 1 leased, 2 waiting, 4 blocked.
    let state: Int16
    let attempt: Int16
    let rescues: Int16
    /// Seconds until it may run, rounded; 0 when it may run now.
    let wait: Int
    let error: String?
  }

  /// Nil when the job is no more live.
  func state(of job: JobID) async throws -> State? {
    try await database.asAdministrator { connection in
      let rows = try await connection.query(
        """
        select state, attempt, rescues, greatest(extract(epoch from run_at - clock_timestamp()), 0)::float8, last_error
        from queue.job where id = \(job)
        """)
      return try rows.first.map { row in
        let (state, attempt, rescues, wait, error) = try row.decode((Int16, Int16, Int16, Double, String?).self)
        return State(state: state, attempt: attempt, rescues: rescues, wait: Int(wait.rounded()), error: error)
      }
    }
  }

  /// How many rows of a table are about a job, or how many there are altogether.
  func count(_ table: String, of job: JobID? = nil) async throws -> Int64 {
    let key = table == "phano.verdict" ? "job_id" : "id"
    let filter = job.map { " where \(key) = \($0)" } ?? ""
    let sql: String = "select count(*) from \(table)\(filter)"
    return try await database.value(Statement(sql), as: Int64.self)
  }

  /// How many live jobs are in a state, by its number.
  func jobs(in state: Int16) async throws -> Int64 {
    try await database.value("select count(*) from queue.job where state = \(state)", as: Int64.self)
  }

  // MARK: Turning the clock

  /// Makes a worker's last beat look so many seconds old, and its leases as if it had renewed them then.
  func age(_ worker: WorkerIdentity, bySeconds seconds: Double) async throws {
    try await database.asAdministrator { connection in
      _ = try await connection.query(
        """
        update queue.worker set beat_at = clock_timestamp() - make_interval(secs => \(seconds)) where id = \(worker.id)
        """)
      _ = try await connection.query(
        """
        update queue.lease set expires_at = clock_timestamp() + make_interval(secs => 30 - \(seconds))
        where worker_id = \(worker.id)
        """)
    }
  }

  /// Makes a worker look dead, and has its jobs freed. Returns how many.
  func rescueJobs(of worker: WorkerIdentity) async throws -> Int {
    try await age(worker, bySeconds: 5)
    return try await queue.rescue()
  }
}

extension TestOrganization {
  /// Suspends the organization, or lets it go on.
  func setActive(_ isActive: Bool) async throws {
    try await database.asAdministrator { connection in
      _ = try await Administration(connection).setOrganization(id, active: isActive)
    }
  }
}

extension VerdictRecord {
  /// Some verdict.
  static func sample(_ label: SentimentLabel = .negative, language: String = "en") -> VerdictRecord {
    .scored(
      Verdict(
        label: label, probabilities: .bareLabel(label), cues: [.urgency], evidence: ["Body"], topics: [.bug],
        language: language), maskedEntities: 1,
      call: Call(
        modelServed: "m-1", format: .jsonSchema, tokensIn: 100, tokensOut: 10, tokensCached: 0, costMicroEUR: 7,
        latencyMilliseconds: 12))
  }
}

extension Provenance {
  /// Some provenance.
  static let sample = Provenance(
    promptName: "sentiment", promptVersion: "1", promptHash: "abc", endpoint: "test", modelRequested: "m",
    region: "eu", transferBasis: nil)
}

extension ClaimedJob {
  /// Ends with some verdict.
  var done: JobOutcome { JobOutcome(job: self, result: .done(.sample())) }

  func settled(_ settlement: Settlement) -> JobOutcome { JobOutcome(job: self, result: .settled(settlement)) }
}
