/// Bounds the customer's text that goes into one request: a mail of megabytes says nothing more about tone than its
/// beginning and its end do.
struct TextBudget: Sendable, Hashable {
  /// What stands for the part left out.
  static let gap = "\n[...]\n"

  /// Most UTF-8 bytes of text, at least 256.
  let maximumBytes: Int

  /// The text as it is, or its first three quarters and last quarter of the budget, cut between words.
  func fitted(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard bytes.count > maximumBytes else { return text }
    let room = maximumBytes - Self.gap.utf8.count
    let head = bytes[..<Self.cut(bytes, near: room * 3 / 4)]
    let tail = bytes[Self.cut(bytes, near: bytes.count - room / 4)...]
    return String(decoding: head, as: UTF8.self) + Self.gap + String(decoding: tail, as: UTF8.self)
  }

  /// The last start of a word in the 64 bytes before `target` (so no placeholder is cut in two), or else of a character.
  /// The tail thus may be a word longer than its quarter; the budget is a bound for cost, not a protocol limit.
  private static func cut(_ bytes: [UInt8], near target: Int) -> Int {
    let isBreak = { (index: Int) in [0x20, 0x0A, 0x0D, 0x09].contains(bytes[index - 1]) }
    if let word = (max(1, target - 64)...target).last(where: isBreak) { return word }
    return (max(0, target - 4)...target).last { bytes[$0] & 0xC0 != 0x80 } ?? target
  }
}
