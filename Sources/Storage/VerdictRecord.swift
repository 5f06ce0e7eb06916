public import Jobs
public import Scoring

/// What a job came to, to be written with its completion in one transaction.
public struct JobOutcome: Sendable {
  /// The claim under which it was worked.
  public let job: ClaimedJob
  /// A verdict, or what becomes of the job without one.
  public let result: Result

  /// How it ended.
  public enum Result: Sendable {
    /// The job is done.
    case done(VerdictRecord)
    /// The job is not done.
    case settled(Settlement)
  }

  /// An outcome.
  public init(job: ClaimedJob, result: Result) {
    self.job = job
    self.result = result
  }
}

/// One row of `phano.verdict`, apart from what a whole run shares (``Provenance``).
public struct VerdictRecord: Sendable {
  /// What the model said, or nil when there were no customer's words to ask about.
  public let verdict: Verdict?
  /// Why nothing was asked; nil exactly when there is a verdict.
  public let silence: String?
  /// How many values were masked before the call.
  public let maskedEntities: Int
  /// The call, or nil when none was made.
  public let call: Call?
  /// What a cheaper classifier said first; nil without a cascade.
  public var screening: Screening?

  /// What one call took.
  public struct Call: Sendable {
    /// The model that says it answered.
    public let modelServed: String
    /// The rung of the answer ladder.
    public let format: AnswerFormat
    /// Tokens of the request, of the answer, and of the request that came from the provider's cache.
    public let tokensIn, tokensOut, tokensCached: Int
    /// In millionths of a euro.
    public let costMicroEUR: Int64
    /// From the first byte sent to the last byte received, retries included, in milliseconds.
    public let latencyMilliseconds: Int

    /// The facts of a call.
    public init(
      modelServed: String, format: AnswerFormat, tokensIn: Int, tokensOut: Int, tokensCached: Int,
      costMicroEUR: Int64, latencyMilliseconds: Int
    ) {
      self.modelServed = modelServed
      self.format = format
      self.tokensIn = tokensIn
      self.tokensOut = tokensOut
      self.tokensCached = tokensCached
      self.costMicroEUR = costMicroEUR
      self.latencyMilliseconds = latencyMilliseconds
    }
  }

  /// A verdict and the call that it came from.
  public static func scored(_ verdict: Verdict, maskedEntities: Int, call: Call) -> VerdictRecord {
    VerdictRecord(verdict: verdict, silence: nil, maskedEntities: maskedEntities, call: call)
  }

  /// No words of the customer: there is nothing to ask, and the record says why.
  public static func silent(_ reason: String) -> VerdictRecord {
    VerdictRecord(verdict: nil, silence: reason, maskedEntities: 0, call: nil)
  }
}

/// What the first stage of a cascade said of an interaction, and what came of that.
public struct Screening: Sendable, Hashable {
  /// What came of it; numbers are those of the column `screening`.
  public enum Outcome: Int16, Sendable, Hashable {
    /// It was sure enough: its word is the verdict, and nobody else was asked.
    case kept = 1
    /// It was sure enough, and the model was asked all the same, to see whether they agree; the model's word is the verdict.
    case audited = 2
    /// It was not sure enough; the model's word is the verdict.
    case passedOn = 3
  }

  /// The label that it gave.
  public let label: SentimentLabel
  /// Its calibrated confidence in that label, 0 to 1.
  public let confidence: Double
  /// What came of it.
  public let outcome: Outcome

  /// A screening.
  public init(label: SentimentLabel, confidence: Double, outcome: Outcome) {
    self.label = label
    self.confidence = confidence
    self.outcome = outcome
  }
}

/// What all verdicts of one run share: stored with each, so that a verdict can be traced and re-made.
public struct Provenance: Sendable, Hashable {
  /// The prompt's name, version and content hash (SHA-256, hexadecimal).
  public let promptName, promptVersion, promptHash: String
  /// The endpoint profile's name.
  public let endpoint: String
  /// The model that was asked for.
  public let modelRequested: String
  /// Where the endpoint is.
  public let region: String
  /// On which legal ground data go there; nil for an endpoint in the EU.
  public let transferBasis: String?

  /// A provenance.
  public init(
    promptName: String, promptVersion: String, promptHash: String, endpoint: String, modelRequested: String,
    region: String, transferBasis: String?
  ) {
    self.promptName = promptName
    self.promptVersion = promptVersion
    self.promptHash = promptHash
    self.endpoint = endpoint
    self.modelRequested = modelRequested
    self.region = region
    self.transferBasis = transferBasis
  }
}
