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
    let headEnd = Self.cut(bytes, among: (0...(room * 3 / 4)).suffix(Self.reach).reversed())
    let tailStart = Self.cut(bytes, among: ((bytes.count - room / 4)..<bytes.count).prefix(Self.reach))
    return String(decoding: bytes[..<headEnd], as: UTF8.self) + Self.gap
      + String(decoding: bytes[tailStart...], as: UTF8.self)
  }

  /// How far a cut moves to find the start of a word.
  private static let reach = 64

  /// The first of the places at which a word starts, so that no placeholder is cut in two, or else a character.
  private static func cut(_ bytes: [UInt8], among places: some Collection<Int>) -> Int {
    let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
    let word = places.first { $0 > 0 && isSpace(bytes[$0 - 1]) }
    return word ?? places.first { bytes[$0] & 0xC0 != 0x80 } ?? 0
  }
}
