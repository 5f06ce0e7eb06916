import Commands
import Foundation

/// One measured figure beside its limit.
struct Figure: Sendable, Encodable {
  /// What a limit came to.
  enum Verdict: String, Sendable, Encodable {
    /// Within the limit.
    case met
    /// Beyond it.
    case missed
    /// There is no limit; the figure stands for comparison.
    case none = "-"
  }

  /// What was measured.
  let name: String
  /// The figure, in `unit`.
  let value: Double
  /// Such as `us` or `x`.
  let unit: String
  /// The middle half of the single measurements, where there were several.
  let quartiles: ClosedRange<Double>?
  /// At most this, in `unit`.
  let limit: Double?
  /// At least this, in `unit`.
  let least: Double?
  /// How it was measured, in a few words.
  let method: String

  init(
    _ name: String, _ value: Double, _ unit: String, limit: Double? = nil, least: Double? = nil, method: String
  ) {
    (self.name, self.value, self.unit, self.method) = (name, value, unit, method)
    (self.limit, self.least) = (limit, least)
    quartiles = nil
  }

  init(
    _ name: String, _ spread: Spread, _ unit: String, limit: Double? = nil, least: Double? = nil, method: String
  ) {
    (self.name, self.value, self.unit, self.method) = (name, spread.median, unit, method)
    (self.limit, self.least) = (limit, least)
    quartiles = spread.quartiles
  }

  var verdict: Verdict {
    if limit == nil && least == nil { return .none }
    return value <= limit ?? .infinity && value >= least ?? -.infinity ? .met : .missed
  }

  static let columns: [Output.Column] = [
    .left("figure"), .right("measured"), .right("middle half"), .right("limit"), .left("verdict"), .left("how"),
  ]

  var cells: [String] {
    [
      name, "\(Self.text(value)) \(unit)",
      quartiles.map { "\(Self.text($0.lowerBound)) to \(Self.text($0.upperBound))" } ?? "",
      limit.map { "\(Self.text($0)) \(unit)" } ?? least.map { "≥ \(Self.text($0)) \(unit)" } ?? "", verdict.rawValue,
      method,
    ]
  }

  /// With as many decimals as are worth reading.
  static func text(_ value: Double) -> String {
    let digits = abs(value) < 10 ? 2 : abs(value) < 1000 ? 1 : 0
    return value.formatted(
      .number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
  }

  private enum CodingKeys: String, CodingKey {
    case name, value, unit, quartiles, limit, least, verdict, method
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(value, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encodeIfPresent(quartiles.map { [$0.lowerBound, $0.upperBound] }, forKey: .quartiles)
    try container.encodeIfPresent(limit, forKey: .limit)
    try container.encode(verdict == .none ? nil : verdict.rawValue, forKey: .verdict)
    try container.encode(method, forKey: .method)
  }
}
