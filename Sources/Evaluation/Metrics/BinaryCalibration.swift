import Glibc

/// Scores of a confidence that an answer is right, of which only right and wrong are known.
public enum BinaryCalibration {
  /// Mean of (confidence - right)^2, 0 (best) ... 1; nil without answers.
  public static func brier(_ answers: [(confidence: Double, isCorrect: Bool)]) -> Double? {
    mean(answers) { confidence, right in (confidence - right) * (confidence - right) }
  }

  /// Mean of -ln p of what came, confidences being cut to 1e-15...1 - 1e-15; nil without answers.
  public static func logLoss(_ answers: [(confidence: Double, isCorrect: Bool)]) -> Double? {
    mean(answers) { confidence, right in
      let p = min(1 - 1e-15, max(1e-15, confidence))
      return right == 1 ? -log(p) : -log(1 - p)
    }
  }

  private static func mean(
    _ answers: [(confidence: Double, isCorrect: Bool)], _ score: (Double, Double) -> Double
  ) -> Double? {
    guard !answers.isEmpty else { return nil }
    return answers.reduce(0) { $0 + score($1.confidence, $1.isCorrect ? 1 : 0) } / Double(answers.count)
  }
}
