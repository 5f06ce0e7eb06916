import Evaluation
import Scoring

/// How often answers of a stated confidence are right, before and after the temperature.
struct Reliability {
  /// One of the two curves.
  struct Curve {
    let bins: [CalibrationMetrics.Bin]
    /// Expected calibration error, 0...1.
    let expectedError: Double

    /// Nil without answers.
    init?(_ answers: [(confidence: Double, isCorrect: Bool)]) {
      bins = CalibrationMetrics.bins(of: answers)
      guard let error = CalibrationMetrics.expectedError(of: bins) else { return nil }
      expectedError = error
    }
  }

  /// What the run's confidences are.
  let used: Curve
  /// What the model stated before the temperature; nil when none was fitted.
  let stated: Curve?
  let temperature: Double

  /// Nil when no item has a confidence.
  init?(_ items: [EvaluationItem], calibration: RunRecord.CalibrationUse) {
    guard let used = Curve(items.compactMap(\.answer)) else { return nil }
    self.used = used
    temperature = calibration.temperature
    let fitted = calibration.isFitted ? Calibration(fitted: calibration.temperature) : nil
    stated = fitted.flatMap { fitted in
      Curve(
        items.compactMap { item in
          guard let predicted = item.predicted, let probabilities = item.probabilities else { return nil }
          return (fitted.undo(probabilities)[predicted], item.isCorrect)
        })
    }
  }

  /// Wilson's interval of a bin's accuracy; nil for an empty bin.
  static func interval(_ bin: CalibrationMetrics.Bin) -> Interval? {
    bin.accuracy.flatMap {
      .wilson(successes: Int(($0 * Double(bin.count)).rounded()), of: bin.count)
    }
  }
}
