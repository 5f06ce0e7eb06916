import Foundation

/// What a model file tells about itself: the facts of its card.
public struct ModelMetadata: Sendable, Hashable, Codable {
  /// Labelled data that went into the model.
  public struct Source: Sendable, Hashable, Codable {
    /// Name of the set, from its file name.
    public let name: String
    /// What its licence allows, as far as it is known; nil when nothing was stated.
    public let licence: String?
    /// Rows used to fit weights.
    public let trainingRows: Int
    /// Rows used to fit the temperature only.
    public let calibrationRows: Int
    /// Rows kept out of both, for the figures.
    public let heldOutRows: Int
  }

  /// Accuracy on rows of one set or language.
  public struct Accuracy: Sendable, Hashable, Codable {
    /// What was measured: a set, a language, or all.
    public let subject: String
    /// Rows measured.
    public let rows: Int
    /// Mean of the F1 of the three tones, 0 to 1.
    public let macroF1: Double
    /// Share of rows with the right tone, 0 to 1.
    public let accuracy: Double
  }

  /// Figures on labelled rows.
  public struct Measurement: Sendable, Hashable, Codable {
    /// All rows, each counted once.
    public let pooled: Accuracy
    /// All rows, weighted so that each set counts the same.
    public let balanced: Accuracy
    /// Set by set.
    public let sets: [Accuracy]
    /// Language by language.
    public let languages: [Accuracy]
    /// Expected calibration error with every set counting the same, in percentage points.
    public let calibrationError: Double
    /// Share of rows whose language is told rightly, 0 to 1.
    public let languageAccuracy: Double
  }

  /// Version of the model, for example `1.0.0`.
  public var version: String
  /// Seed of the training order.
  public let seed: UInt64
  /// Strength of the squared penalty on weights.
  public let penalty: Double
  /// Where the labelled data came from.
  public let sources: [Source]
  /// Names of sets that were offered and refused because their licence forbids it.
  public let refused: [String]
  /// Figures on rows that training never saw.
  public let measurement: Measurement
  /// Expected calibration error on those rows before the temperature, in percentage points.
  public let uncalibratedError: Double

  init(json: ArraySlice<UInt8>) throws(ModelFileError) {
    do {
      self = try JSONDecoder().decode(ModelMetadata.self, from: Data(json))
    } catch {
      throw .inconsistent("metadata")
    }
  }

  init(
    version: String, seed: UInt64, penalty: Double, sources: [Source], refused: [String], measurement: Measurement,
    uncalibratedError: Double
  ) {
    self.version = version
    self.seed = seed
    self.penalty = penalty
    self.sources = sources
    self.refused = refused
    self.measurement = measurement
    self.uncalibratedError = uncalibratedError
  }

  /// Its members in alphabetical order, so that the same facts give the same bytes.
  func json() -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    // Only numbers can fail to encode, and the strategy above covers those.
    return (try? encoder.encode(self)).map(Array.init) ?? []
  }
}
