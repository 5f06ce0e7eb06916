import Conversation
public import Evaluation
public import Foundation
import Jobs
import ModelEndpoint
import Scoring
import Storage
public import Worker

/// What came of a run.
public struct EvaluationResult: Sendable {
  /// Why the run ended before all items were through.
  public enum Stop: Sendable, Hashable {
    /// Somebody wanted it to.
    case interrupted
    /// The next call could have cost more than allowed.
    case costLimit(spentMicroUSD: Int)
  }

  /// Where the run is kept; nil when it came to nothing because answers were missing.
  public let folder: URL?
  /// What the run was.
  public let record: RunRecord
  /// What came of the items that are through.
  public let items: [EvaluationItem]
  /// Their figures; nil when there are none.
  public let metrics: Metrics?
  /// Requests that no answer was recorded to.
  public let misses: [CassetteMiss]
  /// Nil for a run that is whole.
  public let stop: Stop?
}

/// Runs a plan: every item through the worker's own path, and what comes of it into the run's folder.
public struct EvaluationRunner: Sendable {
  private let plan: EvaluationPlan
  private let analyst: Analyst
  private let shelf: CassetteShelf?
  private let now: @Sendable () -> Date

  /// - Parameters:
  ///   - analyst: The worker's path, with a ``CassetteTransport`` at its end.
  ///   - shelf: The one that the transport uses.
  public init(
    _ plan: EvaluationPlan, analyst: Analyst, shelf: CassetteShelf?, now: @escaping @Sendable () -> Date = { Date() }
  ) {
    self.plan = plan
    self.analyst = analyst
    self.shelf = shelf
    self.now = now
  }

  /// Runs it. Cancelling the task interrupts the run, which then can be gone on with.
  ///
  /// - Parameter progress: Told how many answers are through, and of how many.
  /// - Throws: `EvaluationFailure`
  public func run(progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) async throws -> EvaluationResult {
    let (items, split) = try plan.checkedItems()
    let date = now()
    var record = plan.record(
      runID: EvaluationFolder.newRunID(at: date), at: date, items: items.count, split: split)
    let former = plan.resumes ? plan.folder.unfinishedRun(identity: record.identity) : nil
    if let former {
      record.runID = former.record.runID
      record.started = former.record.started
      record.heldOut = former.record.heldOut
    }
    // Errors are worth another try; everything else was an answer.
    let kept = former?.items.filter { $0.status != .error } ?? []
    try useHeldOut(items, split, &record)
    let writer = try RunWriter(folder: plan.folder.runs.appending(path: record.runID), record: record)
    let outcome = await measure(items, kept: kept, writer, progress)
    shelf?.synchronize()
    if let failure = outcome.failure { throw failure }
    return try close(record, writer, outcome)
  }

  private func useHeldOut(_ items: [LabelledItem], _ split: String?, _ record: inout RunRecord) throws {
    guard let reason = plan.heldOutReason, record.heldOut == nil else { return }
    guard plan.dataset.isHeldOut(items) else {
      throw EvaluationFailure(.data, "no item of this run is held out", mend: "Leave out --heldout.")
    }
    let use = HeldOutLog.Use(
      at: record.started, runID: record.runID, system: plan.system.id, dataset: plan.dataset.sha256, split: split,
      reason: reason)
    record.heldOut = .init(useIndex: try plan.folder.heldOutLog.append(use), reason: reason)
  }

  private func close(
    _ record: RunRecord, _ writer: RunWriter, _ outcome: Outcome
  ) throws -> EvaluationResult {
    var record = record
    // Answers come in any order; figures must not depend on it (ties, groups by first appearance).
    let items = outcome.items.sorted { ($0.id, $0.sample) < ($1.id, $1.sample) }
    let isWhole = outcome.stop == nil && outcome.misses.isEmpty
    record.status = isWhole ? .done : outcome.misses.isEmpty ? .interrupted : .failed
    record.ended = Timestamp.text(now())
    record.model.served = outcome.modelsServed.sorted()
    record.totals = .init(items)
    record.costMicroUSD = items.reduce(0) { $0 + ($1.costMicroUSD ?? 0) }
    if shelf != nil {
      let used = outcome.used.sorted { $0.key < $1.key }.map { "\($0.key):\(Fingerprint.of($0.value))\n" }.joined()
      record.cassette = .init(
        sha256: Fingerprint.of(used), hits: items.count(where: \.isReplayed), misses: outcome.misses.count)
    }
    let metrics = isWhole ? Metrics(items, bootstrap: plan.bootstrap, slices: plan.slices) : nil
    if isWhole { record.resultSHA256 = ResultHash.of(items) }
    try writer.finish(record, items: items, metrics: metrics)
    return EvaluationResult(
      folder: writer.folder, record: record, items: items, metrics: metrics, misses: outcome.misses,
      stop: outcome.stop)
  }

  // MARK: Items

  private struct Outcome {
    var items: [EvaluationItem]
    var misses: [CassetteMiss] = []
    var modelsServed: Set<String> = []
    var used: [String: String] = [:]
    var stop: EvaluationResult.Stop?
    var failure: EvaluationFailure?
    var spent = 0

    mutating func take(_ seen: Draw.Seen) {
      modelsServed.formUnion(seen.modelsServed)
      used.merge(seen.used) { first, _ in first }
      if let miss = seen.miss { misses.append(miss) }
      if failure == nil { failure = seen.failure }
    }
  }

  private func measure(
    _ items: [LabelledItem], kept: [EvaluationItem], _ writer: RunWriter,
    _ progress: @escaping @Sendable (Int, Int) -> Void
  ) async -> Outcome {
    let done = Set(kept.map { "\($0.sample)/\($0.id)" })
    let draws = (0..<plan.samples).flatMap { sample in items.map { (item: $0, sample: sample) } }
    let open = draws.filter { !done.contains("\($0.sample)/\($0.item.id)") }
    var outcome = Outcome(items: kept)
    await withTaskGroup(of: (EvaluationItem?, Draw.Seen).self) { group in
      var next = 0
      var running = 0
      while true {
        while running < plan.concurrency, next < open.count, !Task.isCancelled, mayGoOn(&outcome) {
          group.addTask { [draw = open[next]] in await answer(draw.item, sample: draw.sample) }
          next += 1
          running += 1
        }
        guard let (item, seen) = await group.next() else { break }
        running -= 1
        outcome.take(seen)
        guard let item else { continue }
        if !item.isReplayed { outcome.spent += item.costMicroUSD ?? 0 }
        outcome.items.append(item)
        do throws(EvaluationFailure) {
          try writer.append(item)
        } catch {
          outcome.failure = outcome.failure ?? error
        }
        progress(outcome.items.count, draws.count)
      }
    }
    if outcome.stop == nil, outcome.items.count + outcome.misses.count < draws.count, outcome.failure == nil {
      outcome.stop = .interrupted
    }
    return outcome
  }

  private func mayGoOn(_ outcome: inout Outcome) -> Bool {
    if outcome.failure != nil || outcome.stop != nil { return false }
    guard let limit = plan.maxCostMicroUSD, plan.mode != .replay else { return true }
    let called = outcome.items.count { !$0.isReplayed && $0.costMicroUSD != nil }
    let usual = called == 0 ? 0 : outcome.spent / called
    guard outcome.spent + usual * plan.concurrency > limit || outcome.spent >= limit else { return true }
    outcome.stop = .costLimit(spentMicroUSD: outcome.spent)
    return false
  }

  /// One item through the worker's path; nil when it came to nothing because of us.
  private func answer(_ item: LabelledItem, sample: Int) async -> (EvaluationItem?, Draw.Seen) {
    let draw = Draw(sample: sample)
    let analysis = await Draw.$current.withValue(draw) { await analyst.analyse(item.interaction) }
    var seen = draw.result
    guard seen.miss == nil, seen.failure == nil else { return (nil, seen) }
    seen.call.costMicroUSD = seen.call.usage.flatMap { usage in
      plan.system.price?.cost(input: usage.input, output: usage.output) ?? (plan.isComputed ? 0 : nil)
    }
    func unanswered(_ status: EvaluationItem.Status, _ code: String) -> EvaluationItem {
      EvaluationItem(item, sample: sample, unanswered: status, code: code, call: seen.call)
    }
    switch analysis {
    case .scored(let record):
      guard let verdict = record.verdict else { return (unanswered(.refused, "silent_\(record.silence ?? "")"), seen) }
      return (
        EvaluationItem(
          item, sample: sample, predicted: verdict.label, probabilities: verdict.probabilities, call: seen.call), seen
      )
    case .failed(.interrupted): return (nil, seen)
    case .failed(.permanent(let code)) where code == "invalid_answer": return (unanswered(.invalid, code), seen)
    case .failed(.transient(let code)) where code == "invalid_response" && seen.answers > 0:
      return (seen.refused ? unanswered(.refused, "model_refusal") : unanswered(.invalid, code), seen)
    case .failed(.permanent(let code)), .failed(.transient(let code)), .failed(.blocked(let code)),
      .failed(.throttled(let code, _)):
      return (unanswered(.error, code), seen)
    }
  }
}

extension LabelledItem {
  /// The item as an interaction of one turn of the customer's.
  fileprivate var interaction: Interaction {
    Interaction(
      channel: channel.flatMap(Channel.init(rawValue:)) ?? .survey, subject: subject,
      occurredAt: Date(timeIntervalSince1970: 0), turns: [Turn(author: .customer, body: text)], language: language)
  }
}
