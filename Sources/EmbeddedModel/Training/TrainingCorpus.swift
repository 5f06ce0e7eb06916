/// Labelled messages, cut into the rows that fit weights, fit the temperature and give the figures.
struct TrainingCorpus: Sendable {
  private(set) var training: [LabelledMessage] = []
  private(set) var calibration: [LabelledMessage] = []
  private(set) var heldOut: [LabelledMessage] = []
  /// Names of the sets that were left out because of their licence.
  private(set) var refused: [String] = []

  init(_ messages: [LabelledMessage]) {
    var refused: Set<String> = []
    for message in messages {
      if case .refused = LicenceRule(set: message.set) {
        refused.insert(message.set)
        continue
      }
      switch Split(id: message.id) {
      case .training: training.append(message)
      case .calibration: calibration.append(message)
      case .heldOut: heldOut.append(message)
      }
    }
    self.refused = refused.sorted()
    let heldOutWords = Set(heldOut.map(Self.words))
    calibration.removeAll { heldOutWords.contains(Self.words(of: $0)) }
    let keptApart = heldOutWords.union(calibration.map(Self.words))
    training.removeAll { keptApart.contains(Self.words(of: $0)) }
  }

  /// The text without case, signs, addresses and mentions: what is left of a message that was posted twice.
  private static func words(of message: LabelledMessage) -> [UInt8] { SearchableText(message.text).bytes }
}
