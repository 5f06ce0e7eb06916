public import Diagnosis
import Foundation
public import Jobs
import Postgres

/// What came of a job of diagnosis.
public enum DiagnosisJobEnd: Sendable, Hashable {
  /// The run is on record, and the job at its end.
  case done(kind: DiagnosisRun.Kind, day: DayNumber, accounts: Int)
  /// None was due any more; the job is at its end.
  case nothingDue
  /// The job is in other hands by now, or the organization lets this worker in no more.
  case lost
}

extension VerdictStore {
  /// Makes the run that is due in a job's organization, and writes it together with the job's end: one transaction, so that
  /// a worker that dies on the way leaves nothing behind but a job for another one.
  public func diagnose(
    _ job: ClaimedJob, as worker: WorkerIdentity, by model: DiagnosisModel = .current
  ) async throws -> DiagnosisJobEnd {
    let context: [Statement] = [.show(worker), .enter(job.organization)]
    do {
      guard let (kind, moment) = try await due(context) else {
        _ = try await run(
          context + [Statement("select queue.complete($1, $2)", [[job.id], [job.lease]], name: "complete job")])
        return .nothingDue
      }
      _ = try await EarlierTransactions.wait(on: pool)
      let basis = try await pool.withTransaction(TransactionOptions(isolation: .repeatableRead)) { transaction in
        _ = try await transaction.pipeline(context)
        return try await DiagnosisReader(session: transaction, organization: job.organization).basis(at: moment)
      }
      let diagnoses = await Self.diagnoses(basis, model)
      let record = try DiagnosisRunRows.record(
        diagnoses, from: basis, kind, model: model.version, job: (job.id.rawValue, job.lease))
      _ = try await run(context + [record])
      return .done(kind: kind, day: moment.day, accounts: diagnoses.count)
    } catch let error as PostgresError where Self.isLeaseLost(error) {
      return .lost
    }
  }

  @concurrent private static func diagnoses(
    _ basis: DiagnosisBasis, _ model: DiagnosisModel
  ) async -> [AccountDiagnosis] {
    basis.diagnose(model)
  }

  private func due(_ context: [Statement]) async throws -> (DiagnosisRun.Kind, DiagnosisMoment)? {
    let results = try await run(
      context + [
        Statement(
          """
          select d.kind, d.day, d.known_until, c.time_zone
          from queue.due_diagnosis() d
          cross join ctx.calendar() c
          """, [], name: "find due diagnosis")
      ])
    return try results[context.count].first.map { row in
      let (kind, day, knownUntil, zone) = try row.decode((Int16, Int32, Date, String).self)
      return (
        try DiagnosisRun.Kind(stored: kind), DiagnosisMoment(day: Int(day), knownUntil: knownUntil, timeZone: zone)
      )
    }
  }
}
