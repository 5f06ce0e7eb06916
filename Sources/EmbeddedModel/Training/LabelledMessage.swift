/// One labelled text.
public struct LabelledMessage: Sendable, Hashable {
  /// Stable name of the row; decides which split it falls into.
  public let id: String
  /// The text.
  public let text: String
  /// What people said its tone is.
  public let label: Tone
  /// The primary subtag of its language, in lower case (ISO 639-1), for example `pt`.
  public let language: String
  /// The set it comes from; sets count alike in training and in the figures.
  public let set: String

  /// - Parameters:
  ///   - language: A BCP 47 tag; all but its first subtag is dropped.
  public init(id: String, text: String, label: Tone, language: String, set: String) {
    self.id = id
    self.text = text
    self.label = label
    self.language = String(language.prefix { $0 != "-" && $0 != "_" }).lowercased()
    self.set = set
  }
}

/// What a row is used for. Rows never change sides while their id stays.
enum Split: Sendable, Hashable {
  /// Fits weights.
  case training
  /// Fits the temperature, nothing else.
  case calibration
  /// Gives the figures, nothing else.
  case heldOut

  /// The split of the row with this id: a tenth is held out, a tenth calibrates.
  init(id: String) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    // FNV-1a leaves the last bytes in the lower bits; this finish (MurmurHash3) spreads them.
    hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
    switch (hash ^ hash >> 33) % 10 {
    case 0: self = .heldOut
    case 1: self = .calibration
    default: self = .training
    }
  }
}
