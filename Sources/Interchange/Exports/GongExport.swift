import Conversation
import FoundationEssentials

/// Transcripts of calls from Gong: monologues by speaker id; `parties` beside them say who is internal.
enum GongExport: VendorExport {
  static func matches(_ record: JSONValue) -> Bool {
    let isTranscript = record["transcript"]?.elements.contains { $0["sentences"] != nil } == true
    return isTranscript || record["metaData"] != nil && record["parties"] != nil
  }

  static func records(_ record: JSONValue, _ context: ExportContext) throws(FieldFault) -> [ImportedRecord] {
    let monologues = record["transcript"]?.elements ?? []
    guard !monologues.isEmpty else { return [.passedOver("gong call without its transcript")] }
    let metadata = record["metaData"]
    guard let id = (record["callId"] ?? metadata?["id"])?.text else {
      throw FieldFault(field: "callId", wanted: "is missing")
    }
    let parties = Dictionary(
      (record["parties"]?.elements ?? []).compactMap { party in
        (party["speakerId"] ?? party["id"])?.text.map { ($0, party) }
      }, uniquingKeysWith: { first, _ in first })
    let lines = monologues.map { monologue in
      let speaker = monologue["speakerId"]?.text ?? "?"
      let party = parties[speaker]
      let known = context.person(speaker)
      let sentences = monologue["sentences"]?.elements ?? []
      return SpokenLine(
        label: party?["name"]?.text ?? known.person?.name ?? speaker,
        address: party?["emailAddress"]?.text ?? known.person?.address,
        role: ExportDirectory.role(named: party?["affiliation"]?.text) ?? known.role,
        offset: sentences.first?["start"]?.text.flatMap(Double.init).map { $0 / 1000 },
        text: sentences.compactMap { $0["text"]?.text }.joined(separator: " "))
    }
    let call = SpokenCall(
      source: "gong", externalID: id, channel: .call, subject: metadata?["title"]?.text,
      startedAt: (metadata?["started"] ?? metadata?["scheduled"]).flatMap { Timestamp.date(in: $0) }, company: nil)
    return [call.record(lines, options: context.options, place: context.place)]
  }
}
