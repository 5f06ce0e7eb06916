/// Phrases of many languages, found in folded text in one pass over its words.
struct PhraseSet: Sendable {
  private struct Phrase: Sendable {
    let bytes: [UInt8]
    let group: Int
  }

  private var byFirstWord: [UInt64: [Phrase]] = [:]
  /// Scripts that don't part words by spaces can't be looked up by the word.
  private var unspaced: [Phrase] = []

  /// A set whose phrases are all of one kind (group 0).
  init(_ phrases: [String]) {
    self.init(groups: [phrases])
  }

  /// A set whose phrases say which of several things they are: the group is the index into `groups`.
  init(groups: [[String]]) {
    for (group, phrases) in groups.enumerated() {
      for text in phrases {
        let phrase = Phrase(bytes: Folding.fold(text), group: group)
        guard let first = phrase.bytes.first else { continue }
        if first >= 0xE0 {
          unspaced.append(phrase)
        } else {
          let end = Bytes.endOfWord(in: phrase.bytes[...], from: 0)
          byFirstWord[Bytes.hash(phrase.bytes[0..<max(end, 1)]), default: []].append(phrase)
        }
      }
    }
    for key in byFirstWord.keys { byFirstWord[key]?.sort { $0.bytes.count > $1.bytes.count } }
  }

  /// The longest phrase that begins the text and ends at the end of a word: its length in bytes and its group.
  func prefix(of text: ArraySlice<UInt8>) -> (length: Int, group: Int)? {
    match(in: text, at: text.startIndex)
  }

  /// Whether any phrase occurs as whole words.
  func occurs(in text: ArraySlice<UInt8>) -> Bool {
    firstMatch(in: text) != nil
  }

  /// The first occurrence of a phrase as whole words: where it begins, its length in bytes and its group.
  func firstMatch(in text: ArraySlice<UInt8>) -> (start: Int, length: Int, group: Int)? {
    var found: (start: Int, length: Int, group: Int)?
    forEachMatch(in: text) { start, length, group in
      found = (start, length, group)
      return false
    }
    return found
  }

  /// The groups that occur, as a bit set.
  func groups(in text: ArraySlice<UInt8>) -> UInt64 {
    var groups: UInt64 = 0
    forEachMatch(in: text) { _, _, group in
      groups |= 1 << UInt64(group)
      return true
    }
    return groups
  }

  /// Whether the whole text is one phrase.
  func isWhole(_ text: ArraySlice<UInt8>) -> Bool {
    prefix(of: text)?.length == text.count
  }

  private func forEachMatch(in text: ArraySlice<UInt8>, _ visit: (Int, Int, Int) -> Bool) {
    var index = text.startIndex
    var hasWideScript = false
    while index < text.endIndex {
      guard Bytes.isWord(text[index]) else {
        index += 1
        continue
      }
      if let match = match(in: text, at: index), !visit(index, match.length, match.group) { return }
      let end = Bytes.endOfWord(in: text, from: index)
      hasWideScript = hasWideScript || text[index..<end].contains { $0 >= 0xE0 }
      index = end
    }
    guard hasWideScript else { return }
    for phrase in unspaced {
      if let start = Bytes.position(of: phrase.bytes, in: text), !visit(start, phrase.bytes.count, phrase.group) {
        return
      }
    }
  }

  private func match(in text: ArraySlice<UInt8>, at index: Int) -> (length: Int, group: Int)? {
    guard index < text.endIndex else { return nil }
    if text[index] >= 0xE0 {
      let phrase = unspaced.first { text[index...].starts(with: $0.bytes) }
      return phrase.map { ($0.bytes.count, $0.group) }
    }
    let wordEnd = max(Bytes.endOfWord(in: text, from: index), index + 1)
    guard let candidates = byFirstWord[Bytes.hash(text[index..<wordEnd])] else { return nil }
    for phrase in candidates where text[index...].starts(with: phrase.bytes) {
      let end = index + phrase.bytes.count
      let isWholeWord =
        end == text.endIndex || !Bytes.isWord(text[end]) || phrase.bytes.last.map(Bytes.isWord) == false
      if isWholeWord { return (phrase.bytes.count, phrase.group) }
    }
    return nil
  }
}
