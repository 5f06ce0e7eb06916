public import Conversation
import Encryption
import Foundation
public import Jobs
public import Postgres
import Scoring

/// What a worker reads and writes of the organizations whose jobs it holds.
///
/// Uses the login `phano_worker`. Every transaction enters the organizations one by one; row security lets it in only
/// while it holds a lease there.
public struct VerdictStore: Sendable {
  let pool: ConnectionPool
  let keyring: Keyring

  /// A store over the worker's connections.
  public init(_ pool: ConnectionPool, _ keyring: Keyring) {
    self.pool = pool
    self.keyring = keyring
  }

  // MARK: Reading

  /// Loads what claimed jobs are about: one round trip for all organizations, or one each when one of them refuses.
  public func load(_ jobs: [ClaimedJob], as worker: WorkerIdentity) async throws -> LoadedBatch {
    var whole = LoadedBatch()
    let groups = Self.byOrganization(jobs)
    do {
      try await load(groups, as: worker, into: &whole)
      return whole
    } catch let error as PostgresError where error.isInsufficientPrivilege && groups.count > 1 {}
    for group in groups {
      do {
        try await load([group], as: worker, into: &whole)
      } catch let error as PostgresError where error.isInsufficientPrivilege {
        whole.refused += group.jobs
      }
    }
    return whole
  }

  private func load(_ groups: [Group], as worker: WorkerIdentity, into batch: inout LoadedBatch) async throws {
    var statements: [Statement] = [.show(worker)]
    var places: [(keys: Int?, rows: Range<Int>)] = []
    for group in groups {
      statements.append(.enter(group.organization))
      let isKnown = keyring.cached(group.organization) != nil
      if !isKnown { statements.append(Keyring.statement) }
      let first = statements.count
      statements += InteractionRows.everything(of: group.organization, group.jobs.map(\.interaction))
      places.append((keys: isKnown ? nil : first - 1, rows: first..<statements.count))
    }
    let results: [Rows]
    do {
      results = try await run(statements)
    } catch let error as PostgresError where error.isInsufficientPrivilege && groups.count == 1 {
      batch.refused += groups[0].jobs
      return
    }
    var stale: [Group] = []
    for (group, place) in zip(groups, places) {
      do {
        let keys =
          if let fetched = place.keys {
            try keyring.keep(results[fetched], of: group.organization)
          } else {
            try keys(of: group.organization)
          }
        let found = try InteractionRows.assemble(results[place.rows], keys)
        for job in group.jobs {
          switch found[job.interaction] {
          case .success(let loaded): batch.loaded.append(LoadedJob(job: job, loaded: loaded))
          case .failure: batch.damaged.append(job)
          case nil: batch.gone.append(job)
          }
        }
      } catch let error where place.keys == nil && KeysOutdated.are(error) {
        keyring.forget(group.organization)
        stale.append(group)
      } catch let error where Self.isAboutKeys(error) {
        batch.locked.append((group.organization, group.jobs, error))
      }
    }
    if !stale.isEmpty { try await load(stale, as: worker, into: &batch) }
  }

  // MARK: Sealing

  /// Seals what came in by SQL and ends the jobs that told of it, each organization in a transaction of its own. A
  /// document that cannot be stored is buried with the reason and holds back nothing but itself.
  public func seal(_ jobs: [ClaimedJob], as worker: WorkerIdentity) async throws -> SealReport {
    var report = SealReport()
    for group in Self.byOrganization(jobs) {
      do {
        try await seal(group, as: worker)
        report.sealed += group.jobs
      } catch let error as PostgresError where Self.isLeaseLost(error) {
        report.refused += group.jobs
      } catch let error where Self.isAboutKeys(error) {
        report.locked.append((group.organization, group.jobs, error))
      } catch let error as PostgresError where Self.isBusy(error) {
        report.busy += group.jobs
      } catch let error where Self.isAboutDocuments(error) {
        for job in group.jobs {
          do {
            try await seal(Group(organization: group.organization, jobs: [job]), as: worker)
            report.sealed.append(job)
          } catch let error where Self.isAboutDocuments(error) {
            report.unstorable.append(job)
          }
        }
      }
    }
    return report
  }

  private func seal(_ group: Group, as worker: WorkerIdentity) async throws {
    let results = try await run([
      .show(worker), .enter(group.organization), Keyring.statement,
      IntakeRows.load(of: group.organization, group.jobs.map(\.interaction)),
    ])
    let keys = try keyring.keep(results[2], of: group.organization)
    let documents = try IntakeRows.read(results[3])
    do {
      _ = try await run(
        [.show(worker), .enter(group.organization)] + IntakeRows.store(group.jobs, documents, keys))
    } catch let error where KeysOutdated.are(error) {
      keyring.forget(group.organization)
      try await seal(group, as: worker)
    }
  }

  private static func isAboutDocuments(_ error: any Error) -> Bool {
    error is DecodingError || (error as? PostgresError).map(isAboutTheRows) ?? false
  }

  /// Whether nothing of the organization can be opened or sealed until somebody mends its keys.
  static func isAboutKeys(_ error: any Error) -> Bool { error is KeyringError || error is EncryptionError }

  // MARK: Retention

  /// Deletes one batch of what the schedule of a job's organization gives up; the last one ends the job. Nil when the job
  /// is in other hands by now, or the organization lets this worker in no more.
  public func retain(_ job: ClaimedJob, batch: Int = 2000, as worker: WorkerIdentity) async throws -> RetentionReport? {
    do {
      let results = try await run([
        .show(worker), .enter(job.organization),
        Statement(
          "select interactions, comments, cases, jobs, is_finished from phano.retain($1, $2, $3)",
          [job.id, job.lease, Int32(batch)], name: "retain"),
      ])
      return try RetentionReport(results[2].one())
    } catch let error as PostgresError where Self.isLeaseLost(error) {
      return nil
    }
  }

  // MARK: Masking

  /// Extends cases by what was masked since they were loaded, before any of it leaves. Returns the cases that were
  /// extended; with the others another worker was quicker, and whoever lost its lease extends none.
  public func extend(
    _ cases: [OrganizationID: [StoredMasking.Extension]], as worker: WorkerIdentity
  ) async throws -> [OrganizationID: Set<StoredMasking.Key>] {
    let groups = cases.sorted { $0.key.description < $1.key.description }
    do {
      return try await extend(groups, as: worker)
    } catch let error where Self.concernsOneOrganization(error) {}
    var extended: [OrganizationID: Set<StoredMasking.Key>] = [:]
    for group in groups {
      do {
        extended.merge(try await extend([group], as: worker)) { $1 }
      } catch let error where KeysOutdated.are(error) {
        // The case is loaded and composed anew, under the new keys.
        keyring.forget(group.key)
      } catch let error where Self.concernsOneOrganization(error) {
        continue
      }
    }
    return extended
  }

  private func extend(
    _ groups: [(key: OrganizationID, value: [StoredMasking.Extension])], as worker: WorkerIdentity
  ) async throws -> [OrganizationID: Set<StoredMasking.Key>] {
    var statements: [Statement] = [.show(worker)]
    for group in groups {
      statements += [.enter(group.key), try MaskingRows.extend(group.value, try keys(of: group.key))]
    }
    let results = try await run(statements)
    var extended: [OrganizationID: Set<StoredMasking.Key>] = [:]
    for (index, group) in groups.enumerated() {
      let written = Set(try results[2 + index * 2].map { try $0.decode([UInt8].self, 0) })
      extended[group.key] = Set(group.value.map(\.masking.key).filter { written.contains($0.conversation) })
    }
    return extended
  }

  private func keys(of organization: OrganizationID) throws -> OrganizationKeys {
    guard let keys = keyring.cached(organization) else { throw KeyringError.noKeys(organization) }
    return keys
  }

  // MARK: Writing

  /// Writes outcomes together with the end of their jobs.
  ///
  /// All organizations go in one transaction, in order of their ids. When one of them cannot be written, the others go
  /// once more together, and that one alone; when the others fail again, each goes alone. Within one that fails alone,
  /// each job does: a single row that cannot be stored holds back nothing but itself, and its job is buried with the
  /// reason. An organization in which somebody's open transaction is in the way is left out, and said to be busy.
  /// - Throws: When the database cannot be reached; then nothing can be said of any of them.
  public func record(
    _ outcomes: [JobOutcome], as worker: WorkerIdentity, provenance: Provenance
  ) async throws -> RecordReport {
    var report = RecordReport()
    let groups = Dictionary(grouping: outcomes, by: \.job.organization)
      .sorted { $0.key.description < $1.key.description }
      .map { (organization: $0.key, outcomes: $0.value) }
    var alone = groups
    do {
      report.written = try await write(groups, as: worker, provenance)
      return report
    } catch let failure as GroupFailure {
      let others = groups.filter { $0.organization != failure.organization }
      if groups.count > 2, others.count < groups.count {
        do {
          report.written = try await write(others, as: worker, provenance)
          alone = groups.filter { $0.organization == failure.organization }
        } catch is GroupFailure {}
      }
    }

    for group in alone {
      do {
        report.written.formUnion(try await writeWithFreshKeys(group, as: worker, provenance))
      } catch let failure as GroupFailure where failure.isLeaseLost {
        continue
      } catch let failure as GroupFailure where failure.isBusy {
        report.busy.formUnion(group.outcomes.map(\.job.id))
      } catch let failure as GroupFailure where failure.isAboutTheRows {
        for outcome in group.outcomes {
          try await recordAlone(outcome, as: worker, provenance, &report)
        }
      } catch let failure as GroupFailure {
        throw failure.underlying
      }
    }
    return report
  }

  /// Writes what one organization's jobs came to; when its keys have changed meanwhile, under the new ones.
  private func writeWithFreshKeys(
    _ group: (organization: OrganizationID, outcomes: [JobOutcome]), as worker: WorkerIdentity,
    _ provenance: Provenance
  ) async throws -> Set<JobID> {
    do {
      return try await write([group], as: worker, provenance)
    } catch let failure as GroupFailure
      where KeysOutdated.are(failure.underlying) || failure.underlying is KeyringError
    {
      let results: [Rows]
      do {
        results = try await run([.show(worker), .enter(group.organization), Keyring.statement])
      } catch let error where Self.concernsOneOrganization(error) {
        throw GroupFailure(organization: group.organization, underlying: error)
      }
      _ = try keyring.keep(results[2], of: group.organization)
      return try await write([group], as: worker, provenance)
    }
  }

  private func recordAlone(
    _ outcome: JobOutcome, as worker: WorkerIdentity, _ provenance: Provenance, _ report: inout RecordReport
  ) async throws {
    do {
      report.written.formUnion(try await write([(outcome.job.organization, [outcome])], as: worker, provenance))
    } catch let failure as GroupFailure where failure.isLeaseLost {
      return
    } catch let failure as GroupFailure where failure.isBusy {
      report.busy.insert(outcome.job.id)
    } catch let failure as GroupFailure where failure.isAboutTheRows {
      report.unrecordable[outcome.job.id] = failure.underlying as? PostgresError
      let buried = JobOutcome(job: outcome.job, result: .settled(.bury(code: "unrecordable")))
      do {
        _ = try await write([(outcome.job.organization, [buried])], as: worker, provenance)
      } catch let failure as GroupFailure {
        throw failure.underlying
      }
    }
  }

  private func write(
    _ groups: [(organization: OrganizationID, outcomes: [JobOutcome])], as worker: WorkerIdentity,
    _ provenance: Provenance
  ) async throws -> Set<JobID> {
    var statements: [Statement] = [.show(worker)]
    var owners: [OrganizationID?] = [nil]
    var answers: [Int] = []
    for group in groups {
      do {
        let outcomes = try OutcomeColumns.statements(
          for: group.outcomes, provenance, { try keys(of: group.organization) })
        statements.append(.enter(group.organization))
        answers += statements.count..<(statements.count + outcomes.count)
        statements += outcomes
        owners += Array(repeating: group.organization, count: outcomes.count + 1)
      } catch let error where Self.concernsOneOrganization(error) {
        throw GroupFailure(organization: group.organization, underlying: error)
      }
    }
    let results: [Rows]
    do {
      results = try await run(statements)
    } catch let error where Self.concernsOneOrganization(error) {
      let place = (error as? PostgresError)?.statementIndex
      throw GroupFailure(organization: place.flatMap { owners[$0] }, underlying: error)
    }
    var written: Set<JobID> = []
    for answer in answers {
      for row in results[answer] { written.insert(try row.decode(JobID.self, 0)) }
    }
    return written
  }

  /// What kept a transaction of several organizations from being written, and whose it was; nil when that is unknown.
  private struct GroupFailure: Error {
    let organization: OrganizationID?
    let underlying: any Error

    var isLeaseLost: Bool { (underlying as? PostgresError).map(VerdictStore.isLeaseLost) ?? false }
    var isBusy: Bool { (underlying as? PostgresError).map(VerdictStore.isBusy) ?? false }
    var isAboutTheRows: Bool { (underlying as? PostgresError).map(VerdictStore.isAboutTheRows) ?? false }
  }

  /// Whether an error is one organization's own, so that the others' work can be written without it.
  private static func concernsOneOrganization(_ error: any Error) -> Bool {
    if KeysOutdated.are(error) || isAboutKeys(error) { return true }
    guard let error = error as? PostgresError else { return false }
    return isAboutTheRows(error) || isLeaseLost(error) || isBusy(error)
  }

  /// Whether somebody's open transaction was in the way, or this one in that one's.
  static func isBusy(_ error: PostgresError) -> Bool { error.isLockNotAvailable || error.isDeadlock }

  static func isLeaseLost(_ error: PostgresError) -> Bool {
    (error.isInsufficientPrivilege && error.message.hasPrefix("organization context"))
      || (error.sqlState?.rawValue == "55000" && error.message == "lease lost")
  }

  /// Whether the error is about what was written rather than about the connection or the moment.
  private static func isAboutTheRows(_ error: PostgresError) -> Bool {
    error.kind == .encoding || error.sqlState.map { ["22", "23", "54"].contains($0.rawValue.prefix(2)) } ?? false
  }

  // MARK: Context

  /// One round trip and one transaction: what is sent before a pipeline's end is committed or undone together.
  func run(_ statements: [Statement]) async throws -> [Rows] {
    try await pool.withConnection { connection in try await connection.pipeline(statements) }
  }

  private struct Group {
    let organization: OrganizationID
    var jobs: [ClaimedJob]
  }

  private static func byOrganization(_ jobs: [ClaimedJob]) -> [Group] {
    Dictionary(grouping: jobs, by: \.organization)
      .map { Group(organization: $0.key, jobs: $0.value) }
      .sorted { $0.organization.description < $1.organization.description }
  }
}

/// What ``VerdictStore/seal(_:as:)`` did.
public struct SealReport: Sendable {
  /// Done: what they were about is sealed and enqueued.
  public var sealed: [ClaimedJob] = []
  /// In other hands by now, or their organization lets this worker in no more.
  public var refused: [ClaimedJob] = []
  /// The organization's keys cannot be had, and why.
  public var locked: [(organization: OrganizationID, jobs: [ClaimedJob], why: any Error)] = []
  /// What the database would not take.
  public var unstorable: [ClaimedJob] = []
  /// Somebody's open transaction in the organization is in the way.
  public var busy: [ClaimedJob] = []
}

/// What ``VerdictStore/record(_:as:provenance:)`` did.
public struct RecordReport: Sendable {
  /// Jobs whose outcome is committed. Those missing were in other hands by then.
  public var written: Set<JobID> = []
  /// Jobs in whose organization somebody's open transaction is in the way: to be written later.
  public var busy: Set<JobID> = []
  /// Jobs whose outcome the database would not take, and why; they are buried.
  public var unrecordable: [JobID: PostgresError] = [:]
}
