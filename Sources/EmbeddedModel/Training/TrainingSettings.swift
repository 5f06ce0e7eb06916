/// What training can be told; the defaults are those that measured best on the calibration split.
public struct TrainingSettings: Sendable, Hashable {
  /// Decides the order of rows; the same seed and rows give the same bytes.
  public var seed: UInt64 = 1
  /// Passes over the training rows.
  public var epochs = 6
  /// First step size of AdaGrad; it falls linearly to a fraction of itself in the last epoch.
  public var rate: Float = 0.2
  /// Strength of the squared penalty on tone weights.
  public var penalty = 5e-6
  /// Tone features are hashed into 2 to this power buckets of four bytes: 8 to 24.
  public var bucketBits = 20
  /// Language features are hashed into 2 to this power buckets of one byte a language: 8 to 20.
  public var languageBits = 15
  /// How far sets of different size are made to count alike: 0 not at all, 1 wholly.
  public var setBalance = 0.4
  /// How far tones of different frequency within a set are made to count alike: 0 not at all, 1 wholly.
  public var toneBalance = 0.5
  /// Features that fewer training rows have are ignored.
  public var fewestRows = 2

  /// The defaults.
  public init() {}
}
