/// The language of a text, as far as the model can tell.
public struct LanguageGuess: Sendable, Hashable {
  /// BCP 47 tag: one of the model's languages, or `und` when the text is too short or too unlike any of them.
  public let tag: String
  /// How sure the model is of its likeliest language, 0 to 1.
  public let confidence: Double

  static let undetermined = "und"
}

extension ToneClassifier {
  /// Below either of these the answer is `und`.
  private static let fewestFeatures = 4
  private static let lowestConfidence = 0.6

  /// The language of `text`.
  public func language(of text: String) -> LanguageGuess {
    var extractor = makeExtractor()
    extractor.extract(Substring(text))
    return language(of: extractor)
  }

  /// The language of the text that `extractor` holds.
  func language(of extractor: FeatureExtractor) -> LanguageGuess {
    let count = tables.languages.count
    var sums = [Int](repeating: 0, count: count)
    for hash in extractor.languageHashes {
      let row = LanguageFeature.bucket(of: hash, bits: tables.languageBits) * count
      for language in 0..<count { sums[language] += Int(tables.languageWeights[row + language]) }
    }
    let scale = LanguageFeature.weight(ofEach: extractor.languageHashes.count)
    let scores = (0..<count).map { language in
      Double(tables.languageBiases[language] + Float(sums[language]) * tables.languageScales[language] * scale)
    }
    let probabilities = softmax(scores)
    let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
    let isTold = extractor.languageHashes.count >= Self.fewestFeatures && probabilities[best] >= Self.lowestConfidence
    return LanguageGuess(
      tag: isTold ? tables.languages[best] : LanguageGuess.undetermined, confidence: probabilities[best])
  }
}

/// How the features that tell languages apart enter the model, in training as in use.
enum LanguageFeature {
  static func bucket(of hash: UInt64, bits: Int) -> Int { Int(truncatingIfNeeded: hash >> UInt64(64 - bits)) }

  /// Features count alike; dividing by the root of their number lets long texts be surer than short ones, but not
  /// without bound.
  static func weight(ofEach count: Int) -> Float { count == 0 ? 0 : 1 / Float(count).squareRoot() }
}
