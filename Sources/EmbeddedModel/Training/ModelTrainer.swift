#if canImport(Glibc)
  import Glibc
#endif

/// What training tells while it runs.
public enum TrainingProgress: Sendable, Hashable {
  /// Rows have been turned into features.
  case extracted(rows: Int, features: Int)
  /// An epoch of the tone model ended, with its mean loss in nats.
  case epoch(Int, loss: Double)
  /// The language model is fitted.
  case languagesFitted
}

/// Why a model cannot be trained.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No rows of this tone are left for training.
  case noRows(Tone)
  /// A setting is out of its range; says which.
  case badSetting(String)

  /// What is missing and what to do.
  public var description: String {
    switch self {
    case .noRows(let tone): "no training rows are labelled \(tone.rawValue); add labelled data with all three tones"
    case .badSetting(let name): "the training setting \(name) is out of range"
    }
  }
}

/// Makes a model of labelled messages: fits it, quantises it, calibrates it and measures it on rows kept apart.
public struct ModelTrainer: Sendable {
  /// How to train.
  public let settings: TrainingSettings
  /// Version of the model, as its name and card give it.
  public let version: String

  /// A trainer.
  public init(settings: TrainingSettings = TrainingSettings(), version: String) {
    self.settings = settings
    self.version = version
  }

  /// Trains a model and returns its file's bytes; the same messages in the same order and the same settings give the
  /// same bytes.
  ///
  /// Sets whose licence forbids it are left out, and so are training rows whose words are those of a row kept apart.
  public func train(
    on messages: [LabelledMessage], progress: (TrainingProgress) -> Void = { _ in }
  ) throws(TrainingError) -> [UInt8] {
    try checkSettings()
    let corpus = TrainingCorpus(messages)
    for tone in Tone.allCases where !corpus.training.contains(where: { $0.label == tone }) { throw .noRows(tone) }

    var file = ModelFile(
      tables: fittedTones(corpus.training, progress: progress),
      metadata: metadata(of: corpus, measurement: .none, uncalibratedError: 0))
    fitLanguages(corpus.training, into: &file.tables)
    progress(.languagesFitted)

    let uncalibrated = ToneClassifier(file)
    file.tables.temperature = temperature(of: uncalibrated, on: corpus.calibration)
    file.metadata = metadata(
      of: corpus, measurement: ToneClassifier(file).measured(on: corpus.heldOut),
      uncalibratedError: uncalibrated.measured(on: corpus.heldOut).calibrationError)
    return file.encoded()
  }

  private func checkSettings() throws(TrainingError) {
    guard (8...24).contains(settings.bucketBits) else { throw .badSetting("bucketBits") }
    guard (8...20).contains(settings.languageBits) else { throw .badSetting("languageBits") }
    guard (1...1000).contains(settings.epochs) else { throw .badSetting("epochs") }
    guard settings.rate > 0, settings.rate.isFinite else { throw .badSetting("rate") }
    guard settings.penalty >= 0, settings.penalty.isFinite else { throw .badSetting("penalty") }
  }
}

extension ModelTrainer {
  private func fittedTones(
    _ messages: [LabelledMessage], progress: (TrainingProgress) -> Void
  ) -> ModelTables {
    let width = 1 << settings.bucketBits
    let classes = Tone.allCases.count
    var rows = SparseRows()
    var extractor = FeatureExtractor(bucketBits: settings.bucketBits)
    for message in messages {
      extractor.extract(Substring(message.text))
      rows.append(columns: extractor.buckets, values: repeatElement(1, count: extractor.buckets.count))
    }
    let rowCounts = rows.rowCounts(width: width)
    let rarities = ModelTables.rarityCodes(rowCounts: rowCounts, rows: rows.count, fewest: settings.fewestRows)
    progress(.extracted(rows: rows.count, features: rarities.count { $0 > 0 }))
    rows.scaleToUnitLength(factors: rarities.map(Float.init))

    let tones = messages.map(\.label.index)
    let factors = Informativeness.factors(rows, tones: tones, width: width)
    rows.multiply(byFactorOfColumn: factors)
    var regression = LogisticRegression(columns: width, classes: classes)
    regression.fit(
      rows, targets: tones, importance: importance(of: messages),
      schedule: .init(
        epochs: settings.epochs, rate: settings.rate, penalty: Float(settings.penalty), seed: settings.seed),
      epochEnded: { progress(.epoch($0, loss: $1)) })

    let quantized = (0..<classes).map { tone in
      let weights = ModelTables.column(tone, of: regression.weights, classes: classes)
      return Quantized(zip(weights, factors).map { $0 * $1 })
    }
    let entries = (0..<width).map { bucket in
      quantized.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32(UInt8(bitPattern: $1.steps[bucket])) } << 8
        | UInt32(rarities[bucket])
    }
    return ModelTables(
      bucketBits: settings.bucketBits, languageBits: settings.languageBits,
      toneScales: quantized.map(\.scale), toneBiases: regression.biases, temperature: 1,
      toneEntries: entries,
      languages: [], languageScales: [], languageBiases: [], languageWeights: [])
  }

  /// How much each row counts: less in large sets and in the frequent tones of a set; 1 on average.
  private func importance(of messages: [LabelledMessage]) -> [Float] {
    struct Cell: Hashable {
      let set: String
      let tone: Tone
    }
    let sets = Dictionary(messages.map { ($0.set, 1.0) }, uniquingKeysWith: +)
    let cells = Dictionary(messages.map { (Cell(set: $0.set, tone: $0.label), 1.0) }, uniquingKeysWith: +)
    let raw = messages.map { message in
      let size = sets[message.set] ?? 1
      let share = (cells[Cell(set: message.set, tone: message.label)] ?? 1) / size * Double(Tone.allCases.count)
      return pow(size, -settings.setBalance) * pow(share, -settings.toneBalance)
    }
    let mean = raw.reduce(0, +) / Double(max(1, raw.count))
    return raw.map { Float($0 / mean) }
  }
}

extension ModelTrainer {
  /// Languages with fewer training rows are not told apart.
  private static let fewestLanguageRows = 20

  private func fitLanguages(_ messages: [LabelledMessage], into tables: inout ModelTables) {
    let sizes = Dictionary(messages.map { ($0.language, 1) }, uniquingKeysWith: +)
    let languages = sizes.filter { $0.key.utf8.count == 2 && $0.value >= Self.fewestLanguageRows }.keys.sorted()
    tables.languages = languages.isEmpty ? ["en"] : languages
    let classes = tables.languages.count
    let width = 1 << settings.languageBits
    var rows = SparseRows()
    var targets: [Int] = []
    var importance: [Float] = []
    var extractor = FeatureExtractor(bucketBits: settings.bucketBits)
    for message in messages {
      guard let target = tables.languages.firstIndex(of: message.language) else { continue }
      extractor.extract(Substring(message.text))
      let weight = LanguageFeature.weight(ofEach: extractor.languageHashes.count)
      rows.append(
        columns: extractor.languageHashes.lazy.map {
          UInt32(LanguageFeature.bucket(of: $0, bits: settings.languageBits))
        },
        values: repeatElement(weight, count: extractor.languageHashes.count))
      targets.append(target)
      importance.append(
        Float(messages.count) / Float(classes * (sizes[message.language] ?? 1)))
    }
    var regression = LogisticRegression(columns: width, classes: classes)
    regression.fit(
      rows, targets: targets, importance: importance,
      schedule: .init(epochs: 3, rate: 0.2, penalty: 1e-6, seed: settings.seed))
    let quantized = (0..<classes).map {
      Quantized(ModelTables.column($0, of: regression.weights, classes: classes))
    }
    tables.languageScales = quantized.map(\.scale)
    tables.languageBiases = regression.biases
    tables.languageWeights = (0..<width).flatMap { bucket in quantized.map { $0.steps[bucket] } }
  }
}
