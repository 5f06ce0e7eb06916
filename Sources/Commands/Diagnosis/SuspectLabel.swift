import Anonymization
import Conversation
import Diagnosis
import Foundation
import Scoring
import Storage
import Worker

/// A message behind a diagnosis that a person called wrong, as an item of an eval set: its label may be wrong, and somebody
/// has to look. The text is masked as it is for a model.
struct SuspectLabel: Encodable {
  let id, text: String
  /// What the model said.
  let label: SentimentLabel
  let language: String?
  let channel: Channel
  /// Items of one account and day of diagnosis may be wrong together.
  let group: String
  let split = "suspect"
  let suspect = true

  /// Each message once, whatever it is behind; what was erased is left out.
  static func behind(_ feedback: [DiagnosisFeedback], _ store: OrganizationStore) async throws -> [SuspectLabel] {
    var labels: [SuspectLabel] = []
    var seen: Set<InteractionID> = []
    for item in feedback {
      let signal = item.diagnosis.signals.first { $0.family == .tone }
      let messages = (signal?.evidence ?? []).compactMap { InteractionID($0) }.filter { seen.insert($0).inserted }
      let evidence = try await store.messageEvidence(messages, at: item.moment)
      for message in messages {
        guard let tone = evidence[message]?.tone, let loaded = try await store.interaction(message) else { continue }
        let voice = loaded.interaction.customerVoice()
        guard voice.silence == nil else { continue }
        var masking = loaded.masker().beginCase(continuing: loaded.masking.placeholders)
        let passages = masking.mask(passages: voice.passages.map(\.text))
        labels.append(
          SuspectLabel(
            id: message.description, text: passages.map(\.text).joined(separator: "\n\n"),
            label: tone < 0 ? .negative : tone > 0 ? .positive : .neutral, language: loaded.interaction.language,
            channel: loaded.interaction.channel,
            group: "\(item.diagnosis.account) \(DayText.text(item.diagnosis.day))"))
      }
    }
    return labels
  }
}
