/// Reads mbox files: mails one after the other, each below a line that begins with `From `.
///
/// Understands mboxrd (`>From ` within a mail has lost one `>` when delivered) and mboxo; a line that begins with
/// `From ` begins a mail only below a blank line and when it ends like a date, since not every program quotes it.
final class MailboxReader: RecordReader {
  private let source: ByteSource
  private let file: String
  private let interpreter: MailInterpreter
  private let maximumMailSize: Int
  private var start: (offset: Int, sender: String?)?

  init(source: ByteSource, file: String, interpreter: MailInterpreter, maximumMailSize: Int) {
    self.source = source
    self.file = file
    self.interpreter = interpreter
    self.maximumMailSize = maximumMailSize
  }

  func next() throws -> ImportedRecord? {
    if start == nil {
      guard let first = try source.nextLine(limit: maximumMailSize + 1) else { return nil }
      start = (first.offset, Self.sender(first.bytes))
    }
    guard let current = start else { return nil }
    start = nil
    let place = ImportPlace(file: file, byteOffset: current.offset)
    let (bytes, size) = try readMail()
    guard size <= maximumMailSize else {
      return .problem(.tooLarge(place, size: size, limit: maximumMailSize))
    }
    return interpreter.interpret(bytes, place: place, envelopeSender: current.sender)
  }

  /// Reads up to the next mail's first line, which is kept in `start`. Beyond the limit only the size is counted.
  private func readMail() throws -> (bytes: [UInt8], size: Int) {
    var bytes: [UInt8] = []
    var size = 0
    var isBelowBlank = false
    while true {
      let room = max(maximumMailSize - size, 0) + 1
      let before = source.offset
      guard var line = try source.nextLine(limit: max(room, Self.longestEnvelope)) else { break }
      if isBelowBlank, Self.isEnvelope(line.bytes) {
        start = (line.offset, Self.sender(line.bytes))
        break
      }
      size += source.offset - before
      isBelowBlank = line.bytes.allSatisfy { $0 == 0x0A || $0 == 0x0D }
      if size <= maximumMailSize {
        if Self.isQuotedEnvelope(line.bytes) { line.bytes.removeFirst() }
        bytes.append(contentsOf: line.bytes)
      } else {
        bytes.removeAll(keepingCapacity: false)
      }
    }
    return (bytes, size)
  }

  private static let longestEnvelope = 512

  /// `From sender Day Mon 12 10:15:00 2024`: at least the clock and the year must be there.
  private static func isEnvelope(_ line: [UInt8]) -> Bool {
    guard line.starts(with: "From ".utf8), line.count <= longestEnvelope else { return false }
    let words = line.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }
    let hasYear = words.dropFirst(2).contains { word in
      word.count == 4 && word.allSatisfy { (0x30...0x39).contains($0) }
    }
    let hasClock = words.dropFirst(2).contains { word in
      word.count >= 5 && word.allSatisfy { (0x30...0x3A).contains($0) } && word.contains(UInt8(ascii: ":"))
    }
    return hasYear && hasClock
  }

  private static func isQuotedEnvelope(_ line: [UInt8]) -> Bool {
    guard line.first == UInt8(ascii: ">") else { return false }
    return line.drop { $0 == UInt8(ascii: ">") }.starts(with: "From ".utf8)
  }

  private static func sender(_ line: [UInt8]) -> String? {
    let words = line.split(separator: 0x20)
    guard words.count > 1, words[1].contains(UInt8(ascii: "@")) else { return nil }
    return String(decoding: words[1], as: UTF8.self)
  }
}
