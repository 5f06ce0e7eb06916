#if canImport(Glibc)
  import Glibc
#endif

extension ModelTrainer {
  /// The facts of the model's card.
  func metadata(
    of corpus: TrainingCorpus, measurement: ModelMetadata.Measurement, uncalibratedError: Double
  ) -> ModelMetadata {
    func counts(_ messages: [LabelledMessage]) -> [String: Int] {
      Dictionary(messages.map { ($0.set, 1) }, uniquingKeysWith: +)
    }
    let (training, calibration, heldOut) = (
      counts(corpus.training), counts(corpus.calibration), counts(corpus.heldOut)
    )
    let names = Set(training.keys).union(calibration.keys).union(heldOut.keys)
    let sources = names.sorted().map { name in
      var licence: String?
      if case .allowed(let terms) = LicenceRule(set: name) { licence = terms }
      return ModelMetadata.Source(
        name: name, licence: licence, trainingRows: training[name] ?? 0, calibrationRows: calibration[name] ?? 0,
        heldOutRows: heldOut[name] ?? 0)
    }
    return ModelMetadata(
      version: version, seed: settings.seed, penalty: settings.penalty, sources: sources,
      refused: corpus.refused, measurement: measurement, uncalibratedError: uncalibratedError)
  }

  /// The temperature that suits the calibration rows best, every set counting the same; 1 without rows.
  func temperature(of classifier: ToneClassifier, on messages: [LabelledMessage]) -> Float {
    let rows = classifier.scored(messages)
    guard !rows.isEmpty else { return 1 }
    let logProbabilities = rows.map { row in Tone.allCases.map { log(max(1e-12, row.probabilities[$0])) } }
    return Float(
      Temperature.fitted(
        logProbabilities: logProbabilities, labels: rows.map(\.label.index), weights: ToneMetrics.weightsBySet(rows)))
  }
}

extension ModelMetadata.Measurement {
  /// Nothing measured.
  static let none = Self(
    pooled: ToneMetrics.accuracy(of: "all rows", []), balanced: ToneMetrics.accuracy(of: "all sets alike", []),
    sets: [], languages: [], calibrationError: 0, languageAccuracy: 0)
}

extension ToneClassifier {
  /// How right the model is on labelled messages.
  public func measured(on messages: [LabelledMessage]) -> ModelMetadata.Measurement {
    let rows = scored(messages)
    let weights = ToneMetrics.weightsBySet(rows)
    func parts(_ key: KeyPath<ScoredRow, String>) -> [ModelMetadata.Accuracy] {
      Dictionary(grouping: rows) { $0[keyPath: key] }.sorted { $0.key < $1.key }
        .map { ToneMetrics.accuracy(of: $0.key, $0.value) }
    }
    let rightLanguages = messages.count { language(of: $0.text).tag == $0.language }
    return ModelMetadata.Measurement(
      pooled: ToneMetrics.accuracy(of: "all rows", rows),
      balanced: ToneMetrics.accuracy(of: "all sets alike", rows, weights: weights),
      sets: parts(\.set), languages: parts(\.language),
      calibrationError: 100 * ToneMetrics.calibrationError(rows, weights: weights),
      languageAccuracy: messages.isEmpty ? 0 : Double(rightLanguages) / Double(messages.count))
  }

  /// The messages with the probabilities that this classifier gives them.
  func scored(_ messages: [LabelledMessage]) -> [ScoredRow] {
    zip(messages, probabilities(of: messages.lazy.map(\.text))).map { message, probabilities in
      ScoredRow(
        label: message.label, probabilities: probabilities, set: message.set, language: message.language)
    }
  }
}
