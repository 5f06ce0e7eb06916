import Conversation
import Foundation
import Jobs
public import Logging
public import Storage
import Synchronization
public import Telemetry

/// A worker process: claims jobs, has their interactions analysed, and writes what came of them.
///
/// Four loops: the heartbeat keeps the claims alive; housekeeping wakes waiting jobs and frees those of dead workers;
/// the main loop claims and loads; the recorder writes. No transaction is open during a model call.
public final class Worker: Sendable {
  private enum Phase: Int, Sendable { case working, draining, aborting }

  let configuration: WorkerConfiguration
  let queue: JobQueue
  let store: VerdictStore
  private let analyst: Analyst
  private let cascade: Cascade?
  private let casework: Casework
  let outputs: OutputSender?
  let logger: Logger
  let metrics: WorkerMetrics
  private let phase = Mutex(Phase.working)
  private let membership = Mutex<Membership?>(nil)
  private let held = HeldJobs()
  private let analyses = CallGroup()
  private let pressure: Pressure
  let wake = Signal()

  /// A worker that has not started. With a `cascade`, the analyst is asked about what its first stage is not sure of.
  /// - Parameter outputs: sends to destinations; without it deliveries wait for another worker.
  public init(
    configuration: WorkerConfiguration, queue: JobQueue, store: VerdictStore, analyst: Analyst,
    cascade: Cascade? = nil, outputs: OutputSender? = nil, logger: Logger, metrics: WorkerMetrics = WorkerMetrics()
  ) {
    self.configuration = configuration
    self.queue = queue
    self.store = store
    self.analyst = analyst.counted(by: metrics)
    self.cascade = cascade
    casework = Casework(store: store, analyst: analyst)
    self.outputs = outputs
    self.logger = logger
    self.metrics = metrics
    pressure = Pressure(concurrency: min(configuration.concurrency, analyst.maximumConcurrency ?? .max))
  }

  /// Stop claiming, finish what is in flight within the grace period, and leave. Called again: leave at once, handing
  /// back what is not finished.
  public func stop() {
    phase.withLock { $0 = $0 == .working ? .draining : .aborting }
    wake.ring()
  }

  // MARK: What others are told

  var heart: Membership? { membership.withLock { $0 } }
  var isStopping: Bool { phase.withLock { $0 } != .working }
  var isEndpointDown: Bool { pressure.isEndpointDown }

  func reportGauges() {
    metrics.holds(held.count)
    pressure.report(to: metrics)
  }

  // MARK: Working

  /// Works until it is stopped, or until the queue is drained when so configured.
  /// - Parameter started: called once it is registered, and about to claim.
  /// - Throws: What kept it from registering. Later troubles with the database are waited out.
  public func run(started: @Sendable () -> Void = {}) async throws -> WorkerSummary {
    guard configuration.transfer != nil || !analyst.leavesEU else { throw MissingTransferGround() }
    let membership = try await Membership(
      queue: queue, name: configuration.name, transfer: configuration.transfer, logger: logger, metrics: metrics)
    self.membership.withLock { $0 = membership }
    defer { self.membership.withLock { $0 = nil } }
    started()
    let recorder = Recorder(
      store: store, configuration: configuration, logger: logger, metrics: metrics,
      age: { [held] job in held.age(ofLease: job.lease) },
      released: { [self] jobs in giveBack(jobs) })
    await withTaskGroup { background in
      background.addTask { await membership.keepBeating { [self] in abandonCalls() } }
      background.addTask { [self] in await membership.keepSession { [self] in wake.ring() } }
      background.addTask { [self] in await housekeeping(membership) }
      let writing = Task { await recorder.run() }
      await work(membership, recorder)
      recorder.finish()
      await writing.value
      background.cancelAll()
    }
    await membership.leave()
    return recorder.summary
  }

  /// The endpoint is outside the EU, and the worker was given no ground on record to register with.
  public struct MissingTransferGround: Error, Sendable, Hashable {}

  // MARK: Claiming and dispatching

  private func work(_ membership: Membership, _ recorder: Recorder) async {
    while phase.withLock({ $0 }) == .working {
      let room = configuration.capacity - held.count
      // A claim is one round trip whether it takes one job or a hundred, so wait until it is worth while.
      guard room >= min(configuration.claimBatch, configuration.capacity / 4 + 1) else {
        await wake.wait(atMost: .seconds(1))
        continue
      }
      let (pause, most) = pressure.admission()
      if pause > .zero {
        await wake.wait(atMost: min(pause, .seconds(1)))
        continue
      }
      let identity = membership.identity
      do {
        let jobs = try await queue.claim(as: identity, limit: min(room, configuration.claimBatch, most))
        if jobs.isEmpty {
          if configuration.leavesWhenDrained, held.count == 0, try await queue.isDrained(for: identity) {
            // What was worked may be an organization's first data: its diagnosis is made before anybody leaves.
            if try await queue.planDiagnoses(isDrained: true) == 0 { break }
            continue
          }
          await wake.wait(atMost: configuration.poll)
          continue
        }
        held.take(jobs)
        for job in jobs { metrics.claimed(kind: "\(job.kind)") }
        pressure.dispatching()
        await dispatch(jobs, identity, recorder)
      } catch {
        if phase.withLock({ $0 }) != .working { break }
        logger.warning("claim failed, trying again", error: error)
        metrics.failed(.claim)
        await wake.wait(atMost: .seconds(1))
      }
    }
    await finish()
  }

  private func dispatch(
    _ jobs: [ClaimedJob], _ identity: WorkerIdentity, _ recorder: Recorder
  ) async {
    let batch: ComposedBatch
    do {
      batch = try await casework.prepare(jobs, as: identity)
    } catch {
      logger.warning("requests not prepared, jobs handed back", error: error, metadata: ["jobs": "\(jobs.count)"])
      metrics.failed(.prepare)
      await handBack(jobs, identity)
      return
    }
    if !batch.refused.isEmpty {
      logger.notice("jobs not let in, handed back", metadata: ["jobs": "\(batch.refused.count)"])
      await handBack(batch.refused, identity)
    }
    if !batch.sealed.isEmpty { giveBack(batch.sealed) }
    for (organization, jobs, why) in batch.locked {
      logger.error(
        "keys cannot be had, jobs put off", error: why,
        metadata: ["organization": "\(organization)", "jobs": "\(jobs.count)"])
      // Nothing is wrong with the jobs: they wait, unspent, until somebody has mended the keys.
      settle(jobs, .snooze(after: .seconds(60), code: "keys_unavailable"), identity, recorder)
    }
    // Unspent too: somebody keeps a transaction open there, and the others' jobs need not wait for it.
    settle(batch.busy, .snooze(after: .seconds(5), code: "organization_busy"), identity, recorder)
    settle(batch.gone, .bury(code: "interaction_gone"), identity, recorder)
    settle(batch.unstorable, .bury(code: "unstorable"), identity, recorder)
    settle(batch.damaged, .bury(code: "damaged"), identity, recorder)
    for job in batch.retentions {
      analyses.add { [self] in await retain(job, identity, recorder) }
    }
    for job in batch.diagnoses {
      analyses.add { [self] in await diagnose(job, identity, recorder) }
    }
    for job in batch.outputs {
      analyses.add { [self] in await deliver(job, identity, recorder) }
    }
    for composed in batch.composed {
      analyses.add { [self] in
        recorder.submit(await entry(of: composed, identity))
      }
    }
  }

  func settle(
    _ jobs: [ClaimedJob], _ settlement: Settlement, _ identity: WorkerIdentity, _ recorder: Recorder
  ) {
    for job in jobs {
      recorder.submit(
        Recorder.Entry(
          outcome: JobOutcome(job: job, result: .settled(settlement)), identity: identity,
          provenance: analyst.provenance))
    }
  }

  @concurrent private func entry(of composed: ComposedJob, _ identity: WorkerIdentity) async -> Recorder.Entry {
    var screening: Screening?
    if let cascade {
      switch await cascade.read(composed.composition, of: composed.job.id, asksModel: pressure.isEndpointDown) {
      case .kept(let record):
        return Recorder.Entry(
          outcome: JobOutcome(job: composed.job, result: .done(record)), identity: identity,
          provenance: cascade.provenance)
      case .passed(let said): screening = said
      }
    }
    return Recorder.Entry(
      outcome: await outcome(of: composed, screening, identity), identity: identity, provenance: analyst.provenance)
  }

  private func outcome(
    of composed: ComposedJob, _ screening: Screening?, _ identity: WorkerIdentity
  ) async -> JobOutcome {
    let job = composed.job
    var consent: (@Sendable () async -> Bool)?
    if analyst.leavesEU { consent = { [self] in await mayLeave(job, identity) } }
    let analysis = await analyst.analyse(composed.composition, permits: pressure.permits, mayLeave: consent)
    pressure.observe(analysis)
    switch analysis {
    case .scored(var record):
      record.screening = screening
      return JobOutcome(job: job, result: .done(record))
    case .failed(var failure):
      // While the endpoint fails for everybody, a failure says nothing about this job, and costs it nothing.
      if case .transient(let code) = failure, pressure.isEndpointDown {
        failure = .throttled(code: code, retryAfter: nil)
      }
      var generator = SystemRandomNumberGenerator()
      let settlement = configuration.retry.settlement(of: failure, attempt: job.attempt, using: &generator)
      logger.log(
        level: settlement.event == .release ? .debug : .notice, "job not scored",
        metadata: [
          "job": "\(job.id)", "organization": "\(job.organization)",
          "attempt": "\(job.attempt)", "settlement": "\(settlement.event.rawValue)",
          "code": "\(settlement.code ?? "-")",
        ])
      return JobOutcome(job: job, result: .settled(settlement))
    }
  }

  /// The claim hands out no job of an organization that forbids transfers; but it may have changed its mind since.
  private func mayLeave(_ job: ClaimedJob, _ identity: WorkerIdentity) async -> Bool {
    do {
      let mayLeave = try await store.mayTransfer(of: job.organization, as: identity)
      if !mayLeave {
        logger.notice(
          "not sent: no transfer out of the EU any more",
          metadata: ["job": "\(job.id)", "organization": "\(job.organization)"])
      }
      return mayLeave
    } catch {
      if !Task.isCancelled {
        logger.warning(
          "not sent: the database did not confirm the transfer", error: error, metadata: ["job": "\(job.id)"])
      }
      return false
    }
  }

  func handBack(_ jobs: [ClaimedJob], _ identity: WorkerIdentity) async {
    do {
      _ = try await queue.release(jobs, as: identity)
    } catch {
      // Housekeeping finds that this process does not know them any more, and hands them back.
      logger.warning("jobs not handed back", error: error, metadata: ["jobs": "\(jobs.count)"])
    }
    giveBack(jobs)
  }

  func giveBack(_ jobs: [ClaimedJob]) {
    held.giveBack(jobs)
    wake.ring()
  }

  /// Waits for the calls in flight, no longer than the grace period, and less when told to leave at once.
  private func finish() async {
    let deadline = ContinuousClock.now + configuration.grace
    while analyses.count > 0 {
      let left = ContinuousClock.now.duration(to: deadline)
      if left <= .zero || phase.withLock({ $0 }) == .aborting {
        logger.notice("stopping calls in flight", metadata: ["jobs": "\(analyses.count)"])
        analyses.cancelAll()
        await analyses.wait()
        return
      }
      await wake.wait(atMost: min(left, .milliseconds(50)))
    }
  }

  private func abandonCalls() {
    // Their jobs belong to others by now, or soon will; the fence refuses what they would still write.
    logger.error("registration lost, its claims are void", metadata: ["jobs": "\(analyses.count)"])
    analyses.cancelAll()
  }

  // MARK: Housekeeping

  private func housekeeping(_ membership: Membership) async {
    var round = 0
    while !Task.isCancelled {
      do {
        if try await queue.promote() > 0 { wake.ring() }
        if round % 4 == 0 {
          let rescued = try await queue.rescue()
          if rescued > 0 {
            logger.notice("jobs of dead workers freed", metadata: ["jobs": "\(rescued)"])
            wake.ring()
          }
        }
        if round % 8 == 4 {
          let stray = try await queue.releaseUnknown(held: held.leases, as: membership.identity)
          if stray > 0 { logger.notice("stray jobs handed back", metadata: ["jobs": "\(stray)"]) }
        }
        if round % 40 == 0 {
          try await queue.pruneLeases(of: membership.identity)
          if try await queue.planRetention() > 0 { wake.ring() }
        }
        if round % 60 == 0, try await queue.planDiagnoses() > 0 { wake.ring() }
        if round % 14_400 == 0 { try await queue.maintain() }
      } catch {
        if !Task.isCancelled {
          logger.warning("housekeeping failed, trying again", error: error)
          metrics.failed(.housekeeping)
        }
      }
      round += 1
      try? await Task.sleep(for: .milliseconds(250))
    }
  }
}
