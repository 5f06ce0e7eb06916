/// The embedded classifier: tells the tone and the language of a text with a linear model of hashed features.
///
/// It knows tweets, product reviews and developers' talk, not business correspondence; its card says how well.
public struct ToneClassifier: Sendable {
  /// What the model tells about itself.
  public let metadata: ModelMetadata

  let tables: ModelTables
  /// `rarities[code]`: the weight of a feature with that code in the text's vector.
  private let rarities: [Float]

  /// Reads a model file's bytes; throws when they are not an intact model.
  public init(bytes: [UInt8]) throws(ModelFileError) {
    self.init(try ModelFile(bytes))
  }

  init(_ file: ModelFile) {
    metadata = file.metadata
    tables = file.tables
    rarities = (0...255).map { Float($0) * file.tables.rarityScale }
  }

  /// The name by which endpoints and verdicts call this model, for example `phano-embedded-1.0.0`.
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
    let length = sums.squaredLength > 0 ? sums.squaredLength.squareRoot() : 1
    let scores = (0..<3).map { tone in
      Double((tables.toneBiases[tone] + sums.tones[tone] * tables.toneScales[tone] / length) / tables.temperature)
    }
    return ToneProbabilities(softmax(scores))
  }

  /// What the features of the text that `extractor` holds add to each tone, in steps of the quantised weights and before
  /// the vector is brought to length 1; and the square of that length.
  func weightedSums(of extractor: FeatureExtractor) -> (tones: SIMD4<Float>, squaredLength: Float) {
    var tones = SIMD4<Float>.zero
    var squaredLength: Float = 0
    tables.toneEntries.withUnsafeBufferPointer { entries in
      for bucket in extractor.buckets {
        let entry = entries[Int(bucket)]
        let value = rarities[Int(entry & 0xFF)]
        squaredLength += value * value
        tones += value
          * SIMD4(
            Float(Int8(truncatingIfNeeded: entry >> 8)), Float(Int8(truncatingIfNeeded: entry >> 16)),
            Float(Int8(truncatingIfNeeded: entry >> 24)), 0)
      }
    }
    return (tones, squaredLength)
  }
}
