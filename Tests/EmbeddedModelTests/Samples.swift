@testable import EmbeddedModel

/// Small things to train on.
enum Samples {
  private static let words: [(Tone, [String])] = [
    (.negative, ["awful", "terrible", "slow", "broken", "angry"]),
    (.neutral, ["invoice", "meeting", "tuesday", "version", "list"]),
    (.positive, ["great", "lovely", "thanks", "happy", "perfect"]),
  ]

  /// 300 texts of five words each, three tones, two languages (the second with a suffix on each word).
  static let messages: [LabelledMessage] = {
    var random = SplitMix(seed: 7)
    return (0..<300).map { number in
      let (tone, vocabulary) = words[number % 3]
      let suffix = number % 2 == 0 ? "" : "owski"
      let text = (0..<5).map { _ in vocabulary[Int(random.next() % 5)] + suffix }.joined(separator: " ")
      return LabelledMessage(
        id: "sample-\(number)", text: "\(text) \(number % 17 == 0 ? "x\(number)y" : "")", label: tone,
        language: number % 2 == 0 ? "en" : "pl", set: number % 5 == 0 ? "small" : "large")
    }
  }()

  static let settings: TrainingSettings = {
    var settings = TrainingSettings()
    settings.bucketBits = 12
    settings.languageBits = 8
    return settings
  }()

  /// A model file of some 20 kB.
  static func smallModel(seed: UInt64 = 1) throws -> [UInt8] {
    var settings = settings
    settings.seed = seed
    return try ModelTrainer(settings: settings, version: "test").train(on: messages)
  }
}

extension Samples {
  /// The model in this build, read once.
  static func shipped() throws -> ToneClassifier { try shippedResult.get() }

  private static let shippedResult = Result { () throws(ModelFileError) in try ToneClassifier.shipped() }
}
