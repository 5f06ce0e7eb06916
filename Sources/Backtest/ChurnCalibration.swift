import Glibc

/// P(leaving | score) as a logistic curve (Platt 1999), fitted on earlier rows and judged on later ones.
public struct ChurnCalibration: Sendable, Hashable, Codable {
  /// Mean squared error of the probability on the later rows, 0 (best) ... 1.
  public let brier: Double
  /// One less the share of the squared error of always saying the earlier rows' rate, 1 (best); 0 is no better than that.
  public let skill: Double
  /// Expected calibration error on the later rows over ten bins, 0 (best) ... 1.
  public let expectedError: Double

  /// Nil when a side has no row or only one class.
  init?(earlier: [(score: Double, left: Bool)], later: [(score: Double, left: Bool)]) {
    let rate = Self.rate(earlier)
    guard rate > 0, rate < 1, !later.isEmpty else { return nil }
    let curve = Self.fit(earlier, rate: rate)
    let answers = later.map { (p: curve($0.score), left: $0.left ? 1.0 : 0) }
    let n = Double(answers.count)
    brier = answers.reduce(0) { $0 + ($1.p - $1.left) * ($1.p - $1.left) } / n
    let plain = answers.reduce(0) { $0 + (rate - $1.left) * (rate - $1.left) } / n
    skill = plain > 0 ? 1 - brier / plain : 0
    var bins = Array(repeating: (n: 0.0, p: 0.0, left: 0.0), count: 10)
    for answer in answers {
      let bin = min(9, Int(answer.p * 10))
      bins[bin].n += 1
      bins[bin].p += answer.p
      bins[bin].left += answer.left
    }
    expectedError = bins.reduce(0) { $0 + abs($1.p - $1.left) } / n
  }

  private static func rate(_ rows: [(score: Double, left: Bool)]) -> Double {
    rows.isEmpty ? 0 : Double(rows.count(where: \.left)) / Double(rows.count)
  }

  /// Newton's method on intercept and slope, with a trace of ridge so that it ends even where the classes don't mix.
  private static func fit(_ rows: [(score: Double, left: Bool)], rate: Double) -> (Double) -> Double {
    let mean = rows.reduce(0) { $0 + $1.score } / Double(rows.count)
    let deviation = max(
      1e-9, (rows.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) } / Double(rows.count)).squareRoot())
    var intercept = log(rate / (1 - rate))
    var slope = 0.0
    for _ in 0..<25 {
      var gradient = (0.0, -1e-6 * slope)
      var hessian = (1e-9, 0.0, 1e-6)
      for row in rows {
        let x = (row.score - mean) / deviation
        let p = 1 / (1 + exp(-(intercept + slope * x)))
        let miss = (row.left ? 1 : 0) - p
        gradient.0 += miss
        gradient.1 += miss * x
        hessian.0 += p * (1 - p)
        hessian.1 += p * (1 - p) * x
        hessian.2 += p * (1 - p) * x * x
      }
      let determinant = hessian.0 * hessian.2 - hessian.1 * hessian.1
      guard determinant > 1e-12 else { break }
      let move = (
        (hessian.2 * gradient.0 - hessian.1 * gradient.1) / determinant,
        (hessian.0 * gradient.1 - hessian.1 * gradient.0) / determinant
      )
      intercept += move.0
      slope += move.1
      if abs(move.0) + abs(move.1) < 1e-9 { break }
    }
    return { [intercept, slope] in 1 / (1 + exp(-(intercept + slope * ($0 - mean) / deviation))) }
  }
}
