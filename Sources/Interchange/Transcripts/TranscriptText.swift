/// A transcript's bytes as lines of text, whatever they were written in.
enum TranscriptText {
  /// The lines, split at LF, CR LF or CR; UTF-8, UTF-16 with a mark, or Windows-1252.
  static func lines(_ bytes: ArraySlice<UInt8>) -> [Substring] {
    decode(bytes).split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// Whether the bytes begin with the mark of UTF-16.
  static func isWide(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  /// The text without the byte order mark.
  static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    guard isWide(bytes) else {
      let bare = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
      return CharacterSet.decode(Array(bare), declared: nil).text
    }
    let isLittle = bytes.first == 0xFF
    var units: [UInt16] = []
    var index = bytes.startIndex + 2
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isLittle ? second << 8 | first : first << 8 | second)
      index += 2
    }
    return String(decoding: units, as: UTF16.self)
  }
}
