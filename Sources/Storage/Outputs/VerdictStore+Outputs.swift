public import Conversation
import Encryption
public import Foundation
public import Jobs
public import Outputs
import Postgres

/// A delivery whose turn it is, with what is needed to make it.
public struct DueDelivery: Sendable {
  /// Its id.
  public let id: UUID
  /// What receivers know it by, however often it is sent.
  public var webhookID: String { OutputDelivery.webhookID(id) }
  /// Whose it is.
  public let organization: OrganizationID
  /// The destination's name.
  public let destination: String
  /// What sort of place that is.
  public let kind: DestinationKind
  /// Where to, and what is shown there.
  public let settings: DestinationSettings
  /// What signs or logs in.
  public let secrets: DestinationSecrets
  /// What it tells of.
  public let event: OutputEvent
  /// How often it was sent since it was last begun.
  public let tries: Int
  /// When it came to be.
  public let createdAt: Date
  let run: UUID?
  let account: AccountID?
}

/// What came of sending a delivery.
public struct DeliveryReport: Sendable, Hashable {
  /// What becomes of it.
  public let outcome: DeliveryOutcome
  /// The last answer; nil when none came.
  public let status: Int?
  /// Of something that went wrong though it arrived.
  public let remark: String?
  /// How long it took.
  public let took: Duration

  /// A report; see the properties.
  public init(outcome: DeliveryOutcome, status: Int?, remark: String? = nil, took: Duration) {
    self.outcome = outcome
    self.status = status
    self.remark = remark
    self.took = took
  }
}

/// The job is in other hands by now, the organization lets this worker in no more, or the delivery is gone.
public struct DeliveryLost: Error, Sendable, Hashable {}

extension VerdictStore {
  /// What is due next at a job's destination, in order; nil when nothing is.
  /// - Throws: ``DeliveryLost``, ``KeyringError``, `EncryptionError`.
  public func nextDelivery(_ job: ClaimedJob, as worker: WorkerIdentity) async throws -> DueDelivery? {
    try await withKeys(of: job, as: worker) { keys in
      let rows = try await enter(
        job, worker,
        [
          Statement(
            """
            select destination_id, name, kind, settings, secrets, delivery_id, event, run_id, account_id, tries, created_at
            from phano.next_delivery($1, $2)
            """, [job.id, job.lease], name: "next delivery")
        ])[0]
      guard let row = rows.first else { return nil }
      let (destination, name, kind, settings, secrets) = try row.decode((UUID, String, Int16, [UInt8], [UInt8]).self)
      return DueDelivery(
        id: try row.decode(UUID.self, 5), organization: job.organization, destination: name,
        kind: try DestinationKind(stored: kind),
        settings: try keys.settings(settings, of: destination), secrets: try keys.secrets(secrets, of: destination),
        event: try OutputEvent(stored: row.decode(Int16.self, 6)), tries: Int(try row.decode(Int16.self, 9)),
        createdAt: try row.decode(Date.self, 10), run: try row.decode(UUID?.self, 7),
        account: try row.decode(AccountID?.self, 8))
    }
  }

  /// What a delivery tells of; nil when it tells of no run, or of one that is erased.
  /// - Throws: As ``nextDelivery(_:as:)``.
  public func run(of delivery: DueDelivery, _ job: ClaimedJob, as worker: WorkerIdentity) async throws -> OutputRun? {
    guard let run = delivery.run else { return nil }
    return try await withKeys(of: job, as: worker) { keys in
      try await OutputReader(
        organization: job.organization, keys: keys, run: { statements in try await enter(job, worker, statements) }
      ).load(run, delivery.account.map { .one($0) } ?? .all, delivery.settings)
    }
  }

  /// Puts on record what came of sending a delivery, as long as the worker still holds its job.
  /// - Throws: ``DeliveryLost``.
  public func record(
    _ report: DeliveryReport, of delivery: DueDelivery, _ job: ClaimedJob, as worker: WorkerIdentity
  ) async throws {
    let (number, wait): (Int16, Double) =
      switch report.outcome {
      case .delivered: (1, 0)
      case .again(let wait, _, let holdsBack): (holdsBack ? 5 : 2, wait / .seconds(1))
      case .givenUp: (3, 0)
      case .abandoned: (4, 0)
      }
    _ = try await enter(
      job, worker,
      [
        Statement(
          "select phano.record_attempt($1, $2, $3, $4, $5, $6, $7, $8)",
          [
            job.id, job.lease, delivery.id, number, report.status.map { Int16(clamping: $0) },
            report.outcome.code ?? report.remark, Int32(clamping: Int(report.took / .milliseconds(1))), wait,
          ], name: "record attempt")
      ])
  }

  /// Ends the job when nothing is left to send; else it is put off until the next is due, or back in line.
  /// - Throws: ``DeliveryLost``.
  public func endDeliveries(_ job: ClaimedJob, as worker: WorkerIdentity) async throws {
    _ = try await enter(
      job, worker,
      [
        Statement("select phano.end_outputs($1, $2)", [job.id, job.lease], name: "end outputs")
      ])
  }

  /// Statements within a job's organization, as one transaction.
  private func enter(
    _ job: ClaimedJob, _ worker: WorkerIdentity, _ statements: [Statement]
  ) async throws -> [Rows] {
    do {
      return Array(try await run([.show(worker), .enter(job.organization)] + statements).dropFirst(2))
    } catch let error as PostgresError where Self.isLeaseLost(error) {
      throw DeliveryLost()
    }
  }

  private func withKeys<Value: Sendable>(
    of job: ClaimedJob, as worker: WorkerIdentity, _ body: (OrganizationKeys) async throws -> Value
  ) async throws -> Value {
    do {
      return try await body(try await keys(of: job, worker))
    } catch let error where KeysOutdated.are(error) {
      keyring.forget(job.organization)
      return try await body(try await keys(of: job, worker))
    }
  }

  private func keys(of job: ClaimedJob, _ worker: WorkerIdentity) async throws -> OrganizationKeys {
    if let known = keyring.cached(job.organization) { return known }
    return try keyring.keep(try await enter(job, worker, [Keyring.statement])[0], of: job.organization)
  }

  /// Whether a delivery may be tried again in a moment: somebody's open transaction is in the way.
  public static func isInTheWay(_ error: any Error) -> Bool { (error as? PostgresError).map(isBusy) ?? false }

  /// Whether nothing of the organization can be opened until somebody mends its keys.
  public static func isAboutKeysOf(_ error: any Error) -> Bool { isAboutKeys(error) }
}
