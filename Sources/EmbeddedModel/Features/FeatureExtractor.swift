/// Turns text into hashed features: character n-grams of 2 to 5 scalars within tokens, and words and pairs of words.
///
/// A token is what stands between blanks, so that `:)`, `!!` and `n't` keep their shape. Words are runs of letters and
/// digits with inner apostrophes, or runs of signs. Keep one extractor for many texts: its buffers are reused.
struct FeatureExtractor {
  /// Buckets that features are hashed into: 2 to this power.
  let bucketBits: Int
  /// The distinct buckets of the text, in order of first appearance. How often each occurs does not matter: counting was
  /// measured to add nothing, and without it no word gets louder by being repeated.
  private(set) var buckets: [UInt32] = []
  /// Hashes of the letter trigrams and words that tell the language, repeated as they occur.
  private(set) var languageHashes: [UInt64] = []
  /// Words and runs of signs in the text.
  var tokenCount: Int { words.count }

  private var folding = TextFolding()
  private var words: [UInt64] = []
  private var seen = BucketSet()

  /// - Parameter bucketBits: 8 to 24.
  init(bucketBits: Int) {
    self.bucketBits = bucketBits
  }

  /// Extracts the features of `text`, replacing those of the text before.
  mutating func extract(_ text: Substring) {
    var text = text
    text.withUTF8 { folding.fold($0) }
    buckets.removeAll(keepingCapacity: true)
    languageHashes.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    seen.begin(expecting: folding.scalars.count * 5)
    folding.scalars.withUnsafeBufferPointer { scalars in
      var start = 0
      while start < scalars.count {
        guard scalars[start] != TextFolding.blank else {
          start += 1
          continue
        }
        var end = start
        while end < scalars.count, scalars[end] != TextFolding.blank { end += 1 }
        addCharacterGrams(scalars[start..<end])
        addWords(scalars[start..<end])
        start = end
      }
    }
    addWordGrams()
  }

  private mutating func add(_ hash: UInt64) {
    let bucket = UInt32(truncatingIfNeeded: hash >> UInt64(64 - bucketBits))
    if seen.insert(bucket) { buckets.append(bucket) }
  }
}

extension FeatureExtractor {
  private static let gramLengths = 2...5
  private static let languageGramLength = 3

  /// n-grams of one token with a blank on either side, so that beginnings and ends of words are features of their own.
  private mutating func addCharacterGrams(_ token: Slice<UnsafeBufferPointer<UInt32>>) {
    let last = token.endIndex
    func scalar(at index: Int) -> UInt32 {
      index < token.startIndex || index >= last ? TextFolding.blank : token.base[index]
    }
    for start in (token.startIndex - 1)...last {
      var hash = FeatureHash.characters
      var isLetters = true
      for length in 1...Self.gramLengths.upperBound {
        let index = start + length - 1
        guard index <= last else { break }
        let next = scalar(at: index)
        hash = FeatureHash.combined(hash, next)
        isLetters = isLetters && (next == TextFolding.blank || (next > 0x40 && TextFolding.isWordScalar(next)))
        guard length >= Self.gramLengths.lowerBound else { continue }
        let finished = FeatureHash.finished(hash)
        add(finished)
        if length == Self.languageGramLength, isLetters { languageHashes.append(finished) }
      }
    }
  }

  private mutating func addWords(_ token: Slice<UnsafeBufferPointer<UInt32>>) {
    var start = token.startIndex
    while start < token.endIndex {
      let isWord = TextFolding.isWordScalar(token[start])
      var hash = isWord ? FeatureHash.word : FeatureHash.signs
      var end = start
      while end < token.endIndex {
        let joins =
          isWord && token[end] == 0x27 && end + 1 < token.endIndex && TextFolding.isWordScalar(token[end + 1])
        guard TextFolding.isWordScalar(token[end]) == isWord || joins else { break }
        hash = FeatureHash.combined(hash, token[end])
        end += 1
      }
      words.append(hash)
      if isWord, token[start] > 0x40 { languageHashes.append(FeatureHash.finished(hash)) }
      start = end
    }
  }

  private mutating func addWordGrams() {
    for index in words.indices {
      let single = FeatureHash.combined(FeatureHash.wordGrams, words[index])
      add(FeatureHash.finished(single))
      guard index + 1 < words.count else { continue }
      add(FeatureHash.finished(FeatureHash.combined(single, words[index + 1])))
    }
  }
}
