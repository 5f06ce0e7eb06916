/// A case that came out as no case may.
public struct Fault: Sendable, Hashable {
  /// Which case of the seed it is.
  public let index: Int
  /// What is wrong.
  public let outcome: Outcome
  /// The case with all that does not matter left out.
  public let fuzzCase: FuzzCase
  /// What would have been sent of it, nothing if the gate let nothing pass.
  public let sent: String
}

/// What became of the cases of a run.
public struct FuzzReport: Sendable, Hashable {
  /// Cases by what became of them.
  public struct Tally: Sendable, Hashable {
    /// All.
    public internal(set) var cases = 0
    /// The secret could be read.
    public internal(set) var escapes = 0
    /// Nothing was sent.
    public internal(set) var blocks = 0
    /// The gate masked what the masker had missed.
    public internal(set) var secondPasses = 0
    /// A promise of the masker was broken.
    public internal(set) var broken = 0

    mutating func count(_ outcome: Outcome) {
      cases += 1
      switch outcome {
      case .safe(let maskedAgain): secondPasses += maskedAgain ? 1 : 0
      case .blocked: blocks += 1
      case .escaped: escapes += 1
      case .broken: broken += 1
      }
    }

    mutating func add(_ other: Tally) {
      cases += other.cases
      escapes += other.escapes
      blocks += other.blocks
      secondPasses += other.secondPasses
      broken += other.broken
    }
  }

  /// All cases.
  public private(set) var total = Tally()
  /// Cases by their transforms; a case counts for each of its own.
  public private(set) var byTransform: [String: Tally] = [:]
  /// The faults, minimised, in order of their index.
  public private(set) var faults: [Fault] = []

  /// A report on nothing.
  public init() {}

  /// The report on known cases, sent again one by one.
  public init(replaying cases: [FuzzCase], _ path: RequestPath) {
    for (index, fuzzCase) in cases.enumerated() {
      let outcome = path.outcome(of: fuzzCase)
      count(fuzzCase.transforms, outcome)
      if outcome.isFault { add(Fault(index: index, outcome: outcome, fuzzCase: fuzzCase, sent: path.sent(fuzzCase))) }
    }
  }

  mutating func count(_ transforms: [String], _ outcome: Outcome) {
    total.count(outcome)
    for name in transforms { byTransform[name, default: Tally()].count(outcome) }
  }

  mutating func add(_ fault: Fault) { faults.append(fault) }

  mutating func add(_ other: FuzzReport) {
    total.add(other.total)
    for (name, tally) in other.byTransform { byTransform[name, default: Tally()].add(tally) }
    faults = (faults + other.faults).sorted { $0.index < $1.index }
  }
}
