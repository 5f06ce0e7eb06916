import ArgumentParser
import Conversation
import Foundation
import Interchange

/// `phano clean`: which words of a message are the customer's own, without a database.
struct CleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clean",
    abstract: "Cut quoted replies, signatures, notices and everybody else's words out of a message.",
    discussion: """
      Reads FILE, or standard input when there is none, and prints the customer's own words.
      With --jsonl each line is an object {"id","channel","raw"}; the answer is \
      {"id","text","removed":[{"start","end","why"}]}, a line for a line, with offsets in Unicode scalars of raw. Where raw \
      is HTML, a whole mail or a transcript, the answer has a "body" too, the readable text, and the offsets are into that.
      A line that cannot be read is reported with its number; the others are cleaned all the same, and the exit code is 65.
      """)

  @Flag(help: "Read and write JSON lines.") var jsonl = false
  @Flag(help: "Say on standard error what was cut, where and why.") var explain = false
  @Option(help: ArgumentHelp("What it comes from: email, ticket, call, meeting or survey.", valueName: "name"))
  var channel = "email"
  @OptionGroup var people: PeopleOptions
  @Argument(help: ArgumentHelp("The file to read. Default, and -: standard input.", valueName: "file")) var path:
    String?

  func validate() throws {
    if jsonl, explain { throw ValidationError("--explain is for one message: with --jsonl the answers say it.") }
    guard CleaningLines.channel(named: channel) != nil else {
      let names = Channel.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--channel must be one of \(names).")
    }
  }

  func run() throws {
    let cleaner = TextCleaner(rules: try people.rules())
    if jsonl { try cleanLines(cleaner) } else { try cleanText(cleaner) }
  }

  /// The file to read; `nil` is standard input, which `-` names as well.
  private var file: String? { path == "-" ? nil : path }
  private var name: String { file ?? "standard input" }
  private var usedChannel: Channel { CleaningLines.channel(named: channel) ?? .email }

  private func cleanLines(_ cleaner: TextCleaner) throws {
    var failed = 0
    do {
      try CleaningLines(cleaner, defaultChannel: usedChannel).read(file ?? "/dev/stdin", called: name) { answer in
        switch answer {
        case .cleaned(let line): Output.write(line + "\n")
        case .failed(let line, let complaint):
          failed += 1
          Output.remark(complaint)
          Output.write(line + "\n")
        }
      }
    } catch let error as CocoaError {
      throw Failure(.data, "cannot read \(name): \(error.localizedDescription)", mend: "Give a file of JSON lines.")
    }
    if failed > 0 { throw ExitCode(ExitStatus.data.rawValue) }
  }

  private func cleanText(_ cleaner: TextCleaner) throws {
    let bytes: Data
    do {
      bytes = try file.map { try Data(contentsOf: URL(filePath: $0)) } ?? FileHandle.standardInput.readToEnd() ?? Data()
    } catch {
      throw Failure(.data, "cannot read \(name)", mend: "Check that the file exists and that you may read it.")
    }
    let cleaned = cleaner.clean(repairing: [UInt8](bytes), channel: usedChannel)
    Output.write(cleaned.text.isEmpty ? "" : cleaned.text + "\n")
    guard explain else { return }
    for removal in cleaned.removed {
      Output.remark("\(removal.range.lowerBound)..<\(removal.range.upperBound)  \(removal.why.explanation)")
    }
  }
}
