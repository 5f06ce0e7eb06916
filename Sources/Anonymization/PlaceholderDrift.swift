/// What models do to placeholders when they copy them: another case, lost angle brackets, a blank or a dash for the
/// underscore, a genitive or plural within the brackets.
public enum PlaceholderDrift {
  /// `text` with each placeholder as it was issued, a suffix behind its bracket: `<person 1's>` becomes `<PERSON_1>'s`.
  /// Escaped look-alikes stay as they are: those the customer wrote.
  public static func undone(in text: String) -> String {
    let bytes = text.utf8.span
    var undone: [UInt8] = []
    undone.reserveCapacity(bytes.count)
    var copied = 0
    for match in PlaceholderLookalike.all(in: bytes) where match.escapes == 0 {
      guard let number = match.number else { continue }
      undone.append(bytes, copied..<match.range.lowerBound)
      undone += Placeholder(type: match.type, number: number).token.utf8
      undone.append(bytes, match.suffix)
      copied = match.range.upperBound
    }
    undone.append(bytes, copied..<bytes.count)
    return String(decoding: undone, as: UTF8.self)
  }
}
