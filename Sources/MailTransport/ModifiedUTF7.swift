/// The form of mailboxes' names in IMAP4rev1 (RFC 3501, section 5.1.3).
enum ModifiedUTF7 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,")

  /// Printable ASCII stands for itself, `&` is `&-`, and everything else is UTF-16 in base 64 between `&` and `-`.
  static func encoded(_ name: String) -> String {
    var result = ""
    var pending: [UInt16] = []
    for scalar in name.unicodeScalars {
      if (0x20...0x7E).contains(scalar.value) {
        flush(&pending, into: &result)
        result += scalar == "&" ? "&-" : String(Character(scalar))
      } else {
        pending.append(contentsOf: UTF16.encode(scalar).map(Array.init) ?? [])
      }
    }
    flush(&pending, into: &result)
    return result
  }

  private static func flush(_ units: inout [UInt16], into result: inout String) {
    guard !units.isEmpty else { return }
    var bits: UInt32 = 0
    var count: UInt32 = 0
    result += "&"
    for unit in units {
      bits = bits << 16 | UInt32(unit)
      count += 16
      while count >= 6 {
        count -= 6
        result.append(digits[Int(bits >> count & 63)])
      }
      bits &= (1 << count) - 1
    }
    if count > 0 { result.append(digits[Int(bits << (6 - count) & 63)]) }
    result += "-"
    units = []
  }
}
