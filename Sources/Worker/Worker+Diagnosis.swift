import Diagnosis
import Jobs
import Logging
import Storage

extension Worker {
  /// Makes the run that is due in an organization, and has the next one planned: after a standstill there are several.
  func diagnose(_ job: ClaimedJob, _ identity: WorkerIdentity, _ recorder: Recorder) async {
    do {
      switch try await store.diagnose(job, as: identity) {
      case .done(let kind, let day, let accounts):
        logger.info(
          "accounts diagnosed",
          metadata: [
            "organization": "\(job.organization)", "kind": "\(kind.rawValue)", "day": "\(day)",
            "accounts": "\(accounts)",
          ])
        _ = try await queue.planDiagnoses()
      case .nothingDue: break
      case .lost:
        logger.notice("diagnosis left to others", metadata: ["organization": "\(job.organization)"])
      }
      giveBack([job])
    } catch is CancellationError {
      settle([job], .release, identity, recorder)
    } catch {
      logger.warning("diagnosis failed", error: error, metadata: ["organization": "\(job.organization)"])
      var generator = SystemRandomNumberGenerator()
      let settlement = configuration.retry.settlement(
        of: .transient(code: "diagnosis_failed"), attempt: job.attempt, using: &generator)
      settle([job], settlement, identity, recorder)
    }
  }
}
