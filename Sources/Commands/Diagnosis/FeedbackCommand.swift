import ArgumentParser
import Diagnosis
import Foundation
import Storage

/// `phano feedback`
struct FeedbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback", abstract: "Say whether a diagnosis was right, and see what was said.",
    subcommands: [Give.self, List.self], defaultSubcommand: Give.self)

  struct Give: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put on record that a diagnosis was wrong, or right, and why.")
    @Argument(help: ArgumentHelp("The account, by its id in your own books.", valueName: "account")) var account: String
    @Argument(help: ArgumentHelp("wrong or confirmed.", valueName: "judgement")) var judgement: String
    @Option(help: ArgumentHelp("The day of the diagnosis.", valueName: "day")) var day: String
    @Option(help: ArgumentHelp("Why you think so; it is sealed.", valueName: "text")) var reason: String
    @OptionGroup var options: OrganizationOptions

    func validate() throws {
      guard DiagnosisFeedback.Kind(rawValue: judgement) != nil else {
        throw ValidationError("The judgement is 'wrong' or 'confirmed'.")
      }
      guard reason.contains(where: { !$0.isWhitespace }) else { throw ValidationError("Give a --reason.") }
      guard reason.utf8.count <= 4096 else { throw ValidationError("--reason must be at most 4096 bytes.") }
    }

    func run() async throws {
      let number = try DayText.parse(day, option: "--day")
      guard let kind = DiagnosisFeedback.Kind(rawValue: judgement) else { return }
      let isKnown = try await options.withStore { store in
        let isKnown = try await store.give(kind, on: account, day: number, reason: reason)
        if isKnown { try await store.audit(.diagnosisFeedback, "\(kind.rawValue), day \(DayText.text(number))") }
        return isKnown
      }
      guard isKnown else {
        throw Failure(
          .data, "no diagnosis of '\(account)' on \(DayText.text(number)) is on record",
          mend: "'phano diagnose --history \(account)' shows the days that are.")
      }
      Output.write("\(account)\t\(DayText.text(number))\t\(kind.rawValue)\n")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List feedback, the newest first; write the messages behind wrong diagnoses as suspect labels.")
    @OptionGroup var options: OrganizationOptions
    @Option(
      help: ArgumentHelp(
        "Write the messages behind diagnoses that were called wrong to this file, masked, as an eval set's JSONL.",
        valueName: "file"))
    var eval: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let (views, suspects) = try await options.withStore { store in
        let feedback = try await store.feedback()
        let suspects = eval == nil ? [] : try await SuspectLabel.behind(feedback.filter { $0.kind == .wrong }, store)
        return (feedback.map(FeedbackView.init), suspects)
      }
      try Output(json: json).list(
        views,
        columns: [
          .left("given"), .left("by"), .left("account"), .left("day"), .left("verdict"), .left("judgement"),
          .left("reason"),
        ]
      ) {
        [Moment.day($0.givenAt), $0.givenBy, $0.account, $0.day, $0.verdict.rawValue, $0.judgement.rawValue, $0.reason]
      }
      guard let eval else { return }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let lines = try suspects.map { String(decoding: try encoder.encode($0), as: UTF8.self) + "\n" }
      // It holds customers' words.
      try PrivateFile.write(lines.joined(), to: URL(filePath: eval))
      Output.remark("\(suspects.count) suspect labels written to \(eval)")
    }
  }
}

/// Feedback for programs.
private struct FeedbackView: Encodable {
  let account, day, givenBy, reason: String
  let givenAt: Date
  let judgement: DiagnosisFeedback.Kind
  let verdict: AccountVerdict
  let score: Double

  init(_ feedback: DiagnosisFeedback) {
    account = feedback.account
    day = DayText.text(feedback.diagnosis.day)
    givenBy = feedback.givenBy
    givenAt = feedback.givenAt
    reason = feedback.reason
    judgement = feedback.kind
    verdict = feedback.diagnosis.verdict
    score = feedback.diagnosis.combination.score
  }
}
