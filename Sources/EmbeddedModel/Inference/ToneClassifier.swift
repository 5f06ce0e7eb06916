/// The embedded classifier: tells the tone and the language of a text with a linear model of hashed features.
///
/// It knows tweets, product reviews and developers' talk, not business correspondence; its card says how well.
public struct ToneClassifier: Sendable {
  /// What the model tells about itself.
  public let metadata: ModelMetadata

  let tables: ModelTables

  /// Reads a model file's bytes; throws when they are not an intact model.
  public init(bytes: [UInt8]) throws(ModelFileError) {
    self.init(try ModelFile(bytes))
  }

  init(_ file: ModelFile) {
    metadata = file.metadata
    tables = file.tables
  }

  /// The name by which endpoints and verdicts call this model, for example `phano-embedded-1.1.0`.
  public var name: String { "phano-embedded-\(metadata.version)" }

  /// How likely each tone of `text` is, calibrated.
  public func probabilities(of text: String) -> ToneProbabilities {
    var extractor = makeExtractor()
    return probabilities(of: Substring(text), using: &extractor)
  }

  /// How likely each tone of each text is, calibrated; faster than asking one by one.
  public func probabilities(of texts: some Sequence<String>) -> [ToneProbabilities] {
    var extractor = makeExtractor()
    return texts.map { probabilities(of: Substring($0), using: &extractor) }
  }

  func makeExtractor() -> FeatureExtractor { FeatureExtractor(bucketBits: tables.bucketBits) }

  func probabilities(of text: Substring, using extractor: inout FeatureExtractor) -> ToneProbabilities {
    extractor.extract(text)
    return probabilities(of: extractor)
  }

  /// The probabilities for the text that `extractor` holds.
  func probabilities(of extractor: FeatureExtractor) -> ToneProbabilities {
    let sums = weightedSums(of: extractor)
    let length = max(1, Double(sums.squaredLength).squareRoot())
    let scores = (0..<3).map { tone -> Double in
      let score = Double(sums.tones[tone]) / length * Double(tables.toneScales[tone])
      return (score + Double(tables.toneBiases[tone])) / Double(tables.temperature)
    }
    return ToneProbabilities(softmax(scores))
  }

  /// What the features of the text that `extractor` holds add to each tone, in steps of the quantised weights times
  /// rarity codes, before the vector of rarities is brought to length 1; and the square of its length. Whole numbers: a
  /// text of a million features still fits.
  func weightedSums(of extractor: FeatureExtractor) -> (tones: SIMD4<Int64>, squaredLength: Int64) {
    var tones = SIMD4<Int64>.zero
    var squaredLength: Int64 = 0
    tables.toneEntries.withUnsafeBufferPointer { entries in
      for bucket in extractor.buckets {
        let entry = entries[Int(bucket)]
        let rarity = Int32(entry & 0xFF)
        squaredLength &+= Int64(rarity &* rarity)
        tones &+= SIMD4<Int64>(
          truncatingIfNeeded: SIMD4<Int32>(repeating: rarity)
            &* SIMD4(
              Int32(Int8(truncatingIfNeeded: entry >> 8)), Int32(Int8(truncatingIfNeeded: entry >> 16)),
              Int32(Int8(truncatingIfNeeded: entry >> 24)), 0))
      }
    }
    return (tones, squaredLength)
  }
}

extension ToneClassifier {
  /// Words and runs of signs in `text`: what the server counts as tokens.
  func tokenCount(of text: String) -> Int {
    var extractor = makeExtractor()
    extractor.extract(Substring(text))
    return extractor.tokenCount
  }
}
