/// What came of a gate.
public struct GateOutcome: Sendable, Hashable, Codable {
  /// Three states, and a fourth for what was no measurement.
  public enum State: String, Sendable, Codable, CaseIterable, Hashable {
    case pass, fail, inconclusive, invalid
  }

  /// The gate, with the part that was judged: `lang=de macro_f1 noninferior 0.05`.
  public let name: String
  /// What came of it.
  public let state: State
  /// The figure, or its difference from the baseline's; nil when there is none.
  public let value: Double?
  /// Lower one-sided 95 % bound.
  public let lower: Double?
  /// Upper one-sided 95 % bound.
  public let upper: Double?
  /// Items that were judged.
  public let n: Int
  /// Why it is so, in a clause.
  public let why: String

  private enum CodingKeys: String, CodingKey {
    case name, state, value, n, why
    case lower = "lo"
    case upper = "hi"
  }

  /// The state of several outcomes: the first of invalid, fail, inconclusive that one of them has, else pass.
  public static func overall(_ outcomes: [GateOutcome]) -> State {
    [.invalid, .fail, .inconclusive].first { state in outcomes.contains { $0.state == state } } ?? .pass
  }
}
