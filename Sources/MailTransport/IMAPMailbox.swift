/// A mailbox that is open for reading alone (RFC 9051): nothing in it is changed, not even whether a mail was seen.
/// Used from one task at a time; each call waits for the server.
public final class IMAPMailbox {
  private let socket: IMAPSocket
  private var buffer: [UInt8] = []
  private var position = 0
  private var tag = 0
  /// Changes when the server numbers its mails anew: UIDs of another one mean nothing.
  public private(set) var uidValidity: UInt32 = 0

  /// Longer than any line that is no mail.
  private static let longestLine = 1 << 20

  /// Connects, logs in and opens the mailbox. Throws `IMAPError`.
  public init(_ name: String, of server: IMAPServer) throws(IMAPError) {
    socket = try IMAPSocket(server)
    let answers = try run("EXAMINE \(Self.quoted(name))")
    for answer in answers {
      if let range = answer.text.firstRange(of: "[UIDVALIDITY ") {
        uidValidity = UInt32(answer.text[range.upperBound...].prefix(while: \.isNumber)) ?? 0
      }
    }
    guard uidValidity > 0 else { throw IMAPError(code: .nonsense, detail: "the server names no UIDVALIDITY") }
  }

  /// The UIDs above one, in ascending order. Throws `IMAPError`.
  public func uids(above last: UInt32) throws(IMAPError) -> [UInt32] {
    guard last < .max else { return [] }
    var uids: Set<UInt32> = []
    for answer in try run("UID SEARCH UID \(last + 1):*") where answer.text.uppercased().hasPrefix("* SEARCH") {
      uids.formUnion(answer.text.dropFirst(8).split(separator: " ").compactMap { UInt32($0) })
    }
    // `n:*` names the last mail even when its UID is below n.
    return uids.filter { $0 > last }.sorted()
  }

  /// A mail as it is stored.
  public enum Mail: Sendable, Hashable {
    case bytes([UInt8])
    /// It is larger than the limit; its size in bytes.
    case tooLarge(Int)
    /// It is no longer there.
    case gone
  }

  /// Fetches a mail without marking it as seen. Throws `IMAPError`.
  ///
  /// - Parameter limit: How many bytes it may have.
  public func mail(_ uid: UInt32, limit: Int) throws(IMAPError) -> Mail {
    for answer in try run("UID FETCH \(uid) (UID BODY.PEEK[])", limit: limit) {
      guard answer.text.uppercased().contains("FETCH") else { continue }
      if let size = answer.tooLarge { return .tooLarge(size) }
      if let bytes = answer.literal { return .bytes(bytes) }
    }
    return .gone
  }

  // MARK: Protocol

  /// One untagged answer.
  private struct Answer {
    var text = ""
    var literal: [UInt8]?
    var tooLarge: Int?
  }

  /// Sends a command and gathers the untagged answers to it. Throws `IMAPError` unless the server says OK.
  private func run(_ command: String, limit: Int = 1 << 20) throws(IMAPError) -> [Answer] {
    tag += 1
    let name = "P\(tag)"
    try socket.send(Array("\(name) \(command)\r\n".utf8))
    var answers: [Answer] = []
    while true {
      let answer = try self.answer(limit: limit)
      guard answer.text.hasPrefix("\(name) ") else {
        if answer.text.uppercased().hasPrefix("* BYE") {
          throw IMAPError(code: .unavailable, detail: "the server says goodbye")
        }
        answers.append(answer)
        continue
      }
      let result = answer.text.dropFirst(name.count + 1)
      if result.uppercased().hasPrefix("OK") { return answers }
      throw IMAPError(
        code: .command, detail: "the server refuses '\(command.prefix { $0 != " " })': \(result.prefix(200))")
    }
  }

  /// A line with the literals in it.
  private func answer(limit: Int) throws(IMAPError) -> Answer {
    var answer = Answer()
    while true {
      let line = try self.line()
      answer.text += line
      guard let size = Self.literalSize(line) else { return answer }
      if size <= limit, answer.literal == nil {
        answer.literal = try take(size)
      } else {
        answer.tooLarge = size
        try pass(size)
      }
    }
  }

  /// `{123}` at the end of a line announces as many bytes.
  private static func literalSize(_ line: String) -> Int? {
    guard line.hasSuffix("}"), let open = line.lastIndex(of: "{") else { return nil }
    return Int(line[line.index(after: open)...].dropLast())
  }

  private func line() throws(IMAPError) -> String {
    var scanned = position
    while true {
      if let end = buffer[scanned...].firstIndex(of: 0x0A) {
        defer { position = end + 1 }
        let line = buffer[position..<end]
        return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
      }
      guard buffer.count - position < Self.longestLine else {
        throw IMAPError(code: .nonsense, detail: "the server sends an endless line")
      }
      let pending = buffer.count - position
      try fill()
      scanned = position + pending
    }
  }

  private func take(_ count: Int) throws(IMAPError) -> [UInt8] {
    while buffer.count - position < count { try fill() }
    defer { position += count }
    return Array(buffer[position..<position + count])
  }

  private func pass(_ count: Int) throws(IMAPError) {
    var left = count
    while left > 0 {
      let some = min(left, buffer.count - position)
      position += some
      left -= some
      if left > 0 { try fill() }
    }
  }

  private func fill() throws(IMAPError) {
    if position > 0 {
      buffer.removeFirst(position)
      position = 0
    }
    buffer.append(contentsOf: try socket.receive())
  }

  /// A mailbox's name as IMAP takes it: quoted, in its own variant of UTF-7.
  private static func quoted(_ name: String) -> String {
    let escaped = ModifiedUTF7.encoded(name).map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }
}
