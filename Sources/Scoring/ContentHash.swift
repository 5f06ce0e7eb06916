import Crypto
import Hexadecimal

extension PromptFiles {
  /// SHA-256, 64 lower-case hexadecimal digits, over the raw bytes of all five files.
  ///
  /// For each file in ``PromptFile``'s order: length of the name, name, length of the content, content; lengths as 8
  /// bytes, big-endian. Raw bytes, white space included, so that two prompts with one hash are the same to the byte and
  /// nobody has to trust a canonicalizer. Calibration is hashed too: a verdict's confidence depends on it.
  func contentHash() -> String {
    var hash = SHA256()
    for file in PromptFile.allCases {
      for part in [Array(file.rawValue.utf8), self[file]] {
        withUnsafeBytes(of: UInt64(part.count).bigEndian) { hash.update(bufferPointer: $0) }
        hash.update(data: part)
      }
    }
    return hash.finalize().hexadecimal
  }
}
