import ArgumentParser
import Foundation
import Fuzzing
import Scoring
import Synchronization

/// `phano-fuzz`: sends made-up interactions with hidden values down the real way to the wire, and looks whether a value
/// can be read in what would be sent.
@main struct PhanoFuzz: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phano-fuzz",
    abstract: "Try to get addresses and telephone numbers around the masker and the wire gate.",
    discussion: """
      Each case is an interaction in one of 8 languages with one value in one to three disguises. It is masked, rendered \
      and cleared as the worker does it, and the bytes are read by an oracle that knows the value. Nothing is sent.
      The same seed makes the same cases whatever --jobs is.
      """)

  @Option(help: "What the cases depend on.") var seed: UInt64 = 1
  @Option(help: "How many cases.") var cases = 10_000
  @Option(help: "How many at the same time. Default: one a core.") var jobs: Int?
  @Option(help: ArgumentHelp("Take half of the values from the labelled *.jsonl files in here.", valueName: "dir"))
  var values: String?
  @Option(help: ArgumentHelp("Append what went wrong, minimised, to this file.", valueName: "file")) var corpus: String?
  @Option(help: ArgumentHelp("Send the cases of this file instead of made-up ones.", valueName: "file"))
  var replay: String?
  @Option(help: ArgumentHelp("The folder of the prompt.", valueName: "dir")) var prompt = "prompts/sentiment/v1"
  @Flag(help: "Print one line of JSON.") var json = false

  func validate() throws {
    if cases < 1 { throw ValidationError("--cases is 1 or more.") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is 1 or more.") }
  }

  func run() async throws {
    let start = ContinuousClock.now
    let report: FuzzReport
    do {
      let path = try RequestPath(prompt: Prompt(folder: URL(filePath: prompt)))
      if let replay {
        report = FuzzReport(replaying: try EscapeCorpus.read(URL(filePath: replay)), path)
      } else {
        report = try await fuzzed(path)
      }
      if let corpus { try EscapeCorpus.append(report.faults.map(\.fuzzCase), to: URL(filePath: corpus)) }
    } catch {
      FileHandle.standardError.write(Data("phano-fuzz: \(error)\n".utf8))
      throw ExitCode(74)
    }
    let output = ReportText(report, seed: seed, took: ContinuousClock.now - start)
    try FileHandle.standardOutput.write(contentsOf: Data((json ? output.json : output.table).utf8))
    if !report.faults.isEmpty { throw ExitCode(1) }
  }

  private func fuzzed(_ path: RequestPath) async throws -> FuzzReport {
    let known = try values.map { try EscapeCorpus.values(in: URL(filePath: $0, directoryHint: .isDirectory)) } ?? []
    let progress = ProgressLine(total: cases)
    defer { progress.finish() }
    return await FuzzRun(path: path, maker: FuzzCaseMaker(seed: seed, values: known))
      .run(cases: cases, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount) { progress.advance(by: $0) }
  }
}

/// How far the run is, on a terminal's standard error; silent elsewhere.
private final class ProgressLine: Sendable {
  private let total: Int
  private let isShown = isatty(2) == 1
  private let done = Mutex(0)

  init(total: Int) { self.total = total }

  func advance(by count: Int) {
    guard isShown else { return }
    let now = done.withLock { done in
      done += count
      return done
    }
    FileHandle.standardError.write(Data("\r\(now) of \(total) cases".utf8))
  }

  func finish() {
    if isShown { FileHandle.standardError.write(Data("\n".utf8)) }
  }
}
