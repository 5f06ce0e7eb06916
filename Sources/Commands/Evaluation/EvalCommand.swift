import ArgumentParser
import Conversation
import Evaluation
import Foundation
import Jobs
import Scoring
import Storage
import Worker

/// `phano eval`
struct EvalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Measure a prompt and a model against labelled data.", subcommands: [Run.self])

  struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Score a labelled data set through the worker's own path, and print how right it was.",
      discussion: """
        The data set is JSONL, .gz too: {"id","text","label","language","channel"} a line, label one of negative, neutral,
        positive. No database is needed. Items without a usable answer count as wrong, and are named in the report.
        """)

    @Option(help: ArgumentHelp("The labelled data.", valueName: "file")) var dataset: String
    @Option(help: "Only items of this split.") var split: String?
    @Option(help: "Only the first so many items.") var limit: Int?
    @Option(help: "Model calls in flight at a time.") var concurrency = 16
    @Option(help: "Seed of the bootstrap intervals.") var seed: UInt64 = 42
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var endpoint: EndpointOptions
    @OptionGroup var prompt: PromptOptions
    @OptionGroup var log: LogOptions

    func validate() throws {
      guard concurrency > 0, limit ?? 1 > 0 else {
        throw ValidationError("--concurrency and --limit must be 1 or more.")
      }
    }

    func run() async throws {
      let items = try load()
      let analyst = try await endpoint.analyst(
        prompt: prompt.load(), calls: concurrency, logger: log.logger("phano.eval"))
      let progress = Progress(total: items.count)
      let results = await Self.score(items, analyst, concurrency: concurrency, progress)
      progress.finish()
      guard let summary = EvaluationSummary(results, bootstrap: Bootstrap(seed: seed)) else {
        throw Failure(.data, "\(dataset): nothing to measure", mend: "Check --split and --limit.")
      }
      guard summary.coverage > 0 else {
        throw Failure(
          .unavailable, "none of \(results.count) items was answered by the endpoint \(analyst.provenance.endpoint)",
          mend: "Check that it runs and that the key is right; --log-level debug says more.")
      }
      try Output(json: json).one(summary, text: head(analyst) + summary.textReport)
    }

    private func head(_ analyst: Analyst) -> String {
      let provenance = analyst.provenance
      return """
        data set  \(dataset)
        prompt    \(provenance.promptName)/\(provenance.promptVersion)  \(provenance.promptHash.prefix(12))
        endpoint  \(provenance.endpoint), model \(provenance.modelRequested), region \(provenance.region)


        """
    }

    private func load() throws -> [LabelledItem] {
      let bytes: Data
      do {
        bytes = try Data(contentsOf: URL(filePath: dataset))
      } catch {
        throw Failure(.data, "\(dataset) cannot be read", mend: "Check the path.")
      }
      var items: [LabelledItem]
      do throws(DatasetError) {
        items = try DatasetReader.read(Array(bytes))
      } catch {
        throw Failure(
          .data, "\(dataset), \(error)", mend: "Each line is {\"id\",\"text\",\"label\",\"language\",\"channel\"}.")
      }
      if let split { items = items.filter { $0.split == split } }
      if let limit { items = Array(items.prefix(limit)) }
      guard !items.isEmpty else {
        throw Failure(.data, "\(dataset) holds no item that was asked for", mend: "Check --split and --limit.")
      }
      return items
    }

    private static func score(
      _ items: [LabelledItem], _ analyst: Analyst, concurrency: Int, _ progress: Progress
    ) async -> [EvaluationItem] {
      await withTaskGroup(of: (Int, EvaluationItem).self) { group in
        var results: [EvaluationItem?] = Array(repeating: nil, count: items.count)
        var next = 0
        while next < min(concurrency, items.count) {
          group.addTask { [index = next] in (index, await score(items[index], analyst)) }
          next += 1
        }
        while let (index, result) = await group.next() {
          results[index] = result
          progress.advance()
          guard next < items.count else { continue }
          group.addTask { [index = next] in (index, await score(items[index], analyst)) }
          next += 1
        }
        return results.compactMap(\.self)
      }
    }

    private static func score(_ item: LabelledItem, _ analyst: Analyst) async -> EvaluationItem {
      let interaction = Interaction(
        channel: item.channel.flatMap(Channel.init(rawValue:)) ?? .survey, occurredAt: Date(timeIntervalSince1970: 0),
        turns: [Turn(author: .customer, body: item.text)], language: item.language)
      switch await analyst.analyse(interaction) {
      case .scored(let record):
        guard let verdict = record.verdict else { return EvaluationItem(item, unanswered: .refused) }
        return EvaluationItem(item, predicted: verdict.label, probabilities: verdict.probabilities)
      case .failed(.permanent(code: "invalid_answer")): return EvaluationItem(item, unanswered: .invalid)
      case .failed(.blocked): return EvaluationItem(item, unanswered: .blocked)
      case .failed: return EvaluationItem(item, unanswered: .error)
      }
    }
  }
}
