import Glibc

/// Reads text in the character set it was declared in, or in the one it is really in.
enum CharacterSet {
  /// Text with the name of the character set that it was read in, if not the declared one.
  struct Decoded {
    var text: String
    var repairedAs: String?
  }

  /// Decodes bytes. Never fails: what can't be read becomes U+FFFD.
  ///
  /// UTF-8 that calls itself something else is recognised, since mail programs often mislabel it, and text that calls
  /// itself UTF-8 or nothing without being UTF-8 is read as Windows-1252, the usual culprit.
  static func decode(_ bytes: [UInt8], declared: String?) -> Decoded {
    let name = normalized(declared)
    let isASCII = !bytes.contains { $0 >= 0x80 }
    if isASCII, !isStateful(name) { return Decoded(text: String(decoding: bytes, as: UTF8.self)) }
    let utf8 = isStateful(name) ? nil : String(validating: bytes, as: UTF8.self)
    if let utf8 {
      return Decoded(text: utf8, repairedAs: isUTF8(name) || isWide(name) ? nil : "UTF-8")
    }
    if isUTF8(name) {
      let guess =
        looksLikeUTF8(bytes)
        ? String(decoding: bytes, as: UTF8.self) : convert(bytes, from: "WINDOWS-1252")
      return Decoded(text: guess ?? "", repairedAs: looksLikeUTF8(bytes) ? "UTF-8 with replaced bytes" : "Windows-1252")
    }
    if let text = convert(bytes, from: name) { return Decoded(text: text) }
    return Decoded(text: convert(bytes, from: "WINDOWS-1252") ?? "", repairedAs: "Windows-1252")
  }

  /// The name for iconv. Browsers and mail programs read Latin-1 as its superset Windows-1252; so does this.
  private static func normalized(_ declared: String?) -> String {
    let name = (declared ?? "").uppercased().filter {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_:.".contains($0))
    }
    switch name {
    case "", "UTF8", "UTF-8", "US-ASCII", "ASCII", "UNKNOWN", "UNKNOWN-8BIT", "DEFAULT", "ANSI_X3.4-1968", "X-UNKNOWN":
      return "UTF-8"
    case "ISO-8859-1", "ISO8859-1", "LATIN1", "ISO_8859-1", "ISO-8859-1:1987", "WINDOWS-1252", "CP1252", "CP-1252":
      return "WINDOWS-1252"
    case "ISO-8859-8-I": return "ISO-8859-8"
    case "UNICODE-1-1-UTF-7": return "UTF-7"
    case "KS_C_5601-1987", "KS_C_5601": return "CP949"
    case "GB2312", "GBK": return "GB18030"
    default: return name.hasPrefix("X-CP") ? "CP" + name.dropFirst(4) : name
    }
  }

  private static func isUTF8(_ name: String) -> Bool { name == "UTF-8" }

  private static func isWide(_ name: String) -> Bool { name.hasPrefix("UTF-16") || name.hasPrefix("UTF-32") }

  /// Character sets in which ASCII bytes mean something else now and then.
  private static func isStateful(_ name: String) -> Bool {
    name.hasPrefix("ISO-2022") || name.hasPrefix("UTF-7") || name.hasPrefix("HZ") || isWide(name)
  }

  /// Whether most of the bytes beyond ASCII form UTF-8 characters, so that only a few are broken.
  private static func looksLikeUTF8(_ bytes: [UInt8]) -> Bool {
    var whole = 0
    var broken = 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars where scalar.value >= 0x80 {
      if scalar.value == 0xFFFD { broken += 1 } else { whole += 1 }
    }
    return whole > broken * 2
  }

  /// Converts with iconv; bytes that mean nothing become U+FFFD. `nil` when the name is unknown.
  private static func convert(_ bytes: [UInt8], from name: String) -> String? {
    guard let converter = iconv_open("UTF-8", name), Int(bitPattern: converter) != -1 else { return nil }
    defer { iconv_close(converter) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var output = [CChar](repeating: 0, count: 1 << 14)
    var converted: [UInt8] = []
    converted.reserveCapacity(bytes.count * 2)
    input.withUnsafeMutableBufferPointer { inputBuffer in
      var next = inputBuffer.baseAddress
      var left = inputBuffer.count
      while left > 0 {
        let (result, code) = output.withUnsafeMutableBufferPointer { outputBuffer -> (Int, Int32) in
          var target = outputBuffer.baseAddress
          var room = outputBuffer.count
          let result = iconv(converter, &next, &left, &target, &room)
          let code = errno
          let written = outputBuffer.prefix(outputBuffer.count - room)
          converted.append(contentsOf: written.lazy.map { UInt8(bitPattern: $0) })
          return (Int(bitPattern: UInt(result)), code)
        }
        guard result == -1, code != E2BIG else { continue }
        converted.append(contentsOf: "\u{FFFD}".utf8)
        next = next?.advanced(by: 1)
        left -= 1
      }
    }
    return String(decoding: converted, as: UTF8.self)
  }
}
