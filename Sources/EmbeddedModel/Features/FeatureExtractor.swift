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
    let scalars = folding.scalars
    var start = 1
    while start < scalars.count {
      var end = start
      while scalars[end] != TextFolding.blank { end += 1 }
      addCharacterGrams(scalars, token: start..<end)
      addWords(scalars, token: start..<end)
      start = end + 1
    }
    addWordGrams()
  }

  private mutating func add(_ hash: UInt64) {
    let bucket = UInt32(truncatingIfNeeded: hash >> UInt64(64 - bucketBits))
    if seen.insert(bucket) { buckets.append(bucket) }
  }
}

extension FeatureExtractor {
  private static let shortestGram = 2
  private static let longestGram = 5
  private static let languageGramLength = 3

  /// n-grams of one token with the blanks on either side, so that beginnings and ends of words are features too.
  private mutating func addCharacterGrams(_ scalars: [UInt32], token: Range<Int>) {
    for start in (token.lowerBound - 1)...token.upperBound {
      var hash = FeatureHash.characters
      var isLetters = true
      for length in 1...min(Self.longestGram, token.upperBound - start + 1) {
        let next = scalars[start + length - 1]
        hash = FeatureHash.combined(hash, next)
        guard length >= Self.shortestGram else {
          isLetters = Self.isLetterOrBlank(next)
          continue
        }
        let finished = FeatureHash.finished(hash)
        add(finished)
        guard length <= Self.languageGramLength else { continue }
        isLetters = isLetters && Self.isLetterOrBlank(next)
        if length == Self.languageGramLength, isLetters { languageHashes.append(finished) }
      }
    }
  }

  private static func isLetterOrBlank(_ scalar: UInt32) -> Bool {
    scalar == TextFolding.blank || (scalar > 0x40 && TextFolding.isWordScalar(scalar))
  }

  private mutating func addWords(_ scalars: [UInt32], token: Range<Int>) {
    var start = token.lowerBound
    while start < token.upperBound {
      let isWord = TextFolding.isWordScalar(scalars[start])
      var hash = isWord ? FeatureHash.word : FeatureHash.signs
      var end = start
      while end < token.upperBound {
        // The scalar behind a token is a blank, so that there always is a next one.
        let joins = isWord && scalars[end] == 0x27 && TextFolding.isWordScalar(scalars[end + 1])
        guard TextFolding.isWordScalar(scalars[end]) == isWord || joins else { break }
        hash = FeatureHash.combined(hash, scalars[end])
        end += 1
      }
      words.append(hash)
      if isWord, scalars[start] > 0x40 { languageHashes.append(FeatureHash.finished(hash)) }
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
