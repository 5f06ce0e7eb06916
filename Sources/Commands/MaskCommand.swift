import Anonymization
import ArgumentParser
import Foundation

/// `phano mask`: what the masker does to a text, without a database.
struct MaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask",
    abstract: "Mask e-mail addresses, phone numbers and other personal values in a text.",
    discussion: """
      Reads FILE, or standard input when there is none, and prints the masked text.
      With --jsonl each line is an object {"id","text","lang","region"}; the answer is \
      {"id","masked","spans":[{"start","end","type"}]}, a line for a line, with offsets in Unicode scalars.
      A line that cannot be read is reported with its number; the others are masked all the same, and the exit code is 65.
      """)

  @Flag(help: "Read and write JSON lines.") var jsonl = false
  @Flag(help: "Highlight what was masked; between marks when the output is no terminal.") var preview = false
  @Argument(help: ArgumentHelp("The file to read. Default: standard input.", valueName: "file")) var file: String?

  func validate() throws {
    if jsonl, preview { throw ValidationError("--preview shows text: it does not go with --jsonl.") }
  }

  func run() throws {
    let input = try open()
    if jsonl { try maskLines(of: input) } else { try maskText(of: input) }
  }

  private func open() throws -> FileHandle {
    guard let file else { return .standardInput }
    guard let handle = FileHandle(forReadingAtPath: file) else {
      throw Failure(.data, "cannot read \(file)", mend: "Check that the file exists and that you may read it.")
    }
    return handle
  }

  private func maskText(of input: FileHandle) throws {
    let bytes: [UInt8]
    do {
      bytes = try input.readToEnd().map { [UInt8]($0) } ?? []
    } catch {
      throw Failure(.data, "cannot read \(file ?? "standard input")", mend: "Give a file of text.")
    }
    var masking = Masker().beginCase()
    let masked = masking.mask(repairing: bytes)
    try put((preview ? highlighted(masked) : masked.text).utf8)
  }

  private func highlighted(_ masked: MaskedText) -> String {
    Output.isTerminal
      ? masked.highlighted(opening: "\u{1B}[7m", closing: "\u{1B}[0m")
      : masked.highlighted(opening: "»", closing: "«")
  }

  private static let pieceSize = 1 << 20

  private func maskLines(of input: FileHandle) throws {
    var stream = JSONLineStream()
    var output: [UInt8] = []
    var failed = 0
    while let piece = try input.read(upToCount: Self.pieceSize), !piece.isEmpty {
      failed += try report(stream.feed(piece, into: &output))
      try put(output)
      output.removeAll(keepingCapacity: true)
    }
    failed += try report(stream.finish(into: &output))
    try put(output)
    if failed > 0 { throw ExitCode(ExitStatus.data.rawValue) }
  }

  private func put(_ bytes: some Sequence<UInt8>) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(bytes))
    } catch {
      throw Failure(
        .tryAgain, "standard output takes no more",
        mend: "Make room on the disk that it goes to, and run the command again.")
    }
  }

  /// Says on standard error which lines failed; returns how many.
  private func report(_ failures: [JSONLineStream.Failure]) throws -> Int {
    for failure in failures {
      let message = "\(file ?? "standard input"), line \(failure.line): \(failure.error)\n"
      try FileHandle.standardError.write(contentsOf: Data(message.utf8))
    }
    return failures.count
  }
}
