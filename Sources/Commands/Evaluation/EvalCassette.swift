import ArgumentParser
import Evaluation
import Evaluator
import Foundation

/// `phano eval cassette`
struct EvalCassette: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cassette", abstract: "Look at recorded answers.",
    subcommands: [Verify.self, Diff.self, Stats.self])

  /// The files that were named, else all beside the configuration.
  fileprivate static func files(_ named: [String], _ options: EvalOptions) throws -> [URL] {
    guard named.isEmpty else { return named.map { URL(filePath: $0) } }
    let root = options.folder.root.appending(path: "cassettes")
    let found = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
    let files = (found ?? []).filter { $0.pathExtension == "jsonl" }.sorted { $0.path < $1.path }
    guard !files.isEmpty else {
      throw Failure(.data, "there is no cassette in \(root.path)", mend: "Record one with --mode record.")
    }
    return files
  }

  fileprivate static func read(_ file: URL) throws -> [UInt8] {
    do {
      return Array(try Data(contentsOf: file))
    } catch {
      throw Failure(.data, "\(file.path) cannot be read", mend: "Check the path.")
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "verify", abstract: "Check each record's hash, each key, and that files stand where they belong.")

    @Argument(help: "Cassettes. Default: all beside the configuration.") var files: [String] = []
    @OptionGroup var options: EvalOptions

    private struct Value: Encodable {
      struct Problem: Encodable {
        let line: Int?
        let what: String
      }
      let file: String
      let records: Int
      let tornBytes: Int
      let problems: [Problem]
      private enum CodingKeys: String, CodingKey {
        case file, records, problems
        case tornBytes = "torn_bytes"
      }
    }

    func run() throws {
      let found = try EvalCassette.files(files, options).map { file -> Value in
        let cassette = Cassette(try EvalCassette.read(file))
        var problems = cassette.problems.map { Value.Problem(line: $0.line, what: $0.what) }
        let folder = file.deletingLastPathComponent().lastPathComponent
        let strangers = cassette.records.filter {
          options.folder.cassettes(of: $0.request.model).lastPathComponent != folder
        }
        if let stranger = strangers.first, files.isEmpty {
          problems.append(
            .init(
              line: nil,
              what: "\(strangers.count) records are of another model than \(folder): \(stranger.request.model)"))
        }
        return Value(
          file: file.path, records: cassette.records.count, tornBytes: cassette.tornBytes, problems: problems)
      }
      let lines = found.flatMap { value -> [String] in
        let torn = value.tornBytes > 0 ? ", \(value.tornBytes) bytes of a torn line that count for nothing" : ""
        let head = "\(value.file): \(value.records) records\(torn)"
        return [head] + value.problems.map { "  \($0.line.map { "line \($0): " } ?? "")\($0.what)" }
      }
      let checks = found.flatMap { value -> [EvalCheck] in
        guard !value.problems.isEmpty else {
          return [EvalCheck(name: value.file, state: .pass, message: "\(value.records) records")]
        }
        return value.problems.map { problem in
          EvalCheck(name: value.file, state: .fail, message: problem.what, file: value.file, line: problem.line)
        }
      }
      try EvalOutput(
        title: "cassette", value: found, text: lines.joined(separator: "\n"), checks: checks,
        status: found.contains { !$0.problems.isEmpty } ? .invalidMeasurement : .success
      ).finish(options.format)
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "Which requests two cassettes answer otherwise.",
      discussion: "Exit code 1 when an answer changed.")

    @Argument(help: "The first cassette.") var first: String
    @Argument(help: "The second cassette.") var second: String
    @OptionGroup var options: EvalOptions

    func run() throws {
      let cassettes = try [first, second].map { try CassetteShelf.read(URL(filePath: $0)).records }
      let comparison = CassetteComparison(cassettes[0], cassettes[1])
      let lists = [
        ("only in the first", comparison.onlyFirst), ("only in the second", comparison.onlySecond),
        ("answered otherwise", comparison.changed),
      ]
      let text =
        "\(comparison.same) answers are the same\n"
        + lists.map { name, keys in
          "\(keys.count) \(name)\n" + keys.prefix(20).map { "  \($0.prefix(16))\n" }.joined()
        }.joined()
      try EvalOutput(
        title: "cassette", value: comparison, text: text,
        checks: [
          EvalCheck(
            name: "diff", state: comparison.changed.isEmpty ? .pass : .fail,
            message: "\(comparison.changed.count) answers changed")
        ], status: comparison.changed.isEmpty ? .success : .regression
      ).finish(options.format)
    }
  }

  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "stats", abstract: "What cassettes hold: answers, models, tokens, times.")

    @Argument(help: "Cassettes. Default: all beside the configuration.") var files: [String] = []
    @OptionGroup var options: EvalOptions

    func run() throws {
      var found: [String: CassetteStatistics] = [:]
      for file in try EvalCassette.files(files, options) {
        found[file.path] = CassetteStatistics(try CassetteShelf.read(file).records)
      }
      let sorted = found.sorted { $0.key < $1.key }
      let table = Output.table(
        columns: [
          .left("cassette"), .right("records"), .left("models served"), .left("ended"), .right("tokens in"),
          .right("tokens out"), .right("p50 ms"), .right("p95 ms"),
        ],
        rows: sorted.map { path, statistics in
          [
            path.split(separator: "/").suffix(2).joined(separator: "/"), "\(statistics.records)",
            statistics.modelsServed.keys.sorted().joined(separator: ", "),
            statistics.finishes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "),
            "\(statistics.tokensIn)", "\(statistics.tokensOut)",
            statistics.latencyP50.map { String(format: "%.0f", $0) } ?? "-",
            statistics.latencyP95.map { String(format: "%.0f", $0) } ?? "-",
          ]
        })
      try EvalOutput(
        title: "cassette", value: found, text: table,
        checks: sorted.map { EvalCheck(name: $0.key, state: .pass, message: "\($0.value.records) records") }
      ).finish(options.format)
    }
  }
}
