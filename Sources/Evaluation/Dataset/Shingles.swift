/// Texts as sets of word sequences, for finding texts that say the same in nearly the same words.
public struct Shingles: Sendable, Hashable {
  /// Hashes of all runs of five words; of the whole text when it has fewer.
  let hashes: Set<UInt64>

  private static let length = 5

  /// Letters and digits count, in lower case; all else separates words.
  public init(_ text: String) {
    let words = text.lowercased().unicodeScalars
      .split { !($0.properties.isAlphabetic || $0.properties.numericType != nil) }
      .map { String(String.UnicodeScalarView($0)) }
    guard words.count > Self.length else {
      hashes = words.isEmpty ? [] : [Self.hash(words[...])]
      return
    }
    hashes = Set((0...words.count - Self.length).map { Self.hash(words[$0..<$0 + Self.length]) })
  }

  /// Share of all runs of both that both have, 0...1 (Jaccard).
  public func similarity(to other: Shingles) -> Double {
    guard !hashes.isEmpty, !other.hashes.isEmpty else { return 0 }
    let common = hashes.intersection(other.hashes).count
    return Double(common) / Double(hashes.count + other.hashes.count - common)
  }

  /// Share of this text's runs that the other has, 0...1.
  public func containment(in other: Shingles) -> Double {
    guard !hashes.isEmpty else { return 0 }
    return Double(hashes.intersection(other.hashes).count) / Double(hashes.count)
  }

  /// FNV-1a over the words' bytes: the same on every machine, which Swift's own hashes are not.
  private static func hash(_ words: ArraySlice<String>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for word in words {
      for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return hash
  }

  /// Pairs of texts that are at least so similar, each with its similarity. Runs that more than 32 texts share are
  /// formulas, and bring no pair together; so the work stays in proportion to the texts.
  static func similarPairs(_ texts: [Shingles], atLeast limit: Double) -> [(first: Int, second: Int, share: Double)] {
    var holders: [UInt64: [Int]] = [:]
    for (index, text) in texts.enumerated() {
      for hash in text.hashes { holders[hash, default: []].append(index) }
    }
    var candidates: Set<IndexPair> = []
    for holder in holders.values where (2...32).contains(holder.count) {
      for (place, first) in holder.enumerated() {
        for second in holder[(place + 1)...] { candidates.insert(IndexPair(first: first, second: second)) }
      }
    }
    return candidates.compactMap { pair in
      let share = texts[pair.first].similarity(to: texts[pair.second])
      return share >= limit ? (pair.first, pair.second, share) : nil
    }.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }

  private struct IndexPair: Hashable {
    let first: Int
    let second: Int
  }
}
