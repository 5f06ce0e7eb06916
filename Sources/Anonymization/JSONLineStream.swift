/// Masks a stream of JSON lines that arrives in pieces of any size. One line of output for each line of input that is
/// not blank, in order; for a line that cannot be masked that is `{"id":null,"error":"..."}`.
public struct JSONLineStream {
  /// A line that could not be masked.
  public struct Failure: Equatable, Sendable {
    /// Counted from 1, blank lines included.
    public let line: Int
    /// What is wrong with it.
    public let error: JSONLineError
  }

  private let masker: JSONLineMasker
  private var pending: [UInt8] = []
  /// How much of ``pending`` is known to hold no line break.
  private var scanned = 0
  private var line = 0

  /// - Parameter masker: Masks each line.
  public init(masker: JSONLineMasker = JSONLineMasker()) {
    self.masker = masker
  }

  /// Takes the next piece of input.
  /// - Parameter output: Grows by the answers to the lines that are now complete.
  /// - Returns: The lines among them that could not be masked.
  public mutating func feed(_ piece: some Sequence<UInt8>, into output: inout [UInt8]) -> [Failure] {
    pending.append(contentsOf: piece)
    var failures: [Failure] = []
    var start = 0
    while true {
      let end = pending.span.first(from: scanned, to: pending.count) { $0.marks("\n") }
      guard end < pending.count else { break }
      mask(start..<end, into: &output, &failures)
      start = end + 1
      scanned = start
    }
    pending.removeSubrange(..<start)
    scanned = pending.count
    return failures
  }

  /// Takes the end of the input as the end of its last line.
  public mutating func finish(into output: inout [UInt8]) -> [Failure] {
    var failures: [Failure] = []
    if !pending.isEmpty { mask(0..<pending.count, into: &output, &failures) }
    pending.removeAll()
    scanned = 0
    return failures
  }

  private mutating func mask(_ range: Range<Int>, into output: inout [UInt8], _ failures: inout [Failure]) {
    line += 1
    guard !pending[range].allSatisfy({ $0.isWhitespace }) else { return }
    do throws(JSONLineError) {
      try masker.mask(pending.span.extracting(range), into: &output)
    } catch {
      failures.append(Failure(line: line, error: error))
      output += "{\"id\":null,\"error\":\"".utf8
      output += error.description.replacingQuotes.utf8
      output += "\"}".utf8
    }
    output.append(0x0A)
  }
}

extension String {
  /// Fit for the inside of a JSON string.
  fileprivate var replacingQuotes: String { String(map { $0 == "\"" ? "'" : $0 }) }
}
