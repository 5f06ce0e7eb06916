import ArgumentParser
import Conversation
import Foundation
import Scoring
import Storage

/// `phano verdicts`
struct VerdictsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdicts", abstract: "List an organization's current verdicts.",
    discussion: """
      score is p(positive) - p(negative), -1 to 1; conf. is the calibrated probability of the label. Quotes are verbatim
      from the masked text. Sentiment is an early but noisy signal: read it over time, beside usage and support.
      """)

  @OptionGroup var options: OrganizationOptions
  @OptionGroup var filter: FilterOptions
  @Option(help: "At most this many.") var limit = 1000
  @Flag(help: "Group by account, in order of time.") var byAccount = false
  @Option(
    help: ArgumentHelp(
      "Compare with the labels that people gave: CSV with the columns id (external id or Message-ID) and label.",
      valueName: "file"))
  var expected: String?
  @Flag(help: "Turn the placeholders of quotes back into what was written. Goes on record in the audit chain.")
  var restore = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
  }

  func run() async throws {
    let labels = try expected.map(ExpectedLabels.init(path:))
    let wanted = try filter.resolve()
    let verdicts = try await options.withStore { store in
      let verdicts = try await store.verdicts(wanted, limit: limit)
      return restore ? try await Self.restored(verdicts, store) : verdicts
    }
    if byAccount, !json {
      Output.write(VerdictTimeline.text(verdicts))
    } else {
      try Output(json: json).list(
        verdicts,
        columns: [
          .left("day"), .left("account"), .left("channel"), .left("label"), .right("score"), .right("conf."),
          .left("evidence"), .left("model"), .left("prompt"),
        ]
      ) { verdict in
        [
          Moment.day(verdict.occurredAt), verdict.account, verdict.channel.rawValue, VerdictTimeline.label(verdict),
          VerdictTimeline.signed(verdict.score), VerdictTimeline.percent(verdict.confidence),
          VerdictTimeline.quote(verdict, width: 60), verdict.model ?? "", verdict.prompt ?? "",
        ]
      }
    }
    let lost = verdicts.flatMap { $0.unrestored ?? [] }
    if !lost.isEmpty {
      Output.remark(
        "\(lost.count) placeholders stand for nothing on record and were left: \(Set(lost).sorted().joined(separator: ", "))"
      )
    }
    if let labels, !json { Output.write("\n" + labels.comparison(with: verdicts) + "\n") }
  }
}

extension VerdictsCommand {
  private static func restored(
    _ verdicts: [ListedVerdict], _ store: OrganizationStore
  ) async throws -> [ListedVerdict] {
    let maps = try await store.placeholders(of: verdicts.filter { !$0.evidence.isEmpty }.map(\.interaction))
    try await store.audit(.restoreQuotes, "\(verdicts.count) verdicts")
    return verdicts.map { $0.restored(with: maps[$0.interaction]) }
  }
}

/// Verdicts for people, account by account, oldest first, so that a change of tone can be seen.
enum VerdictTimeline {
  static func text(_ verdicts: [ListedVerdict]) -> String {
    guard !verdicts.isEmpty else { return "No verdicts.\n" }
    let accounts = Dictionary(grouping: verdicts, by: \.account).sorted { $0.key < $1.key }
    return accounts.map { _, rows in account(rows.sorted { $0.occurredAt < $1.occurredAt }) }.joined(separator: "\n")
  }

  private static func account(_ rows: [ListedVerdict]) -> String {
    let counts = SentimentLabel.allCases.map { label in
      "\(rows.count { $0.label == label }) \(label.rawValue)"
    }.joined(separator: ", ")
    var text = "\(rows[0].accountName) (\(rows[0].account)): \(rows.count) interactions; \(counts)\n"
    for row in rows {
      let cells = [
        Moment.day(row.occurredAt), padded(row.channel.rawValue, 7), padded(label(row), 8), bar(row.score),
        padded(signed(row.score), 5), quote(row, width: 62),
      ]
      var line = "  " + cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }

  static func label(_ verdict: ListedVerdict) -> String { verdict.label?.rawValue ?? "none" }

  static func signed(_ score: Double?) -> String {
    guard let score else { return "" }
    let text = score.formatted(.number.precision(.fractionLength(2)).sign(strategy: .always()).locale(.posix))
    return text.replacing("0.", with: ".", maxReplacements: 1)
  }

  static func percent(_ share: Double?) -> String {
    share.map { $0.formatted(.percent.precision(.fractionLength(0)).locale(.posix)) } ?? ""
  }

  static func quote(_ verdict: ListedVerdict, width: Int) -> String {
    if let silence = verdict.silence { return "(\(silence))" }
    guard let first = verdict.evidence.first else { return "" }
    let line = Output.printable(first.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    return line.count <= width ? "\"\(line)\"" : "\"\(line.prefix(width - 1))…\""
  }

  /// Eleven places from -1 to 1 with the neutral point in the middle.
  private static func bar(_ score: Double?) -> String {
    var places = Array("·····|·····")
    if let score { places[min(10, max(0, 5 + Int((score * 5).rounded())))] = "●" }
    return String(places)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
