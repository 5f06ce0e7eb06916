import ArgumentParser
import Conversation
import Diagnosis
import Foundation
import Storage

/// `phano diagnose`
struct DiagnoseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose", abstract: "Tell which accounts' relationships get worse, and why.",
    discussion: """
      Crosses usage, support, engagement, tone and NPS; a score from 0 (worst) to 100, with its 90 % interval. Without
      options: all accounts today, by what is known now. Those that changed since the last run come first.
      """)

  @OptionGroup var options: OrganizationOptions
  @Option(help: ArgumentHelp("Only this account, by its id in your own books.", valueName: "id")) var account: String?
  @Option(
    help: ArgumentHelp(
      "The diagnosis of this day, by what was known then; compared with the run on record, if there is one.",
      valueName: "day"))
  var asOf: String?
  @Flag(help: "With --as-of: by what is known now, as after an import of old data; not compared with any record.")
  var hindsight = false
  @Option(help: ArgumentHelp("Explain this account's diagnosis, with quotes.", valueName: "id")) var explain: String?
  @Option(help: ArgumentHelp("Show what was said of this account day by day.", valueName: "id")) var history: String?
  @Flag(help: "Put today's diagnosis on record, as a run made by hand.") var store = false
  @Flag(help: "With --explain: turn placeholders of quotes back into what was written; goes on record.")
  var restore = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard [account, explain, history].compactMap(\.self).count <= 1 else {
      throw ValidationError("Give one of --account, --explain and --history.")
    }
    guard !store || asOf == nil && history == nil else {
      throw ValidationError("--store keeps today's diagnosis: leave --as-of and --history out.")
    }
    guard !hindsight || asOf != nil else { throw ValidationError("--hindsight goes with --as-of.") }
    guard !restore || explain != nil else { throw ValidationError("--restore goes with --explain.") }
  }

  func run() async throws {
    let day = try asOf.map { try DayText.parse($0, option: "--as-of") }
    let (text, hasDefect) = try await options.withStore { store in
      if let history { return (try await DiagnosisHistory.load(store, history).rendered(json: json), false) }
      let lookup = try await DiagnosisLookup.load(store, day: day, hindsight: hindsight, awaiting: self.store)
      if self.store {
        try await store.record(lookup.diagnoses, from: lookup.basis, model: lookup.model.version)
      }
      let hasDefect = lookup.differences.contains { $0.why == .unexplained }
      if let explain {
        let explanation = try await DiagnosisExplanation.load(store, lookup, of: explain, restore: restore)
        return (try explanation.rendered(json: json), hasDefect)
      }
      let name = try await account.asyncMap { try await store.storedName(of: $0) }
      return (try DiagnosisList(lookup, account: name).rendered(json: json), hasDefect)
    }
    Output.write(text)
    if hasDefect { throw ExitCode(ExitStatus.data.rawValue) }
  }
}

extension Optional where Wrapped: Sendable {
  fileprivate func asyncMap<Value: Sendable>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
    guard let self else { return nil }
    return try await body(self)
  }
}

/// All accounts of a day, those that changed first.
struct DiagnosisList {
  private struct View: Encodable {
    let day, timeZone, model: String
    let knownUntil: Date
    let usageMetric: String?
    let run: String?
    let previousRun: String?
    let isSameAsOnRecord: Bool?
    let differences: [ReplayDifference]
    let accounts: [DiagnosisView]
  }

  private let lookup: DiagnosisLookup
  private let rows: [(basis: AccountBasis, diagnosis: AccountDiagnosis)]

  /// - Parameter account: its name as stored; nil for all.
  init(_ lookup: DiagnosisLookup, account: String?) throws {
    self.lookup = lookup
    let rows = lookup.accounts.filter { account == nil || $0.basis.externalID == account }
    if let account, rows.isEmpty { throw Failure.noDiagnosis(of: account, on: lookup.basis.moment.day) }
    self.rows = rows.sorted { Self.rank($0) < Self.rank($1) }
  }

  private static func rank(_ row: (basis: AccountBasis, diagnosis: AccountDiagnosis)) -> (Int, Int, Double, String) {
    let severity: Int =
      switch row.diagnosis.verdict {
      case .atRisk: 0
      case .watchUnconfirmed: 1
      case .insufficientEvidence: 3
      case .stable, .healthy: 2
      }
    return (row.diagnosis.isNotable ? 0 : 1, severity, row.diagnosis.combination.score, row.basis.externalID)
  }

  func rendered(json: Bool) throws -> String {
    json ? try Output.json(view) : table + footer
  }

  private var view: View {
    let moment = lookup.basis.moment
    return View(
      day: DayText.text(moment.day), timeZone: moment.timeZone, model: lookup.model.version,
      knownUntil: moment.knownUntil, usageMetric: lookup.basis.usageMetric?.name,
      run: lookup.recorded?.id.uuidString.lowercased(), previousRun: lookup.basis.previous?.id.uuidString.lowercased(),
      isSameAsOnRecord: lookup.recorded == nil ? nil : lookup.differences.isEmpty, differences: lookup.differences,
      accounts: rows.map {
        DiagnosisView($0.basis.externalID, $0.diagnosis)
      })
  }

  private var table: String {
    Output.table(
      columns: [
        .left("account"), .left("verdict"), .right("score"), .right("90 %"), .right("conf."), .left("adverse"),
        .left("since the last run"), .left("CSM"),
      ],
      rows: rows.map { row in
        let diagnosis = row.diagnosis
        return [
          row.basis.externalID, diagnosis.verdict.rawValue, DiagnosisText.score(diagnosis.combination.score),
          DiagnosisText.interval(diagnosis.combination), VerdictTimeline.percent(diagnosis.combination.confidence),
          DiagnosisText.families(diagnosis.adverse), DiagnosisText.change(diagnosis.change),
          diagnosis.successAction == .none ? "" : diagnosis.successAction.rawValue,
        ]
      })
  }

  private var footer: String {
    let moment = lookup.basis.moment
    var lines = [
      "",
      "\(DayText.text(moment.day)) (\(moment.timeZone)), known until \(Moment.minute(moment.knownUntil)) UTC, "
        + "\(lookup.model.version), usage by \(lookup.basis.usageMetric?.name ?? "nothing")",
    ]
    if let run = lookup.recorded {
      lines.append(
        lookup.differences.isEmpty
          ? "same as on record (\(run.kind.rawValue) run of \(Moment.minute(run.madeAt)) UTC)"
          : "differs from what is on record (\(run.kind.rawValue) run of \(Moment.minute(run.madeAt)) UTC):")
      lines += lookup.differences.map {
        "  \($0.account.isEmpty ? "" : $0.account + ": ")\($0.what) (\($0.why.rawValue))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Failure {
  static func noDiagnosis(of account: String, on day: DayNumber) -> Failure {
    Failure(
      .data, "there is no diagnosis of '\(account)' on \(DayText.text(day))",
      mend: "Check the id; 'phano diagnose' lists all accounts that were customers then.")
  }
}
