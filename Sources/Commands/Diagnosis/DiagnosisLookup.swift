import Conversation
import Diagnosis
import Foundation
import Storage

/// An organization's diagnosis of one day: computed, and compared with what is on record of that day.
struct DiagnosisLookup {
  let basis: DiagnosisBasis
  let model: DiagnosisModel
  let diagnoses: [AccountDiagnosis]
  /// The run on record that this repeats; nil when there is none.
  let recorded: DiagnosisRun?
  /// What differs from that; empty when nothing does.
  let differences: [ReplayDifference]

  /// - Parameters:
  ///   - day: nil for today as it is known now, whatever is on record.
  ///   - hindsight: Look at the day by what is known now, whatever is on record.
  ///   - awaiting: Wait for what is being written, since what is computed will be put on record.
  static func load(
    _ store: OrganizationStore, day: DayNumber?, hindsight: Bool = false, awaiting: Bool = false
  ) async throws -> DiagnosisLookup {
    let today = try await store.calendar().today
    guard let day else { return try await compute(store, day: today, awaiting: awaiting) }
    guard day <= today else {
      throw Failure(.usage, "--as-of: \(DayText.text(day)) is yet to come", mend: "Give today or an earlier day.")
    }
    if hindsight { return try await compute(store, day: day, knownUntil: store.moment(of: today).knownUntil) }
    guard let run = try await store.run(of: day) else { return try await compute(store, day: day) }
    let (basis, recorded) = try await store.basis(repeating: run)
    let model = DiagnosisModel.following(run.model) ?? .current
    let diagnoses = await diagnose(basis, model)
    return DiagnosisLookup(
      basis: basis, model: model, diagnoses: diagnoses, recorded: run,
      differences: ReplayDifference.between(recorded, and: diagnoses, basis, of: run, by: model))
  }

  private static func compute(
    _ store: OrganizationStore, day: DayNumber, knownUntil: Date? = nil, awaiting: Bool = false
  ) async throws -> DiagnosisLookup {
    var moment = try await store.moment(of: day)
    if awaiting, try await !store.awaitWriters() {
      Output.remark("something is still being written; what it brings is not in this run, and a replay may differ")
    }
    if let knownUntil {
      moment = DiagnosisMoment(day: day, knownUntil: knownUntil, timeZone: moment.timeZone)
    }
    let basis = try await store.basis(at: moment)
    return DiagnosisLookup(
      basis: basis, model: .current, diagnoses: await diagnose(basis, .current), recorded: nil, differences: [])
  }

  @concurrent private static func diagnose(_ basis: DiagnosisBasis, _ model: DiagnosisModel) async -> [AccountDiagnosis]
  {
    basis.diagnose(model)
  }

  /// The accounts with what was said of them; those that were not customers yet have nothing.
  var accounts: [(basis: AccountBasis, diagnosis: AccountDiagnosis)] {
    let known = Dictionary(basis.accounts.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
    return diagnoses.compactMap { diagnosis in known[diagnosis.account].map { ($0, diagnosis) } }
  }
}

/// What a repeated run says otherwise than the record, and why.
struct ReplayDifference: Encodable {
  enum Why: String, Encodable {
    /// The rule that made the record is none of this program's.
    case model = "model_version"
    /// Data that the record was made of is not there any more.
    case erased = "data_erased"
    /// Data is there that the record was not made of, though it was recorded before: its transaction was still open then.
    case added = "data_added"
    /// None of these: a defect.
    case unexplained
  }

  /// By its name in the organization's own books.
  let account: String
  let why: Why
  let what: String

  static func between(
    _ recorded: [RecordedDiagnosis], and computed: [AccountDiagnosis], _ basis: DiagnosisBasis, of run: DiagnosisRun,
    by model: DiagnosisModel
  ) -> [ReplayDifference] {
    let now = Dictionary(computed.map { ($0.account, $0) }, uniquingKeysWith: { first, _ in first })
    let counts = Dictionary(basis.accounts.map { ($0.account, $0.counts) }, uniquingKeysWith: { first, _ in first })
    // Where accounts are gone, those that are left have other peers than they had.
    let gone = run.accounts - recorded.count
    let changes = recorded.map { (then: $0.counts, now: counts[$0.account] ?? .none) }
    let isAnyErased = gone > 0 || changes.contains { $0.now.hasLess(than: $0.then) }
    let isAnyAdded = changes.contains { $0.then.hasLess(than: $0.now) }
    var differences: [ReplayDifference] = []
    if gone > 0 {
      differences.append(
        ReplayDifference(account: "", why: .erased, what: "\(gone) of \(run.accounts) accounts are erased"))
    }
    for old in recorded {
      let new = now[old.account.description]
      guard new != old.diagnosis else { continue }
      let what = new.map { difference(old.diagnosis, $0) } ?? "no diagnosis"
      let why: Why = model.version != run.model ? .model : isAnyErased ? .erased : isAnyAdded ? .added : .unexplained
      let lost = counts[old.account].map { $0 == old.counts ? "" : "; \(old.counts.difference(to: $0))" } ?? ""
      differences.append(ReplayDifference(account: old.externalID, why: why, what: what + lost))
    }
    return differences
  }

  private static func difference(_ old: AccountDiagnosis, _ new: AccountDiagnosis) -> String {
    if old.verdict != new.verdict { return "\(old.verdict.rawValue) on record, \(new.verdict.rawValue) now" }
    let scores = (DiagnosisText.score(old.combination.score), DiagnosisText.score(new.combination.score))
    if scores.0 != scores.1 { return "score \(scores.0) on record, \(scores.1) now" }
    return "details"
  }
}

extension EvidenceCounts {
  fileprivate func difference(to other: EvidenceCounts) -> String {
    [
      ("messages", messages, other.messages), ("contacts", contacts, other.contacts),
      ("ticket events", ticketEvents, other.ticketEvents),
      ("figures of support", supportFigures, other.supportFigures), ("answers", answers, other.answers),
      ("weeks of usage", weeks, other.weeks),
    ].filter { $0.1 != $0.2 }.map { "\($0.1) \($0.0) then, \($0.2) now" }.joined(separator: ", ")
  }

  /// Whether there is less of anything.
  fileprivate func hasLess(than other: EvidenceCounts) -> Bool {
    weeks < other.weeks || messages < other.messages || contacts < other.contacts
      || ticketEvents < other.ticketEvents || supportFigures < other.supportFigures || answers < other.answers
  }
}
