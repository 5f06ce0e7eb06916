import Jobs
import Logging
import Storage

extension Worker {
  /// Deletes what an organization keeps no longer, batch after batch, each in a transaction of its own. The last one ends the
  /// job; what is interrupted before goes on with whoever claims it next.
  func retain(_ job: ClaimedJob, _ identity: WorkerIdentity, _ recorder: Recorder) async {
    do {
      while true {
        guard let report = try await store.retain(job, as: identity) else {
          // Lost, or the organization lets nobody in: then it waits until that is over.
          return await handBack([job], identity)
        }
        if report.isFinished {
          logger.info(
            "retention done",
            metadata: [
              "organization": "\(job.organization)", "interactions": "\(report.interactions)",
              "comments": "\(report.comments)", "jobs": "\(report.jobs)",
            ])
          return giveBack([job])
        }
        try Task.checkCancellation()
      }
    } catch  where Task.isCancelled {
      settle([job], .release, identity, recorder)
    } catch {
      logger.warning("retention failed", error: error, metadata: ["organization": "\(job.organization)"])
      var generator = SystemRandomNumberGenerator()
      let settlement = configuration.retry.settlement(
        of: .transient(code: "retention_failed"), attempt: job.attempt, using: &generator)
      settle([job], settlement, identity, recorder)
    }
  }
}
