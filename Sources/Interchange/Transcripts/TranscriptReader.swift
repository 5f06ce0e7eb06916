import Conversation
import FoundationEssentials

/// Reads a file that holds the transcript of one call or meeting.
final class TranscriptReader: RecordReader {
  /// How the transcript is written.
  enum Form {
    case cues, plain
  }

  private let source: ByteSource
  private let file: String
  private let form: Form
  private let options: ImportOptions
  private let modifiedAt: Date?
  private var isDone = false

  /// A day of talking, written down.
  private static let largest = 16 << 20

  /// - Parameter modifiedAt: When the file was last written: its date, unless its name holds one.
  init(source: ByteSource, file: String, form: Form, options: ImportOptions, modifiedAt: Date?) {
    self.source = source
    self.file = file
    self.form = form
    self.options = options
    self.modifiedAt = modifiedAt
  }

  func next() throws -> ImportedRecord? {
    guard !isDone else { return nil }
    isDone = true
    let place = ImportPlace(file: file)
    let bytes = try source.peek(Self.largest + 1)
    guard bytes.count <= Self.largest else {
      return .problem(
        ImportProblem(
          place: place, kind: .tooLarge, what: "the transcript is longer than \(Self.largest) bytes",
          remedy: "export it in smaller pieces"))
    }
    let text = TranscriptText.lines(bytes)
    let lines = form == .cues ? CueReader(text).lines : PlainTranscript(text).lines
    let named = Self.date(inName: file)
    let call = SpokenCall(
      source: "transcript", externalID: nil, channel: .meeting, subject: nil, startedAt: named ?? modifiedAt,
      company: nil)
    let record = call.record(lines, options: options, place: place)
    guard case .interaction(var interaction) = record, named == nil, modifiedAt != nil else { return record }
    interaction.notes.append(.dateReplaced(by: "the file's own date"))
    return .interaction(interaction)
  }

  /// A date in a file's name, as `2024-05-03`, `20240503` or Zoom's `GMT20240503-101500`; at noon if no clock time
  /// follows.
  static func date(inName path: String) -> Date? {
    let name = path.split(separator: "/").last ?? ""
    guard let match = name.firstMatch(of: /(20\d\d)([-_.]?)(\d\d)\2(\d\d)(?:[-_ T](\d\d)[-:.]?(\d\d)[-:.]?(\d\d))?/)
    else { return nil }
    let clock = match.5.map { "\($0):\(match.6 ?? "00"):\(match.7 ?? "00")" } ?? "12:00:00"
    return Timestamp.date(in: "\(match.1)-\(match.3)-\(match.4)T\(clock)Z")
  }
}
