/// The numbers of a model, as they stand in its file.
struct ModelTables: Sendable, Hashable {
  /// Sentiment features are hashed into 2 to this power buckets.
  var bucketBits: Int
  /// Language features are hashed into 2 to this power buckets.
  var languageBits: Int
  /// What one step of a sentiment weight is worth, for each tone.
  var toneScales: [Float]
  /// The score of each tone for a text without features.
  var toneBiases: [Float]
  /// Scores are divided by this before they become probabilities (Guo et al. 2017, section 4.2).
  var temperature: Float
  /// One entry a bucket: bits 0-7 its rarity (inverse document frequency in steps of any size, as vectors are brought to
  /// length 1; 0 = hardly seen in training), bits 8-15, 16-23 and 24-31 the signed weights for negative, neutral and
  /// positive.
  var toneEntries: [UInt32]
  /// The languages that can be told apart: two letters each (ISO 639-1).
  var languages: [String]
  /// What one step of a language weight is worth, for each language.
  var languageScales: [Float]
  /// The score of each language for a text without features.
  var languageBiases: [Float]
  /// `languages.count` signed weights a bucket, bucket after bucket.
  var languageWeights: [Int8]
}
