public import Conversation
import Foundation
public import Jobs
public import Postgres
import Scoring

/// What a worker reads and writes of the organizations whose jobs it holds.
///
/// Uses the login `phano_worker`. Every transaction enters the organizations one by one; row security lets it in only
/// while it holds a lease there.
public struct VerdictStore: Sendable {
  private let pool: ConnectionPool

  /// A store over the worker's connections.
  public init(_ pool: ConnectionPool) { self.pool = pool }

  // MARK: Reading

  /// Loads what claimed jobs are about: one round trip for all organizations, or one each when one of them refuses.
  public func load(_ jobs: [ClaimedJob], as worker: WorkerIdentity) async throws -> LoadedBatch {
    let groups = Self.byOrganization(jobs)
    do {
      return try await load(groups, as: worker)
    } catch let error as PostgresError where error.isInsufficientPrivilege && groups.count > 1 {
      var whole = LoadedBatch()
      for group in groups {
        do {
          let part = try await load([group], as: worker)
          whole.loaded += part.loaded
          whole.gone += part.gone
        } catch let error as PostgresError where error.isInsufficientPrivilege {
          whole.refused += group.jobs
        }
      }
      return whole
    } catch let error as PostgresError where error.isInsufficientPrivilege {
      return LoadedBatch(refused: jobs)
    }
  }

  private func load(_ groups: [Group], as worker: WorkerIdentity) async throws -> LoadedBatch {
    var statements = [Self.show(worker)]
    for group in groups {
      statements.append(Self.enter(group.organization))
      statements += InteractionRows.everything(of: group.organization, group.jobs.map(\.interaction))
    }
    let results = try await run(statements)

    var batch = LoadedBatch()
    for (index, group) in groups.enumerated() {
      let at = 1 + index * 5
      let found = try InteractionRows.assemble(results[(at + 1)..<(at + 5)])
      for job in group.jobs {
        if let loaded = found[job.interaction] {
          batch.loaded.append(LoadedJob(job: job, loaded: loaded))
        } else {
          batch.gone.append(job)
        }
      }
    }
    return batch
  }

  // MARK: Masking

  /// Extends cases by what was masked since they were loaded, before any of it leaves. Returns the cases that were
  /// extended; with the others another worker was quicker, and whoever lost its lease extends none.
  public func extend(
    _ cases: [OrganizationID: [StoredMasking]], as worker: WorkerIdentity
  ) async throws -> [OrganizationID: Set<StoredMasking.Key>] {
    let groups = cases.sorted { $0.key.description < $1.key.description }
    do {
      return try await extend(groups, as: worker)
    } catch let error as PostgresError where Self.isLeaseLost(error) || Self.isAboutTheRows(error) {}
    var extended: [OrganizationID: Set<StoredMasking.Key>] = [:]
    for group in groups {
      do {
        extended.merge(try await extend([group], as: worker)) { $1 }
      } catch let error as PostgresError where Self.isLeaseLost(error) || Self.isAboutTheRows(error) {
        continue
      }
    }
    return extended
  }

  private func extend(
    _ groups: [(key: OrganizationID, value: [StoredMasking])], as worker: WorkerIdentity
  ) async throws -> [OrganizationID: Set<StoredMasking.Key>] {
    var statements = [Self.show(worker)]
    for group in groups { statements += [Self.enter(group.key), try MaskingRows.extend(group.value)] }
    let results = try await run(statements)
    var extended: [OrganizationID: Set<StoredMasking.Key>] = [:]
    for (index, group) in groups.enumerated() {
      let rows = try results[2 + index * 2].decode((AccountID, String).self)
      extended[group.key] = Set(rows.map { StoredMasking.Key(account: $0.0, conversation: $0.1) })
    }
    return extended
  }

  // MARK: Writing

  /// Writes outcomes together with the end of their jobs.
  ///
  /// All organizations go in one transaction, in order of their ids. When that fails, each goes in its own, and within
  /// one that fails again, each job: a single row that cannot be stored holds back nothing but itself, and its job is
  /// buried with the reason.
  /// - Throws: When the database cannot be reached; then nothing can be said of any of them.
  public func record(
    _ outcomes: [JobOutcome], as worker: WorkerIdentity, provenance: Provenance
  ) async throws -> RecordReport {
    var report = RecordReport()
    let groups = Dictionary(grouping: outcomes, by: \.job.organization)
      .sorted { $0.key.description < $1.key.description }
      .map { (organization: $0.key, outcomes: $0.value) }
    do {
      report.written = try await write(groups, as: worker, provenance)
      return report
    } catch let error as PostgresError where Self.isAboutTheRows(error) || Self.isLeaseLost(error) {}

    for group in groups {
      do {
        report.written.formUnion(try await write([group], as: worker, provenance))
      } catch let error as PostgresError where Self.isLeaseLost(error) {
        continue
      } catch let error as PostgresError where Self.isAboutTheRows(error) {
        for outcome in group.outcomes {
          try await recordAlone(outcome, as: worker, provenance, &report)
        }
      }
    }
    return report
  }

  private func recordAlone(
    _ outcome: JobOutcome, as worker: WorkerIdentity, _ provenance: Provenance, _ report: inout RecordReport
  ) async throws {
    do {
      report.written.formUnion(try await write([(outcome.job.organization, [outcome])], as: worker, provenance))
    } catch let error as PostgresError where Self.isLeaseLost(error) {
      return
    } catch let error as PostgresError where Self.isAboutTheRows(error) {
      report.unrecordable[outcome.job.id] = error
      let buried = JobOutcome(job: outcome.job, result: .settled(.bury(code: "unrecordable")))
      _ = try await write([(outcome.job.organization, [buried])], as: worker, provenance)
    }
  }

  private func write(
    _ groups: [(organization: OrganizationID, outcomes: [JobOutcome])], as worker: WorkerIdentity,
    _ provenance: Provenance
  ) async throws -> Set<JobID> {
    var statements = [Self.show(worker)]
    var answers: [Int] = []
    for group in groups {
      statements.append(Self.enter(group.organization))
      for statement in OutcomeColumns.statements(for: group.outcomes, provenance) {
        answers.append(statements.count)
        statements.append(statement)
      }
    }
    let results = try await run(statements)
    var written: Set<JobID> = []
    for answer in answers {
      for row in results[answer] { written.insert(try row.decode(JobID.self, 0)) }
    }
    return written
  }

  private static func isLeaseLost(_ error: PostgresError) -> Bool {
    (error.isInsufficientPrivilege && error.message.hasPrefix("organization context"))
      || (error.sqlState?.rawValue == "55000" && error.message == "lease lost")
  }

  /// Whether the error is about what was written rather than about the connection or the moment.
  private static func isAboutTheRows(_ error: PostgresError) -> Bool {
    error.kind == .encoding || error.sqlState.map { ["22", "23", "54"].contains($0.rawValue.prefix(2)) } ?? false
  }

  // MARK: Context

  /// One round trip and one transaction: what is sent before a pipeline's end is committed or undone together.
  private func run(_ statements: [Statement]) async throws -> [Rows] {
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

  private static func show(_ worker: WorkerIdentity) -> Statement {
    Statement("select set_config('phano.worker_secret', $1, true)", [worker.secret], name: "show worker")
  }

  private static func enter(_ organization: OrganizationID) -> Statement {
    Statement("select ctx.enter($1)", [organization], name: "enter organization")
  }
}

/// What ``VerdictStore/record(_:as:provenance:)`` did.
public struct RecordReport: Sendable {
  /// Jobs whose outcome is committed. Those missing were in other hands by then.
  public var written: Set<JobID> = []
  /// Jobs whose outcome the database would not take, and why; they are buried.
  public var unrecordable: [JobID: PostgresError] = [:]
}
