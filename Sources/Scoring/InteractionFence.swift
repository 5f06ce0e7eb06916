/// The tags between which a model finds the customer's words, and the guard that keeps those words from closing them.
///
/// Whatever in a customer's text could be read as one of the tags - any case, any white space, any spelling of `<` - gets
/// a backslash after its `<`: `</interaction>` becomes `<\/interaction>`, and `<\/interaction>` becomes
/// `<\\/interaction>`. The change is visible, never touches other text, and ``restored(_:)`` undoes it exactly, so a
/// quote from the guarded text can be looked up in the original. (Invisible characters would have split the words that
/// quotes are compared by.)
enum InteractionFence {
  /// The template line that opens the fence.
  static let openingLine = "<interaction channel=\"{{channel}}\">"
  /// The line that closes the fence.
  static let closingLine = "</interaction>"

  private static let backslash = UInt8(ascii: "\\")
  private static let word = Array("interaction".utf8)
  /// `<`, FULLWIDTH LESS-THAN SIGN, SMALL LESS-THAN SIGN.
  private static let openers = ["<", "\u{FF1C}", "\u{FE64}"].map { Array($0.utf8) }

  /// Text that holds no tag of ours any more.
  static func guarded(_ text: String) -> String {
    rewritten(text) { backslashes in backslashes + 1 }
  }

  /// The inverse of ``guarded(_:)``.
  static func restored(_ text: String) -> String {
    rewritten(text) { backslashes in max(0, backslashes - 1) }
  }

  private static func rewritten(_ text: String, backslashes: (Int) -> Int) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + 8)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x3C || byte == 0xEF, let opener = openers.first(where: { bytes[index...].starts(with: $0) }) else {
        result.append(byte)
        index += 1
        continue
      }
      result.append(contentsOf: opener)
      index += opener.count
      let run = bytes[index...].prefix { $0 == backslash }.count
      if isTagWord(bytes[(index + run)...]) {
        result.append(contentsOf: repeatElement(backslash, count: backslashes(run)))
        index += run
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether the word comes next, in any case, after a slash and white space or without, as in ` / Interaction`; or
  /// nothing at all, since the next field could go on with it.
  private static func isTagWord(_ rest: ArraySlice<UInt8>) -> Bool {
    var rest = rest.drop(while: isSpace)
    if rest.first == UInt8(ascii: "/") { rest = rest.dropFirst().drop(while: isSpace) }
    return rest.isEmpty || rest.count >= word.count && zip(rest, word).allSatisfy { $0 | 0x20 == $1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D].contains(byte) }
}
