/// Names a record that has no name of its own.
enum ContentIdentifier {
  /// `fnv1a:` and a hash of the bytes in 16 hexadecimal digits (Fowler, Noll and Vo's FNV-1a, 64 bits).
  static func text(of bytes: ArraySlice<UInt8>) -> String {
    let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return "fnv1a:" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
