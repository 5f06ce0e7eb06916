import Crypto
import Hexadecimal
package import Scoring

/// What things are known by: the SHA-256 of their bytes as 64 lower-case hexadecimal digits.
public enum Fingerprint {
  /// Of bytes as they are.
  public static func of(_ bytes: some Sequence<UInt8>) -> String { SHA256.hash(data: Array(bytes)).hexadecimal }

  /// Of a text's UTF-8.
  public static func of(_ text: String) -> String { of(text.utf8) }

  /// Of a value's canonical form.
  package static func of(_ json: JSON) -> String { of(json.canonical) }

  /// The first 8 bytes, big-endian: a number that is as good as drawn by lot, and the same for ever.
  static func number(_ text: String) -> UInt64 {
    SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
