/// Reads a file that holds one mail.
final class MailFileReader: RecordReader {
  private let source: ByteSource
  private let file: String
  private let interpreter: MailInterpreter
  private let maximumMailSize: Int
  private var isDone = false

  init(source: ByteSource, file: String, interpreter: MailInterpreter, maximumMailSize: Int) {
    self.source = source
    self.file = file
    self.interpreter = interpreter
    self.maximumMailSize = maximumMailSize
  }

  func next() throws -> ImportedRecord? {
    guard !isDone else { return nil }
    isDone = true
    let place = ImportPlace(file: file)
    if let size = source.size, size > maximumMailSize {
      return .problem(.tooLarge(place, size: size, limit: maximumMailSize))
    }
    let bytes = try source.peek(maximumMailSize + 1)
    guard bytes.count <= maximumMailSize else {
      return .problem(.tooLarge(place, size: nil, limit: maximumMailSize))
    }
    return interpreter.interpret(Array(bytes), place: place, envelopeSender: nil)
  }
}

extension ImportProblem {
  /// A mail above the limit. The size is unknown where reading stopped at the limit.
  static func tooLarge(_ place: ImportPlace, size: Int?, limit: Int) -> ImportProblem {
    let measured = size.map { "is \($0) bytes long" } ?? "is too long"
    return ImportProblem(
      place: place, kind: .tooLarge, what: "the mail \(measured); the limit is \(limit)",
      remedy: "remove its attachments or raise the limit")
  }
}
