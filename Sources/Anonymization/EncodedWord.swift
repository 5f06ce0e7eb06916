/// An RFC 2047 word: `=?UTF-8?B?...?=`.
struct EncodedWord {
  /// UTF-8 byte offsets of the whole word.
  let range: Range<Int>
  /// What it says. Charsets other than UTF-8 are read as Latin-1: the ASCII part, which is what matters, is the same.
  let text: String

  /// The word that starts at `start`, or `nil` when none does. Words far longer than the standard's 75 bytes are read
  /// too, up to a bound that keeps a text of many false starts linear.
  init?(in text: Bytes, at start: Int) {
    let limit = min(text.count, start + 2048)
    guard text.at(start) == "=", text.at(start + 1) == "?" else { return nil }
    var charsetEnd = start + 2
    while charsetEnd < min(limit, start + 48), text[charsetEnd].isAlphanumeric || text[charsetEnd].isOneOf("-_*.:") {
      charsetEnd += 1
    }
    let encoding = text.at(charsetEnd + 1).lowercased
    guard charsetEnd > start + 2, text.at(charsetEnd) == "?", encoding == "b" || encoding == "q",
      text.at(charsetEnd + 2) == "?"
    else { return nil }

    let payload = charsetEnd + 3
    var end = payload
    while end < limit, text[end] != "?", !text[end].isNewline { end += 1 }
    guard text.at(end) == "?", text.at(end + 1) == "=" else { return nil }

    let encoded = text.array(payload..<end)
    let bytes = encoding == "b" ? Base64.decode(encoded) : Self.decodeQ(encoded)
    let isUTF8 = text.continues(with: "utf-8?", at: start + 2) || text.continues(with: "us-ascii?", at: start + 2)
    range = start..<end + 2
    self.text =
      isUTF8
      ? String(decoding: bytes, as: UTF8.self)
      : bytes.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
  }

  private static func decodeQ(_ encoded: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    var index = 0
    while index < encoded.count {
      let byte = encoded[index]
      if byte == "=", index + 2 < encoded.count, let high = encoded[index + 1].hexValue,
        let low = encoded[index + 2].hexValue
      {
        decoded.append(UInt8(high * 16 + low))
        index += 3
      } else {
        decoded.append(byte == "_" ? 0x20 : byte)
        index += 1
      }
    }
    return decoded
  }
}

/// Base64, read leniently: unknown characters are skipped, missing padding is no error.
enum Base64 {
  static func decode(_ encoded: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in encoded {
      guard let value = value(of: byte) else { continue }
      bits = bits << 6 | value
      count += 6
      if count >= 8 {
        count -= 8
        decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return decoded
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case _ where byte.isUpper: UInt32(byte - 0x41)
    case _ where byte.isLower: UInt32(byte - 0x61) + 26
    case _ where byte.isDigit: UInt32(byte - 0x30) + 52
    case "+", "-": 62
    case "/", "_": 63
    default: nil
    }
  }
}
