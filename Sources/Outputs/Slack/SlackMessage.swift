import Diagnosis
import Markup
import Scoring

/// A message to a channel of Slack's: the accounts that changed, as Block Kit.
///
/// Limits by Slack's reference of blocks: 50 blocks a message, 3,000 characters a section, 150 a header.
public enum SlackMessage {
  /// Blocks of one message.
  public static let mostBlocks = 50
  /// Characters of one section's text.
  public static let longestSection = 3000

  private static let mostQuotes = 2
  private static let longestQuote = 250
  private static let longestHeader = 150

  /// Nil when nothing changed that people should hear of. Accounts that were diagnosed for the first time are told of when
  /// something speaks against them.
  public static func body(_ run: OutputRun) -> [UInt8]? {
    let accounts = run.changed.filter { $0.diagnosis.change != nil || $0.isWorrying }
    guard !accounts.isEmpty else { return nil }
    let day = DayText.day(run.day)
    let title = "\(Figures.count(accounts.count, "account", "accounts")) changed, \(day)"
    // A section for each account, and one block each for the title and for those that found no place.
    let shown = accounts.prefix(mostBlocks - 2)
    var blocks = [block("header", ("plain_text", String(title.prefix(longestHeader))))]
    blocks += shown.map { block("section", ("mrkdwn", section($0))) }
    if accounts.count > shown.count {
      blocks.append(
        .members([
          ("type", .string("context")),
          ("elements", .elements([text("mrkdwn", "and \(accounts.count - shown.count) more, see `phano diagnose`")])),
        ]))
    }
    let names = shown.prefix(5).map { "\(escaped($0.title)) \($0.diagnosis.verdict.label)" }
    let more = accounts.count > 5 ? " and \(accounts.count - 5) more" : ""
    return message("\(title): \(names.joined(separator: ", "))\(more)", blocks)
  }

  /// A message that tells of nothing.
  public static func test(destination: String) -> [UInt8] {
    let line = "This is a test of the destination \(escaped(destination))."
    return message(line, [block("section", ("mrkdwn", line))])
  }

  private static func message(_ fallback: String, _ blocks: [JSON]) -> [UInt8] {
    Array(JSON.members([("text", .string(fallback)), ("blocks", .elements(blocks))]).compactText.utf8)
  }

  private static func block(_ type: String, _ content: (kind: String, text: String)) -> JSON {
    .members([("type", .string(type)), ("text", text(content.kind, content.text))])
  }

  private static func text(_ kind: String, _ text: String) -> JSON {
    .members([("type", .string(kind)), ("text", .string(text))])
  }

  private static func section(_ account: OutputAccount) -> String {
    let diagnosis = account.diagnosis
    let before = account.previousVerdict.map { "\($0.label) → " } ?? ""
    var score = "score \(Figures.decimal(diagnosis.combination.score, 0))"
    if let change = diagnosis.change { score += " (\(Figures.signed(change.scoreChange, 1)))" }
    var lines = ["*\(escaped(account.title))*  \(before)*\(diagnosis.verdict.label)*, \(score)"]
    lines += Reason.reasons(of: account).filter { $0.driver.state == .adverse }
      .map { "• \(escaped($0.sentence))" }
    lines += account.quotes.prefix(mostQuotes).map {
      "> \(escaped(PlainText.line($0.text, limit: longestQuote)))  _\($0.channel), \(DayText.day($0.day))_"
    }
    if let step = diagnosis.successAction.sentence { lines.append("→ \(step)") }
    // Whole lines only: half an escape would be shown as it is.
    var kept = ""
    for line in lines where kept.unicodeScalars.count + line.unicodeScalars.count + 1 <= longestSection {
      kept += (kept.isEmpty ? "" : "\n") + line
    }
    return kept
  }

  /// As Slack wants text that is not its own markup: `&`, `<` and `>` escaped. What else it takes for emphasis is parted by a
  /// mark of no width, so that nobody's name or quote forms a text of its own.
  static func escaped(_ text: String) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "*", "_", "~", "`": out += "\u{200B}\(character)"
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}

extension OutputAccount {
  fileprivate var isWorrying: Bool { diagnosis.verdict == .atRisk || diagnosis.verdict == .watchUnconfirmed }
}

extension SuccessAction {
  fileprivate var sentence: String? {
    switch self {
    case .verify: "Verify: ask whether it is true before acting on it."
    case .serviceRecovery: "Service recovery: mend what went wrong in support, and tell the customer."
    case .reengage: "Re-engage: get back in touch, with something of use to them."
    case .none: nil
    }
  }
}
