import Glibc
public import Scoring

/// Fits the temperature by which stated probabilities become calibrated ones (Guo et al. 2017, section 4.2).
public enum TemperatureScaling {
  /// One answer: what was stated, and what is right.
  public typealias Answer = (stated: Probabilities, gold: SentimentLabel)

  /// The temperature in 0.05...20 with the least mean -ln p(gold); nil without answers.
  ///
  /// A probability of 0 stays 0 under any temperature: where the gold label got it, the answer says nothing of the
  /// temperature and is left out of the fit.
  public static func fitted(_ answers: [Answer]) -> Calibration? {
    let usable = answers.filter { $0.stated[$0.gold] > 0 }
    guard !usable.isEmpty else { return nil }
    // The loss has one valley in ln T: golden-section search finds it.
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (log(0.05), log(20.0))
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (leftLoss, rightLoss) = (loss(usable, exp(left)), loss(usable, exp(right)))
    while high - low > 1e-6 {
      if leftLoss <= rightLoss {
        (high, right, rightLoss) = (right, left, leftLoss)
        left = high - ratio * (high - low)
        leftLoss = loss(usable, exp(left))
      } else {
        (low, left, leftLoss) = (left, right, rightLoss)
        right = low + ratio * (high - low)
        rightLoss = loss(usable, exp(right))
      }
    }
    return Calibration(fitted: min(20, max(0.05, exp((low + high) / 2))))
  }

  /// Calibrated answers of which each was calibrated by a temperature fitted without its own part of the groups, so
  /// that what they show is not the fit admiring itself.
  ///
  /// - Parameters:
  ///   - groups: The group of each answer; a group is never split.
  ///   - parts: At least 2.
  public static func crossFitted(_ answers: [Answer], groups: [String], parts: Int = 5) -> [Probabilities] {
    // By the group's hash: data are often sorted by something, and a part must not be.
    let part = groups.map { Int(Fingerprint.number("phano-fold-v1:" + $0) % UInt64(parts)) }
    let fits = (0..<parts).map { held in
      fitted(zip(answers, part).filter { $1 != held }.map(\.0)) ?? .uncalibrated
    }
    return zip(answers, part).map { answer, part in fits[part].apply(to: answer.stated) }
  }

  private static func loss(_ answers: [Answer], _ temperature: Double) -> Double {
    answers.reduce(0) { sum, answer in
      let logs = ConfusionMatrix.labels.map { log(answer.stated[$0]) / temperature }
      let highest = logs.max() ?? 0
      let normalizer = highest + log(logs.reduce(0) { $0 + exp($1 - highest) })
      return sum + normalizer - log(answer.stated[answer.gold]) / temperature
    }
  }
}
