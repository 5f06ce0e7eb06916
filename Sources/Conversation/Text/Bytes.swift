/// What single bytes of folded text mean.
enum Bytes {
  /// Whether the byte belongs to a word: letters, digits, and everything beyond ASCII.
  static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  /// Whether the byte is an ASCII digit.
  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The index after the last byte of the word that begins at `index`.
  static func endOfWord(in text: ArraySlice<UInt8>, from index: Int) -> Int {
    var end = index
    while end < text.endIndex, isWord(text[end]) { end += 1 }
    return end
  }

  /// The word that the text ends with; empty when it ends with something else.
  static func lastWord(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var start = text.endIndex
    while start > text.startIndex, isWord(text[start - 1]) { start -= 1 }
    return text[start...]
  }

  /// FNV-1a, 64 bits.
  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// Where `needle` first occurs in `text`.
  static func position(of needle: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard let first = needle.first, text.count >= needle.count else { return nil }
    var index = text.startIndex
    while index + needle.count <= text.endIndex {
      if text[index] == first, text[index...].starts(with: needle) { return index }
      index += 1
    }
    return nil
  }

  /// The number of words.
  static func wordCount(_ text: ArraySlice<UInt8>) -> Int {
    var count = 0
    var isInside = false
    for byte in text {
      let isSpace = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
      if !isSpace && !isInside { count += 1 }
      isInside = !isSpace
    }
    return count
  }

  /// The text without the given bytes at either end.
  static func trim(_ text: ArraySlice<UInt8>, _ unwanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    var rest = text
    while let byte = rest.first, unwanted(byte) { rest.removeFirst() }
    while let byte = rest.last, unwanted(byte) { rest.removeLast() }
    return rest
  }
}
