/// A line that parts the fresh text from an earlier message.
enum Separator {
  /// `-----Original Message-----` in any language.
  case original
  /// `---------- Forwarded message ---------` or `Begin forwarded message:`.
  case forwarded
  /// The line above which a help desk asks for the answer.
  case replyAbove
  /// A bare rule of dashes or underscores; it parts only if headers or an attribution follow.
  case rule

  private static let longest = 160
  private static let shortestRule = 8

  /// What kind of separator the line is, if it is one.
  init?(_ folded: ArraySlice<UInt8>) {
    guard !folded.isEmpty, folded.count <= Self.longest else { return nil }
    let inside = Bytes.trim(folded) { Self.isOrnament($0) || $0 == UInt8(ascii: " ") }
    if inside.isEmpty {
      guard folded.count >= Self.shortestRule else { return nil }
      self = .rule
      return
    }
    let ornaments = folded.prefix { Self.isOrnament($0) || $0 == UInt8(ascii: " ") }.count
    let text = Bytes.trim(inside) { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") }
    if let match = QuotePhrases.separators.prefix(of: text) {
      let isWhole = match.length == text.count
      if ornaments >= 2 || (isWhole && folded.last == UInt8(ascii: ":")) {
        self = match.group == 0 ? .original : .forwarded
        return
      }
    }
    guard QuotePhrases.replyAbove.occurs(in: text), ornaments >= 2 || Bytes.wordCount(text) <= 10 else { return nil }
    self = .replyAbove
  }

  /// Whether the line is a rule of any length from three on.
  static func isRule(_ folded: ArraySlice<UInt8>) -> Bool {
    folded.count >= 3 && folded.allSatisfy { isOrnament($0) || $0 == UInt8(ascii: " ") }
  }

  private static func isOrnament(_ byte: UInt8) -> Bool {
    ornaments.contains(byte)
  }

  private static let ornaments = Set("-_=#~+".utf8)
}
