extension Interaction {
  /// Keeps the customer's own fresh words and says of everything else where it was and why it went.
  ///
  /// Only public turns of the customer that no machine sent can speak. Mails and tickets lose quoted replies, forwarded
  /// messages, signatures, notices and footers; what was said in calls, meetings and surveys stands as it is. Linear in
  /// the length of the bodies.
  public func customerVoice() -> CustomerVoice {
    var reader = VoiceReader(interaction: self)
    for index in turns.indices { reader.read(index) }
    return reader.voice()
  }
}

/// Gathers what one interaction's turns say.
private struct VoiceReader {
  let interaction: Interaction
  private var passages: [CustomerVoice.Passage] = []
  private var removals: [CustomerVoice.Removal] = []

  init(interaction: Interaction) {
    self.interaction = interaction
  }

  mutating func read(_ index: Int) {
    let turn = interaction.turns[index]
    if let reason = reasonToIgnore(turn, isFirst: index == 0) {
      let length = turn.body.utf8.count
      if length > 0 { removals.append(.init(turn: index, range: 0..<length, reason: reason)) }
      return
    }
    let isWritten = interaction.channel == .email || interaction.channel == .ticket
    let lines = BodyLines(turn.body)
    var reasons = [CustomerVoice.Reason?](repeating: nil, count: lines.lines.count)
    if isWritten {
      let isForward = index == 0 && SubjectPhrases.announcesForward(interaction.subject)
      let quotes = QuoteCutter(lines, isForward: isForward)
      reasons = SignatureCutter(lines, reasons: quotes.reasons, authorName: turn.authorName).reasons
    }
    let outline = Outline(lines, reasons: reasons)
    passages += outline.passages.map { .init(turn: index, text: $0) }
    removals += outline.removals.map { .init(turn: index, range: $0.range, reason: $0.reason) }
  }

  private func reasonToIgnore(_ turn: Turn, isFirst: Bool) -> CustomerVoice.Reason? {
    let announced = isFirst && interaction.channel == .email ? AutomaticMail(subject: interaction.subject) : nil
    let isMachine = turn.isAutomatic || announced != nil
    if isMachine, announced == .bounce || (turn.author == .system && interaction.channel == .email) { return .bounce }
    if turn.author != .customer { return .notTheCustomer }
    if turn.visibility == .private { return .privateNote }
    return isMachine ? .automaticReply : nil
  }

  func voice() -> CustomerVoice {
    CustomerVoice(passages: passages, removals: removals, silence: passages.isEmpty ? silence() : nil)
  }

  private func silence() -> CustomerVoice.Silence {
    let reasons = Set(
      interaction.turns.indices.map { reasonToIgnore(interaction.turns[$0], isFirst: $0 == 0) })
    if reasons.contains(nil) {
      let isQuoted = removals.contains { $0.reason == .quotedText || $0.reason == .forwardedMessage }
      return isQuoted ? .onlyQuotedText : .emptyBody
    }
    if reasons.contains(.bounce) { return .bounce }
    return reasons.contains(.automaticReply) ? .automaticReply : .noCustomerTurn
  }
}
