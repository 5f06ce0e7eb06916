import Conversation
import Diagnosis
import Foundation
import Reporting
import Storage

/// All that the pages of a portfolio show, from the database.
struct PortfolioData {
  private let organization: String
  private let day: DayNumber
  private let madeAt: String
  private let isRestored: Bool
  private let accounts: [AccountReport]

  private static let mostQuotes = 5
  private static let mostQuotesWhenFine = 2

  static func load(_ store: OrganizationStore, _ lookup: DiagnosisLookup, restore: Bool) async throws -> PortfolioData {
    let moment = lookup.basis.moment
    let names = try await store.names(of: lookup.accounts.map(\.basis.account))
    let points = try await store.points(from: moment.day - 7 * PortfolioReport.weeks, to: moment.day - 1)
    let feedback = Dictionary(grouping: try await store.feedback(), by: \.account)
    let wanted = lookup.accounts.flatMap { Self.messages(of: $0.diagnosis) }
    let evidence = try await store.messageEvidence(wanted, at: moment)
    var intents: [AccountID: MessageEvidence] = [:]
    for (basis, _) in lookup.accounts {
      intents[basis.account] = try await store.declaredIntents(of: basis.account, at: moment).first
    }
    var restorer = QuoteRestorer()
    if restore {
      let shown = Set(wanted + intents.values.map(\.interaction))
      restorer = QuoteRestorer(maps: try await store.placeholders(of: Array(shown)))
      try await store.audit(.restoreQuotes, "\(shown.count) messages of a report")
    }
    let accounts = lookup.accounts.map { basis, diagnosis in
      AccountReport(
        name: names[basis.account] ?? basis.externalID, annualRevenue: basis.master.annualRevenue.map(Double.init),
        renewal: basis.master.renewal, diagnosis: diagnosis, timeline: basis.record.timeline(of: diagnosis),
        runs: (points[basis.account] ?? []).map { Run($0) } + [Run(diagnosis)],
        quotes: messages(of: diagnosis).compactMap { evidence[$0] }.flatMap { quotes(of: $0, at: moment, &restorer) },
        declaredIntent: intents[basis.account].flatMap { DeclaredIntentQuote.of(quotes(of: $0, at: moment, &restorer)) }
          .map { DeclaredIntent(quote: $0, confirmedBy: nil) },
        feedback: (feedback[basis.externalID] ?? []).map { Feedback($0) })
    }
    return PortfolioData(
      organization: try await store.organizationName(), day: moment.day,
      madeAt: "\(Moment.minute(moment.knownUntil)) UTC", isRestored: restore, accounts: accounts)
  }

  /// The messages that a page quotes of an account, the most telling first.
  private static func messages(of diagnosis: AccountDiagnosis) -> [InteractionID] {
    let isFine = diagnosis.verdict == .healthy || diagnosis.verdict == .stable
    let tone = diagnosis.signals.filter { $0.family == .tone }.flatMap(\.evidence).compactMap { InteractionID($0) }
    return Array(tone.prefix(isFine ? mostQuotesWhenFine : mostQuotes))
  }

  private static func quotes(
    of evidence: MessageEvidence, at moment: DiagnosisMoment, _ restorer: inout QuoteRestorer
  ) -> [Quote] {
    let quote = restorer.quote(evidence, in: moment.timeZone)
    let day = DayText.day(of: evidence.occurredAt, in: moment.timeZone)
    return quote.quotes.map {
      Quote(
        id: evidence.interaction.description, text: $0, day: day, channel: evidence.channel.rawValue,
        tone: evidence.tone)
    }
  }

  func report(for audience: PortfolioReport.Audience) -> PortfolioReport {
    PortfolioReport(
      organization: organization, day: day, madeAt: madeAt, audience: audience, isRestored: isRestored,
      accounts: accounts)
  }
}

extension Run {
  fileprivate init(_ point: DiagnosisPoint) {
    self.init(day: point.day, score: point.score, verdict: point.verdict, adverse: point.adverse)
  }
}

extension Feedback {
  fileprivate init(_ feedback: DiagnosisFeedback) {
    self.init(
      day: feedback.diagnosis.day, person: feedback.givenBy,
      judgement: feedback.kind == .confirmed ? .confirmed : .wrong, reason: feedback.reason)
  }
}
