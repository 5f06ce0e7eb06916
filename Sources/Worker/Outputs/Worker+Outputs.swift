import Jobs
import Logging
import Outputs
import Storage

extension Worker {
  /// So many of one destination's deliveries, then others get their turn.
  private static let deliveriesOfOneTurn = 50
  private static let patience = Duration.seconds(20)

  /// Sends what is due at a destination, one after the other and each under an id of its own. What was sent is on record
  /// before the next one is; who dies in between leaves a delivery that is sent again under the same id.
  func deliver(_ job: ClaimedJob, _ identity: WorkerIdentity, _ recorder: Recorder) async {
    guard let outputs else {
      return settle([job], .snooze(after: .seconds(60), code: "no_sender"), identity, recorder)
    }
    do {
      for _ in 0..<Self.deliveriesOfOneTurn where !isStopping {
        guard let delivery = try await store.nextDelivery(job, as: identity) else { break }
        let run = try await store.run(of: delivery, job, as: identity)
        if run == nil, delivery.event != .test { continue }
        let report = try await outputs.send(delivery, run)
        try await patiently { [self] in try await store.record(report, of: delivery, job, as: identity) }
        tell(report, of: delivery, job)
        if report.outcome.holdsBackOthers { break }
      }
      try await patiently { [self] in try await store.endDeliveries(job, as: identity) }
      giveBack([job])
    } catch is DeliveryLost {
      logger.notice("deliveries left to others", metadata: ["organization": "\(job.organization)"])
      await handBack([job], identity)
    } catch is CancellationError {
      settle([job], .release, identity, recorder)
    } catch  where VerdictStore.isAboutKeysOf(error) {
      logger.error(
        "keys cannot be had, deliveries put off", error: error, metadata: ["organization": "\(job.organization)"])
      settle([job], .snooze(after: .seconds(60), code: "keys_unavailable"), identity, recorder)
    } catch {
      // Nothing is wrong with what is to be sent.
      logger.warning("deliveries put off", error: error, metadata: ["organization": "\(job.organization)"])
      settle([job], .snooze(after: .seconds(5), code: "delivery_failed"), identity, recorder)
    }
  }

  /// Once more in a moment, as long as somebody's open transaction is in the way: what was sent had better be on record.
  private func patiently(_ write: () async throws -> Void) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      do {
        return try await write()
      } catch  where VerdictStore.isInTheWay(error) && ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private func tell(_ report: DeliveryReport, of delivery: DueDelivery, _ job: ClaimedJob) {
    let metadata: Logger.Metadata = [
      "organization": "\(job.organization)", "destination": "\(delivery.destination)",
      "delivery": "\(delivery.webhookID)",
      "event": "\(delivery.event.rawValue)", "status": "\(report.status.map(String.init) ?? "-")",
      "code": "\(report.outcome.code ?? report.remark ?? "-")",
    ]
    switch report.outcome {
    case .delivered: logger.info("delivered", metadata: metadata)
    case .again: logger.notice("not delivered, tried again later", metadata: metadata)
    case .givenUp, .abandoned: logger.warning("not delivered", metadata: metadata)
    }
  }
}

extension DeliveryOutcome {
  fileprivate var holdsBackOthers: Bool {
    switch self {
    case .again(_, _, let holdsBack): holdsBack
    case .abandoned: true
    case .delivered, .givenUp: false
    }
  }
}
