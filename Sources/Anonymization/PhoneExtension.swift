/// The extension after a number: `ext. 12`, `x818`, `(poste 12)`.
enum PhoneExtension {
  /// Where the number ends that reaches to `end`, its extension included.
  static func end(in text: Bytes, from end: Int, _ landmarks: Landmarks) -> Int {
    var index = end
    var isInBrackets = false
    while index - end < 5, text.at(index).isWhitespace || text.at(index).isOneOf(",;/(-._>") {
      if text.at(index) == "(" { isInBrackets = true }
      index += 1
    }
    // A telephone dials what follows two commas after a pause.
    let isDialled = index - end == 2 && text.at(end) == "," && text.at(end + 1) == ","
    if text.at(index).isLetter, let word = landmarks.word(startingAt: index), isLabel(word, in: text) {
      index = word.range.upperBound
    } else if text.at(index) == "#" || text.at(index) == "~" {
      index += 1
      if let word = landmarks.word(startingAt: index), isLabel(word, in: text) { index = word.range.upperBound }
    } else if !isDialled {
      return end
    }
    let label = index
    while index - label < 3, text.at(index).isBlank || text.at(index).isOneOf(".:-_~") { index += 1 }
    let digits = index
    while text.at(index).isDigit { index += 1 }
    guard 1...7 ~= index - digits else { return end }
    return isInBrackets && text.at(index) == ")" ? index + 1 : index
  }

  /// One letter is a label with a full stop only: Polish "w" is an everyday word too.
  private static func isLabel(_ word: Landmarks.Word, in text: Bytes) -> Bool {
    guard word.classes.contains(.extensionLabel) else { return false }
    return word.range.count > 1 || text[word.range.lowerBound].lowercased == "x"
      || text.at(word.range.upperBound) == "."
  }
}
