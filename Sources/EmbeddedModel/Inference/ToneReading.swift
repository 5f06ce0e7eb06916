/// All that the embedded model and its rules say of one text.
public struct ToneReading: Sendable, Hashable {
  /// The likeliest tone.
  public let label: Tone
  /// How likely each tone is, calibrated.
  public let probabilities: ToneProbabilities
  /// Whether one passage is clearly negative and another clearly positive.
  public let isMixed: Bool
  /// Whether a word of the lexicon says that something does not work. A rule, not the model.
  public let reportsIssue: Bool
  /// What words of the lexicon hint at. Rules, not the model.
  public let cues: [CueWord]
  /// At most two passages of the text, word for word, that speak most for the label; the strongest first.
  public let evidence: [String]
  /// The language.
  public let language: LanguageGuess
  /// Words and runs of signs in the text.
  public let tokenCount: Int
}

extension ToneClassifier {
  /// A passage is clearly of a tone from this probability on.
  private static let clearly = 0.6
  private static let mostQuotes = 2
  /// Passages looked at for quotes; what a very long text says after that only counts for its label.
  private static let mostPassages = 2_000

  /// Reads one text: its tone, its language, what speaks for them, and what the lexicon finds.
  public func read(_ text: String) -> ToneReading {
    var extractor = makeExtractor()
    let probabilities = probabilities(of: Substring(text), using: &extractor)
    let language = language(of: extractor)
    let tokenCount = extractor.tokenCount
    let label = probabilities.likeliest
    let passages = Passage.all(in: text).prefix(Self.mostPassages).map { weigh($0, for: label, using: &extractor) }
    let findings = CueLexicon.findings(in: text)
    var quotes = Self.quotes(from: passages, for: label)
    // The words of leaving are what somebody has to see, however mildly they are put.
    if findings.cues.contains(.churnRisk), !quotes.contains(where: CueWord.churnRisk.isFound),
      let leaving = passages.first(where: { CueWord.churnRisk.isFound(in: String($0.text)) })
    {
      quotes.append(String(leaving.text))
    }
    return ToneReading(
      label: label, probabilities: probabilities,
      isMixed: passages.contains { $0.probabilities.negative >= Self.clearly }
        && passages.contains { $0.probabilities.positive >= Self.clearly },
      reportsIssue: findings.reportsIssue, cues: findings.cues,
      evidence: quotes, language: language, tokenCount: tokenCount)
  }

  private struct WeighedPassage {
    let text: Substring
    let probabilities: ToneProbabilities
    /// How far the passage moves the score of the label away from the mean of the other two.
    let pull: Double
  }

  private func weigh(_ passage: Substring, for label: Tone, using extractor: inout FeatureExtractor) -> WeighedPassage {
    extractor.extract(passage)
    let sums = weightedSums(of: extractor).tones
    let scaled = (0..<3).map { Double(sums[$0]) * Double(tables.toneScales[$0]) }
    let others = (scaled.reduce(0, +) - scaled[label.index]) / 2
    return WeighedPassage(
      text: passage, probabilities: probabilities(of: extractor), pull: scaled[label.index] - others)
  }

  /// The strongest passages that pull towards the label and are of that tone by themselves, each text once.
  private static func quotes(from passages: [WeighedPassage], for label: Tone) -> [String] {
    var quotes: [String] = []
    let ranked = passages.enumerated()
      .filter { $0.element.pull > 0 && $0.element.probabilities.likeliest == label }
      .sorted { ($1.element.pull, $0.offset) < ($0.element.pull, $1.offset) }
    for (_, passage) in ranked where quotes.count < mostQuotes {
      let quote = String(passage.text)
      if !quotes.contains(quote) { quotes.append(quote) }
    }
    return quotes
  }
}
