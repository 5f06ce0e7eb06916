/// The hash that names features. Part of the model file's meaning: another hash needs another format version.
///
/// Multiply, xor and shift with odd constants (as in Fibonacci hashing, Knuth, TAOCP vol. 3, section 6.4); fast, and
/// well spread in its upper bits, which choose the bucket.
enum FeatureHash {
  /// Start values: one a family of features, so that families do not share names.
  static let characters: UInt64 = 0x1465_0FB0_739D_0383
  static let word: UInt64 = 0x63
  static let signs: UInt64 = 0x4D
  static let wordGrams: UInt64 = 0x3039

  private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15
  private static let finisher: UInt64 = 0xD6E8_FEB8_6659_FD93

  /// The hash of what `hash` stands for, followed by `scalar`.
  @inline(__always)
  static func combined(_ hash: UInt64, _ scalar: UInt32) -> UInt64 { combined(hash, UInt64(scalar)) }

  /// The hash of what `hash` stands for, followed by what `next` stands for.
  @inline(__always)
  static func combined(_ hash: UInt64, _ next: UInt64) -> UInt64 {
    let product = (hash ^ next) &* multiplier
    return product ^ (product >> 29)
  }

  /// The hash with its entropy moved into the upper bits.
  @inline(__always)
  static func finished(_ hash: UInt64) -> UInt64 { (hash ^ (hash >> 32)) &* finisher }
}
