import Jobs
import Scoring
import Storage

/// Two stages: a cheap classifier answers what it is sure of, and the model is asked about the rest.
///
/// How sure the classifier must be is not guessed: `phano eval cascade` finds the confidence above which it says what the
/// model would say at least so often, on labelled data. Whether that still holds is watched: a random share of what it is
/// sure of goes to the model as well.
public struct Cascade: Sendable {
  private let first: Analyst
  private let threshold: Double
  private let auditShare: Double

  /// - Parameters:
  ///   - first: The classifier, calibrated as it was when the threshold was found.
  ///   - threshold: The calibrated confidence, 0...1, from which its word is enough.
  ///   - auditShare: Of what it is sure of, the share that the model is asked about all the same: above 0, at most 1.
  public init(first: Analyst, threshold: Double, auditShare: Double) {
    precondition((0...1).contains(threshold) && auditShare > 0 && auditShare <= 1)
    self.first = first
    self.threshold = threshold
    self.auditShare = auditShare
  }

  /// What the classifier says of a request, and who answers it.
  enum Reading: Sendable {
    /// The classifier does, with this record.
    case kept(VerdictRecord)
    /// The model does; nil when the classifier had nothing to say.
    case passed(Screening?)
  }

  /// The provenance of verdicts that are the classifier's.
  var provenance: Provenance { first.provenance }

  /// - Parameters:
  ///   - job: Decides whether an answer is audited: its number, well mixed, is as good as a lot, and a second try of the
  ///     job draws the same.
  ///   - asksModel: The model is asked whatever the classifier says, since somebody wants to know whether it answers.
  func read(_ composition: Composition, of job: JobID, asksModel: Bool) async -> Reading {
    guard case .request(let request) = composition,
      case .scored(var record) = await first.analyse(composedElsewhere: request), let verdict = record.verdict
    else { return .passed(nil) }
    func screening(_ outcome: Screening.Outcome) -> Screening {
      Screening(label: verdict.label, confidence: verdict.confidence, outcome: outcome)
    }
    guard verdict.confidence >= threshold else { return .passed(screening(.passedOn)) }
    guard !asksModel, Self.lot(of: job) >= auditShare else { return .passed(screening(.audited)) }
    record.screening = screening(.kept)
    return .kept(record)
  }

  /// A number from 0 up to 1, evenly spread over jobs: the finalizer of SplitMix64 (Steele, Lea and Flood 2014).
  static func lot(of job: JobID) -> Double {
    var bits = UInt64(bitPattern: job.rawValue) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return Double(bits >> 11) / Double(1 << 53)
  }
}
