#if canImport(Glibc)
  import Glibc
#endif

/// Fits the one number that class scores are divided by before they become probabilities (Guo et al. 2017, section 4.2).
enum Temperature {
  /// The temperature, 0.1 to 10, under which the weighted mean negative log likelihood of the labels is lowest.
  ///
  /// - Parameters:
  ///   - logProbabilities: For each row the logarithms of its probabilities at temperature 1.
  ///   - labels: The index of the true class of each row.
  static func fitted(logProbabilities: [[Double]], labels: [Int], weights: [Double]) -> Double {
    // The loss is convex in 1/T and so has one valley in ln T as well: golden-section search finds it.
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (log(0.1), log(10.0))
    func loss(_ logTemperature: Double) -> Double {
      negativeLogLikelihood(logProbabilities, labels, weights, temperature: exp(logTemperature))
    }
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (leftLoss, rightLoss) = (loss(left), loss(right))
    while high - low > 1e-4 {
      if leftLoss <= rightLoss {
        (high, right, rightLoss) = (right, left, leftLoss)
        left = high - ratio * (high - low)
        leftLoss = loss(left)
      } else {
        (low, left, leftLoss) = (left, right, rightLoss)
        right = low + ratio * (high - low)
        rightLoss = loss(right)
      }
    }
    return exp((low + high) / 2)
  }

  /// Weighted mean of -ln p(label), in nats.
  static func negativeLogLikelihood(
    _ logProbabilities: [[Double]], _ labels: [Int], _ weights: [Double], temperature: Double
  ) -> Double {
    var sum = 0.0
    var total = 0.0
    for index in labels.indices {
      let scores = logProbabilities[index].map { $0 / temperature }
      let highest = scores.max() ?? 0
      let normalizer = highest + log(scores.reduce(0) { $0 + exp($1 - highest) })
      sum += weights[index] * (normalizer - scores[labels[index]])
      total += weights[index]
    }
    return total > 0 ? sum / total : 0
  }
}
