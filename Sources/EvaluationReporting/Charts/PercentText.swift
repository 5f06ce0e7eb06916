import Markup

/// Shares as people read them.
enum PercentText {
  /// `72.5 %`
  static func share(_ value: Double) -> String { Figures.decimal(value * 100, 1) + " %" }

  /// `72.5`
  static func points(_ value: Double) -> String { Figures.decimal(value * 100, 1) }

  /// `+2.5`
  static func signed(_ value: Double) -> String { Figures.signed(value * 100, 1) }

  /// `66.1 to 78.2`, or a dash without an interval.
  static func range(_ lower: Double?, _ upper: Double?, isSigned: Bool = false) -> String {
    guard let lower, let upper else { return "–" }
    return isSigned ? "\(signed(lower)) to \(signed(upper))" : "\(points(lower)) to \(points(upper))"
  }
}
