import Conversation
import FoundationEssentials

/// The turns of one call as Intercom and its kin list them: `content` with a speaker.
enum CallTurns {
  /// More turns than any call has.
  static let most = 100_000

  /// Whether the object is a turn and no record of its own.
  static func isTurn(_ value: JSONValue) -> Bool {
    (value["content"] ?? value["text"])?.text != nil
      && (value["speaker_type"] ?? value["speaker_label"] ?? value["speaker"]) != nil
  }

  /// The call that the turns make.
  static func records(
    _ turns: JSONValue, _ context: ExportContext, id: String? = nil, company: String? = nil, at: Date? = nil
  ) -> [ImportedRecord] {
    let lines = turns.elements.map { turn in
      SpokenLine(
        label: (turn["speaker"] ?? turn["speaker_label"] ?? turn["speaker_type"])?.text ?? "?", address: nil,
        role: ExportDirectory.role(named: turn["speaker_type"]?.text),
        offset: turn["start_time"]?.text.flatMap(Double.init), text: (turn["content"] ?? turn["text"])?.text ?? "")
    }
    let call = SpokenCall(
      source: "intercom", externalID: id, channel: .call, subject: nil, startedAt: at, company: company)
    return [call.record(lines, options: context.options, place: context.place)]
  }
}
