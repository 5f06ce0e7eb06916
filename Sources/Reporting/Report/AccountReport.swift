public import Diagnosis

/// One account in a report.
public struct AccountReport: Sendable {
  /// What people call the account.
  public let name: String
  /// Who looks after it; nil if nobody is known to.
  public let owner: String?
  /// Annual recurring revenue in euros; nil if unknown.
  public let annualRevenue: Double?
  /// The day that the contract comes up for renewal; nil if unknown.
  public let renewal: DayNumber?
  /// The diagnosis of the report's day.
  public let diagnosis: AccountDiagnosis
  /// The last 26 weeks (`AccountRecord.timeline`).
  public let timeline: AccountTimeline
  /// Earlier runs and the day's own, oldest first.
  public let runs: [Run]
  /// What was written or said, the most telling first.
  public let quotes: [Quote]
  /// An explicit word of cancellation; nil without one.
  public let declaredIntent: DeclaredIntent?
  /// What people said of earlier diagnoses, oldest first.
  public let feedback: [Feedback]

  /// An account; see the properties.
  public init(
    name: String, owner: String? = nil, annualRevenue: Double? = nil, renewal: DayNumber? = nil,
    diagnosis: AccountDiagnosis, timeline: AccountTimeline, runs: [Run] = [], quotes: [Quote] = [],
    declaredIntent: DeclaredIntent? = nil, feedback: [Feedback] = []
  ) {
    self.name = name
    self.owner = owner
    self.annualRevenue = annualRevenue
    self.renewal = renewal
    self.diagnosis = diagnosis
    self.timeline = timeline
    self.runs = runs.sorted { $0.day < $1.day }
    self.quotes = quotes
    self.declaredIntent = declaredIntent
    self.feedback = feedback
  }

  /// What makes the score.
  var parts: [ScoreParts.Part] { ScoreParts(diagnosis).parts }

  /// Whether people should see it first: the diagnosis is notable, or the customer spoke of leaving since the last run.
  var isNews: Bool { diagnosis.isNotable || isLeavingNews }

  private var isLeavingNews: Bool {
    guard let declaredIntent else { return false }
    return runs.last { $0.day < diagnosis.day }.map { declaredIntent.quote.day > $0.day } ?? true
  }

  /// What changed since the last run, or that there was none.
  var changeSentence: String {
    let verdict = diagnosis.verdict
    let change =
      diagnosis.change?.sentence(verdict: verdict, score: diagnosis.combination.score)
      ?? "\(verdict.words) at the first diagnosis."
    guard let declaredIntent, isLeavingNews else { return change }
    let leaving = "The customer spoke of leaving on \(Day(declaredIntent.quote.day).long)."
    return diagnosis.isNotable ? "\(change) \(leaving)" : leaving
  }
}

/// What one run said of an account.
public struct Run: Sendable, Hashable {
  /// Its day.
  public let day: DayNumber
  /// 0...100.
  public let score: Double
  /// The verdict given.
  public let verdict: AccountVerdict
  /// Families that spoke against the account.
  public let adverse: [Family]

  /// A run; see the properties.
  public init(day: DayNumber, score: Double, verdict: AccountVerdict, adverse: [Family]) {
    self.day = day
    self.score = score
    self.verdict = verdict
    self.adverse = adverse
  }

  /// The run that made `diagnosis`.
  public init(_ diagnosis: AccountDiagnosis) {
    self.init(
      day: diagnosis.day, score: diagnosis.combination.score, verdict: diagnosis.verdict, adverse: diagnosis.adverse)
  }
}

/// Words of a customer's.
public struct Quote: Sendable, Hashable {
  /// The message, ticket or answer, as in `Driver.evidence`.
  public let id: String
  /// The words, masked or restored.
  public let text: String
  /// The day they were written or said.
  public let day: DayNumber
  /// Where, such as `email`.
  public let channel: String
  /// -1 negative, 0 neutral, 1 positive; nil if unknown.
  public let tone: Int?

  /// A quote; see the properties.
  public init(id: String, text: String, day: DayNumber, channel: String, tone: Int?) {
    self.id = id
    self.text = text
    self.day = day
    self.channel = channel
    self.tone = tone
  }
}

/// A customer's word that it will leave. It is no part of the score.
public struct DeclaredIntent: Sendable, Hashable {
  /// The words.
  public let quote: Quote
  /// Who confirmed that they mean it; nil while nobody has.
  public let confirmedBy: String?

  /// An intent; see the properties.
  public init(quote: Quote, confirmedBy: String?) {
    self.quote = quote
    self.confirmedBy = confirmedBy
  }
}

/// What a person said of a diagnosis.
public struct Feedback: Sendable, Hashable {
  /// What was found.
  public enum Judgement: String, Sendable, Hashable {
    /// The diagnosis was right.
    case confirmed
    /// It was not.
    case wrong
  }

  /// The day it was given.
  public let day: DayNumber
  /// Who gave it.
  public let person: String
  /// What was found.
  public let judgement: Judgement
  /// Why; may be empty.
  public let reason: String

  /// Feedback; see the properties.
  public init(day: DayNumber, person: String, judgement: Judgement, reason: String) {
    self.day = day
    self.person = person
    self.judgement = judgement
    self.reason = reason
  }
}
