import Diagnosis
import Markup
import Scoring

/// The body of a webhook: compact JSON of less than 20 kB. `docs/outputs.md` and `docs/webhook.schema.json` describe it.
public enum WebhookPayload {
  /// Counts up when a member changes its name, type or meaning; new members don't change it.
  public static let version = 1
  /// No body is larger (Standard Webhooks, "Payload size").
  public static let maximumBytes = 20_000

  private static let mostQuotes = 5
  private static let longestText = 400
  private static let mostAccounts = 100

  /// A run is complete: how many accounts have which verdict, and which changed. What does not fit is only counted.
  public static func runCompleted(_ run: OutputRun) -> [UInt8] {
    let changed = run.changed
    var shown = min(changed.count, mostAccounts)
    while true {
      let body = event(.runCompleted, run.madeAt, runMembers(run) + summary(run, changed, showing: shown))
      if body.count <= maximumBytes || shown == 0 { return body }
      shown /= 2
    }
  }

  /// An account has changed, or was diagnosed for the first time.
  public static func accountChanged(_ account: OutputAccount, in run: OutputRun) -> [UInt8] {
    var quotes = account.quotes.prefix(mostQuotes)
    while true {
      let body = event(
        .accountChanged, run.madeAt, runMembers(run) + members(account, quotes: Array(quotes)))
      if body.count <= maximumBytes || quotes.isEmpty { return body }
      quotes = quotes.dropLast()
    }
  }

  /// Nothing happened.
  public static func test(organization: String, destination: String, at seconds: Double) -> [UInt8] {
    event(
      .test, seconds,
      [("organization", .string(organization)), ("destination", .string(destination))])
  }

  private static func event(_ event: OutputEvent, _ seconds: Double, _ data: [(String, JSON)]) -> [UInt8] {
    Array(
      JSON.members([
        ("type", .string(event.rawValue)), ("version", .number(Double(version))),
        ("timestamp", .string(DayText.time(seconds))), ("data", .members(data)),
      ]).compactText.utf8)
  }

  private static func runMembers(_ run: OutputRun) -> [(String, JSON)] {
    [
      ("organization", .string(run.organization)), ("run", .string(run.id)), ("day", .string(DayText.day(run.day))),
      ("model", .string(run.model)),
    ]
  }

  private static func summary(_ run: OutputRun, _ changed: [OutputAccount], showing count: Int) -> [(String, JSON)] {
    let counts = Dictionary(run.accounts.map { ($0.diagnosis.verdict, 1) }, uniquingKeysWith: +)
    return [
      ("accounts", .number(Double(run.accounts.count))),
      (
        "verdicts",
        .members(AccountVerdict.allCases.map { ($0.rawValue, .number(Double(counts[$0, default: 0]))) })
      ),
      ("changed", .number(Double(changed.count))),
      (
        "changed_accounts",
        .elements(
          changed.prefix(count).map { account in
            .members([
              ("account", .string(account.externalID)), ("verdict", .string(account.diagnosis.verdict.rawValue)),
              ("previous_verdict", optional(account.previousVerdict?.rawValue)),
              ("score", rounded(account.diagnosis.combination.score)),
            ])
          })
      ),
    ]
  }

  private static func members(_ account: OutputAccount, quotes: [OutputQuote]) -> [(String, JSON)] {
    let diagnosis = account.diagnosis
    let change = diagnosis.change
    return [
      ("account", .string(account.externalID)),
      ("name", optional(account.name.map { PlainText.line($0, limit: longestText) })),
      ("is_first", .bool(change == nil)), ("verdict", .string(diagnosis.verdict.rawValue)),
      ("previous_verdict", optional(account.previousVerdict?.rawValue)),
      ("score", rounded(diagnosis.combination.score)), ("score_lower", rounded(diagnosis.combination.lower)),
      ("score_upper", rounded(diagnosis.combination.upper)),
      ("score_change", change.map { rounded($0.scoreChange) } ?? .null),
      ("confidence", rounded(diagnosis.combination.confidence, 1000)),
      ("adverse", families(diagnosis.adverse)), ("newly_adverse", families(change?.newlyAdverse ?? [])),
      ("no_longer_adverse", families(change?.noLongerAdverse ?? [])),
      ("tone_trend", .string(diagnosis.trend.direction.rawValue)),
      (
        "reasons",
        .elements(
          Reason.reasons(of: account).map { reason in
            .members([
              ("family", .string(reason.driver.family.rawValue)), ("state", .string(reason.driver.state.rawValue)),
              ("points", rounded(reason.driver.contribution)),
              ("text", .string(PlainText.line(reason.sentence, limit: longestText))),
            ])
          })
      ),
      ("missing", .elements(diagnosis.missing.map { .string($0.rawValue) })),
      (
        "actions",
        .members([
          ("success", .string(diagnosis.successAction.rawValue)),
          ("account", .string(diagnosis.accountAction.kind.rawValue)),
        ])
      ),
      (
        "nps",
        .members([
          ("score", diagnosis.promoters.score.map { rounded($0) } ?? .null),
          ("answers", .number(Double(diagnosis.promoters.count))),
        ])
      ),
      (
        "quotes",
        .elements(
          quotes.map { quote in
            .members([
              ("day", .string(DayText.day(quote.day))), ("channel", .string(quote.channel)),
              ("text", .string(PlainText.line(quote.text, limit: longestText))),
            ])
          })
      ),
    ]
  }

  private static func families(_ families: [Family]) -> JSON { .elements(families.map { .string($0.rawValue) }) }

  private static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }

  private static func rounded(_ value: Double, _ factor: Double = 10) -> JSON {
    value.isFinite ? .number((value * factor).rounded() / factor) : .null
  }
}
