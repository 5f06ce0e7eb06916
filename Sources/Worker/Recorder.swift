import Jobs
import Logging
import Storage
import Synchronization
import Telemetry

/// Gathers outcomes and writes them in batches, each outcome in one transaction with the end of its job.
///
/// An outcome is a value: when the database is away, writing it is tried again until its lease must have gone to
/// somebody else. What comes too late is dropped, because the job then runs again elsewhere.
final class Recorder: Sendable {
  /// An outcome, the identity under which its job was claimed, and who judged.
  struct Entry: Sendable {
    let outcome: JobOutcome
    let identity: WorkerIdentity
    let provenance: Provenance
  }

  /// What goes in one transaction.
  private struct Sender: Hashable {
    let identity: WorkerIdentity
    let provenance: Provenance
  }

  /// What could not be written since its organization was busy: until when that is tried again, and when next.
  private struct Delayed {
    let entry: Entry
    let deadline: ContinuousClock.Instant
    let next: ContinuousClock.Instant
  }

  private struct State {
    var entries: [Entry] = []
    var delayed: [Delayed] = []
    var isFinished = false
    var summary = WorkerSummary()
  }

  private let store: VerdictStore
  private let configuration: WorkerConfiguration
  private let logger: Logger
  private let metrics: WorkerMetrics
  /// For how long a job has been held.
  private let age: @Sendable (ClaimedJob) -> Duration?
  private let released: @Sendable ([ClaimedJob]) -> Void
  private let state = Mutex(State())
  private let arrived = Signal()
  private let filled = Signal()

  /// After this long without a written batch the leases behind it are gone for certain (`queue.rescue`).
  private static let patience = Duration.seconds(30)
  /// How long what is delayed rests: each attempt may cost the database's whole lock timeout.
  private static let delay = Duration.seconds(3)

  init(
    store: VerdictStore, configuration: WorkerConfiguration, logger: Logger, metrics: WorkerMetrics,
    age: @escaping @Sendable (ClaimedJob) -> Duration?, released: @escaping @Sendable ([ClaimedJob]) -> Void
  ) {
    self.store = store
    self.configuration = configuration
    self.logger = logger
    self.metrics = metrics
    self.age = age
    self.released = released
  }

  var summary: WorkerSummary { state.withLock { $0.summary } }

  func submit(_ entry: Entry) {
    let count = state.withLock { state in
      state.entries.append(entry)
      return state.entries.count
    }
    if count == 1 { arrived.ring() }
    if count == configuration.recordBatch { filled.ring() }
  }

  /// No more entries will come; `run` returns once all are written.
  func finish() {
    state.withLock { $0.isFinished = true }
    arrived.ring()
    filled.ring()
  }

  /// Writes until ``finish()``. Not cancellable: what has been scored is written.
  func run() async {
    while true {
      await writeDelayed()
      let (isEmpty, isFinished, isAnyDelayed) = state.withLock {
        ($0.entries.isEmpty, $0.isFinished, !$0.delayed.isEmpty)
      }
      if isEmpty {
        if isFinished, !isAnyDelayed { return }
        await arrived.wait(atMost: .seconds(1))
        continue
      }
      if !isFinished, state.withLock({ $0.entries.count }) < configuration.recordBatch {
        await filled.wait(atMost: configuration.recordWait)
      }
      let batch = state.withLock { state in
        // More than a batch only when writing has fallen behind: then larger transactions are what catches up.
        let taken = Array(state.entries.prefix(max(configuration.recordBatch, 1) * 4))
        state.entries.removeFirst(taken.count)
        return taken
      }
      await write(batch, until: ContinuousClock.now + Self.patience)
    }
  }

  private func writeDelayed() async {
    let now = ContinuousClock.now
    let due = state.withLock { state in
      let due = state.delayed.filter { $0.next <= now }
      state.delayed.removeAll { $0.next <= now }
      return due
    }
    for (deadline, delayed) in Dictionary(grouping: due, by: \.deadline) {
      await write(delayed.map(\.entry), until: deadline)
    }
  }

  /// Writes entries, and lets go of their jobs; those of busy organizations are kept for later, or dropped after the
  /// deadline.
  private func write(_ batch: [Entry], until deadline: ContinuousClock.Instant) async {
    let batches = Dictionary(grouping: batch) { Sender(identity: $0.identity, provenance: $0.provenance) }
    for (sender, entries) in batches {
      let outcomes = entries.map(\.outcome)
      var busy: Set<JobID> = []
      var pause = Duration.milliseconds(50)
      while true {
        do {
          let report = try await store.record(outcomes, as: sender.identity, provenance: sender.provenance)
          if ContinuousClock.now < deadline { busy = report.busy }
          count(outcomes.filter { !busy.contains($0.job.id) }, written: report)
          break
        } catch {
          guard ContinuousClock.now < deadline else {
            logger.error(
              "outcomes dropped, their jobs run again", error: error, metadata: ["jobs": "\(outcomes.count)"])
            state.withLock { $0.summary.late += outcomes.count }
            metrics.late(outcomes.count)
            break
          }
          logger.warning("outcomes not written, trying again", error: error, metadata: ["jobs": "\(outcomes.count)"])
          metrics.failed(.record)
          await Self.rest(pause)
          pause = min(pause * 2, .seconds(2))
        }
      }
      delay(entries.filter { busy.contains($0.outcome.job.id) }, until: deadline)
      released(outcomes.map(\.job).filter { !busy.contains($0.id) })
    }
  }

  private func delay(_ entries: [Entry], until deadline: ContinuousClock.Instant) {
    guard !entries.isEmpty else { return }
    let next = min(ContinuousClock.now + Self.delay, deadline)
    state.withLock { $0.delayed += entries.map { Delayed(entry: $0, deadline: deadline, next: next) } }
    logger.notice("outcomes wait for somebody's open transaction", metadata: ["jobs": "\(entries.count)"])
  }

  /// A pause that cancellation does not cut short: the outcomes still have to be written.
  private static func rest(_ pause: Duration) async {
    await Task { try? await Task.sleep(for: pause) }.value
  }

  private func count(_ outcomes: [JobOutcome], written: RecordReport) {
    for (job, problem) in written.unrecordable {
      logger.error("verdict could not be stored", error: problem, metadata: ["job": "\(job)"])
    }
    state.withLock { state in
      for outcome in outcomes {
        guard written.written.contains(outcome.job.id) else {
          state.summary.late += 1
          continue
        }
        switch outcome.result {
        case .done(let record):
          if record.verdict == nil { state.summary.silent += 1 } else { state.summary.scored += 1 }
          if record.screening?.outcome == .kept { state.summary.kept += 1 }
        case .settled(.retry), .settled(.snooze): state.summary.putOff += 1
        case .settled(.bury): state.summary.dead += 1
        case .settled(.block): state.summary.blocked += 1
        case .settled(.release): state.summary.released += 1
        }
      }
    }
    for outcome in outcomes where written.written.contains(outcome.job.id) { tell(outcome) }
    let late = outcomes.count - written.written.count
    if late > 0 {
      logger.notice("late outcomes refused by the fence", metadata: ["jobs": "\(late)"])
      metrics.late(late)
    }
  }

  private func tell(_ outcome: JobOutcome) {
    let held = age(outcome.job)
    switch outcome.result {
    case .done(let record) where record.verdict == nil: metrics.committed(.silent, held: held)
    case .done(let record):
      metrics.committed(record.screening?.outcome == .kept ? .kept : .scored, held: held)
    case .settled(.retry(_, let code)): metrics.committed(.retry(code: code), held: held)
    case .settled(.snooze(_, let code)): metrics.committed(.snooze(code: code), held: held)
    case .settled(.bury(let code)): metrics.committed(.dead(code: code), held: held)
    case .settled(.block(let code)): metrics.committed(.blocked(code: code), held: held)
    case .settled(.release): metrics.committed(.released, held: held)
    }
  }
}
