import Anonymization
import Conversation
import Diagnosis
import Foundation
import Reporting
import Storage

/// One account's diagnosis with all that stands behind it.
struct DiagnosisExplanation: Encodable {
  struct Quote: Encodable {
    let interaction: InteractionID
    let day: String
    let channel: Channel
    let tone: Int?
    let quotes: [String]
  }

  struct Reason: Encodable {
    let family: Family
    let sentence: String
    /// Points from 50 on this day alone, in tenths: all reasons and earlier days add up to the score.
    let points: Double
    let contribution: Double
    let state: FamilyState
    let quotes: [Quote]
    let tickets: [String]
  }

  let accountName: String?
  let diagnosis: DiagnosisView
  let reasons: [Reason]
  /// Points that earlier days add.
  let earlierPoints: Double?
  let missing: [String]
  /// Messages in which somebody spoke of leaving: a fact of its own, for a person to confirm.
  let declaredIntents: [Quote]
  /// Placeholders that stand for nothing on record; only with `--restore`.
  let unrestored: [String]?
  private let changeText: String
  /// What it was made of, and whether that is on record.
  private let basisText: String

  private static let mostEvidence = 5

  static func load(
    _ store: OrganizationStore, _ lookup: DiagnosisLookup, of account: String, restore: Bool
  ) async throws -> DiagnosisExplanation {
    let name = try await store.storedName(of: account)
    guard let (basis, diagnosis) = lookup.accounts.first(where: { $0.basis.externalID == name }) else {
      throw Failure.noDiagnosis(of: account, on: lookup.basis.moment.day)
    }
    let moment = lookup.basis.moment
    func evidence(of family: Family) -> [String] {
      Array((diagnosis.signal(of: family)?.evidence ?? []).prefix(mostEvidence))
    }
    let messages = evidence(of: .tone).compactMap { InteractionID($0) }
    let said = try await store.messageEvidence(messages, at: moment)
    let tickets = try await store.ticketNames(of: basis.account, evidence(of: .support))
    let intents = try await store.declaredIntents(of: basis.account, at: moment)
    var restorer = QuoteRestorer()
    if restore {
      let shown = Set(messages + intents.map(\.interaction))
      restorer = QuoteRestorer(maps: try await store.placeholders(of: Array(shown)))
      try await store.audit(.restoreQuotes, "\(shown.count) messages of a diagnosis")
    }
    let parts = ScoreParts(diagnosis).parts
    let quotes = messages.compactMap { said[$0] }.map { restorer.quote($0, in: moment.timeZone) }
    let reasons = parts.compactMap { part in
      part.family.flatMap { diagnosis.signal(of: $0) }.map { signal in
        Reason(
          family: signal.family, sentence: part.sentence, points: part.points, contribution: part.contribution,
          state: signal.state, quotes: signal.family == .tone ? quotes : [],
          tickets: signal.family == .support ? evidence(of: .support).map { tickets[$0] ?? "(erased)" } : [])
      }
    }
    return DiagnosisExplanation(
      accountName: try await store.names(of: [basis.account])[basis.account],
      diagnosis: DiagnosisView(name, diagnosis), reasons: reasons,
      earlierPoints: parts.first { $0.family == nil }?.points,
      missing: diagnosis.missingWords.map { "\($0.what) \($0.remedy)" },
      declaredIntents: intents.map { restorer.quote($0, in: moment.timeZone, leavingFirst: true) },
      unrestored: restore ? restorer.unrestored.sorted() : nil,
      changeText: DiagnosisText.change(diagnosis.change), basisText: standing(of: lookup, name))
  }

  private static func standing(of lookup: DiagnosisLookup, _ account: String) -> String {
    let until = "until \(Moment.minute(lookup.basis.moment.knownUntil)) UTC"
    guard lookup.recorded != nil else {
      return "\(until); --history shows runs on record, which may have known less"
    }
    let difference = lookup.differences.first { $0.account == account }
    return difference.map { "\(until), unlike what is on record: \($0.what)" } ?? "\(until), as on record"
  }

  private enum CodingKeys: String, CodingKey {
    case accountName, diagnosis, reasons, earlierPoints, missing, declaredIntents, unrestored
  }

  func rendered(json: Bool) throws -> String {
    json ? try Output.json(self) : text
  }

  private var text: String {
    let view = diagnosis
    var lines = [
      "\(accountName.map { "\($0) (\(view.account))" } ?? view.account), \(view.day)",
      "",
      "score     \(DiagnosisText.score(view.score)) of 100, 90 % interval \(Int(view.lower.rounded())) to "
        + "\(Int(view.upper.rounded())), confidence \(VerdictTimeline.percent(view.confidence))",
      "verdict   \(view.verdictText)",
      "known     \(basisText)",
      "change    \(changeText.isEmpty ? "none since the last run" : changeText)",
      "CSM       \(DiagnosisText.success(view.successAction, isLeaving: !declaredIntents.isEmpty))",
      "AM        \(DiagnosisText.account(view.accountAction, isLeaving: !declaredIntents.isEmpty))",
    ]
    if view.nps != nil {
      lines.append("NPS       \(view.promoters.sentence)")
    }
    if !reasons.isEmpty { lines += ["", "why"] }
    for reason in reasons {
      let mark = reason.state == .adverse ? "! " : "  "
      lines.append("\(mark)\(padded(DiagnosisText.signed(reason.points), 6))  \(reason.sentence)")
      if !reason.tickets.isEmpty { lines.append("            tickets: \(reason.tickets.joined(separator: ", "))") }
      lines += reason.quotes.map(Self.line)
    }
    if let earlier = view.earlierDays, let earlierPoints {
      lines.append("  \(padded(DiagnosisText.signed(earlierPoints), 6))  \(earlier)")
    }
    if !missing.isEmpty { lines += ["", "missing"] + missing.map { "  \($0)" } }
    if !declaredIntents.isEmpty {
      lines += ["", "declared intent to leave (to be confirmed by a person; not a part of the score)"]
      lines += declaredIntents.map(Self.line)
    }
    if let unrestored, !unrestored.isEmpty {
      lines += ["", "placeholders that stand for nothing on record: \(unrestored.joined(separator: ", "))"]
    }
    return Output.printable(lines.joined(separator: "\n")) + "\n"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private static func line(_ quote: Quote) -> String {
    let words = quote.quotes.map { "\"\($0.split(whereSeparator: \.isWhitespace).joined(separator: " "))\"" }
    return
      "            \(quote.day) \(quote.channel.rawValue): \(words.isEmpty ? "(no quote)" : words.joined(separator: " "))"
  }
}

/// Quotes for people, with what their placeholders stand for once that was looked up.
struct QuoteRestorer {
  private let maps: [InteractionID: PlaceholderMap]?
  private(set) var unrestored: Set<String> = []

  init(maps: [InteractionID: PlaceholderMap]? = nil) { self.maps = maps }

  /// - Parameters:
  ///   - timeZone: Whose day it was said on.
  ///   - leavingFirst: Whether the words that speak of leaving go before the others.
  mutating func quote(
    _ evidence: MessageEvidence, in timeZone: String, leavingFirst: Bool = false
  ) -> DiagnosisExplanation.Quote {
    var quotes = leavingFirst ? DeclaredIntentQuote.sorted(evidence.quotes) : evidence.quotes
    if let maps {
      let restored = quotes.map { (maps[evidence.interaction] ?? PlaceholderMap()).restore($0) }
      quotes = restored.map(\.text)
      unrestored.formUnion(restored.flatMap(\.unresolved))
    }
    return DiagnosisExplanation.Quote(
      interaction: evidence.interaction, day: DayText.text(DayText.day(of: evidence.occurredAt, in: timeZone)),
      channel: evidence.channel, tone: evidence.tone, quotes: quotes)
  }
}
