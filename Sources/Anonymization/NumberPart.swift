/// Digits or number words in a row.
struct NumberPart {
  let range: Range<Int>
  let digits: Int
  let isSpoken: Bool
  let opensWithZero: Bool

  /// The part that begins at `start`, or `nil` when none does.
  init?(at start: Int, in text: Bytes, _ landmarks: Landmarks) {
    if text.at(start).isDigit {
      guard !text.at(start - 1).isLetter else { return nil }
      var end = start
      while text.at(end).isDigit { end += 1 }
      guard !text.at(end).isLetter, !Self.isDate(start..<end, in: text) else { return nil }
      (range, digits, isSpoken, opensWithZero) = (start..<end, end - start, false, text[start] == "0")
      return
    }
    guard let last = landmarks.lastWord(endingBy: start).map({ $0 + 1 }) ?? (landmarks.words.isEmpty ? nil : 0),
      last < landmarks.words.count, landmarks.words[last].range.lowerBound == start
    else { return nil }
    if landmarks.words[last].classes.contains(.multiplier), text.at(landmarks.words[last].range.upperBound) == "\"" {
      (range, digits, isSpoken, opensWithZero) = (landmarks.words[last].range, 0, true, false)
      return
    }
    guard let run = SpokenRun(landmarks.words, from: last, in: text), run.digits > 0 else { return nil }
    let word = landmarks.words[last]
    // A lone article or letter is no number: "un momento", "o".
    if run.words == 1,
      word.range.count == 1 || run.digits == 1 && word.classes.contains(.interlude) && text.at(start - 1) != "\""
    {
      return nil
    }
    (range, digits, isSpoken) = (start..<run.range.upperBound, run.digits, true)
    opensWithZero = word.classes.contains(.digit) && word.value == 0
  }

  /// Whether a date with a year of four digits begins with `group`: `03.04.2024`, `2024-04-03`.
  private static func isDate(_ group: Range<Int>, in text: Bytes) -> Bool {
    let sign = text.at(group.upperBound)
    guard group.count <= 2 || group.count == 4, sign.isOneOf("./- ") else { return false }
    var index = group.upperBound
    var years = group.count == 4 ? 1 : 0
    for _ in 0..<2 {
      guard text.at(index) == sign else { return false }
      index += 1
      if text.at(index).isBlank { index += 1 }
      let start = index
      while text.at(index).isDigit { index += 1 }
      guard 1...2 ~= index - start || index - start == 4 else { return false }
      if index - start == 4 {
        guard text[start] == "1" && text[start + 1] == "9" || text[start] == "2" && text[start + 1] == "0" else {
          return false
        }
        years += 1
      }
    }
    return years == 1 && text.at(index) != sign
  }
}
