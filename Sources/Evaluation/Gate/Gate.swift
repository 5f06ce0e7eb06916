/// What a release must hold.
public struct Gate: Sendable, Hashable {
  /// What is asked of the metric.
  public enum Kind: String, Sendable, CaseIterable, Hashable {
    /// Not worse than the baseline by more than a margin.
    case noninferior
    /// At least a value.
    case floor
    /// At most a value.
    case ceiling
  }

  /// What a limit is held against.
  public enum Basis: String, Sendable, CaseIterable, Hashable {
    /// The one-sided 95 % bounds: inconclusive when the limit lies between them.
    case interval
    /// The figure itself.
    case value
  }

  /// The metric's name, one of ``Metric/all``.
  public let metric: String
  /// What is asked of it.
  public let kind: Kind
  /// The margin of `noninferior`, or the value of the others.
  public let limit: Double
  /// The part of the items that is judged, such as `lang=de`, or `lang=*` for each part of that facet; nil for all
  /// items.
  public let slice: String?
  /// Whether the p-values of the parts are adjusted by Holm's method.
  public let isAdjusted: Bool
  /// What a floor or ceiling is held against.
  public let basis: Basis

  static let members: Set<String> = ["metric", "kind", "margin", "value", "slice", "adjust", "by"]

  init(_ reader: ConfigReader) throws(ConfigError) {
    let name = try reader.string("metric")
    guard let metric = Metric.named(name) else {
      throw reader.problem(
        "metric", "'\(name)' is none of \(Metric.all.map(\.name).joined(separator: ", "))")
    }
    let kind = try reader.required("kind", try reader.word("kind", as: Kind.self))
    let adjust = try reader.optionalString("adjust")
    guard adjust == nil || adjust == "holm" else { throw reader.problem("adjust", "only 'holm' is known") }
    let slice = try reader.optionalString("slice")
    guard slice.map(Self.isPattern) ?? true else {
      throw reader.problem("slice", "not like lang=de, lang=* or lang=de*channel=email")
    }
    let wanted = kind == .noninferior ? "margin" : "value"
    let other = kind == .noninferior ? "value" : "margin"
    guard reader.json(other) == nil else { throw reader.problem(other, "a \(kind.rawValue) gate has a \(wanted)") }
    let range = kind == .noninferior ? 0...1e9 : -1e15...1e15
    self.init(
      metric: name, kind: kind, limit: try reader.required(wanted, try reader.optionalNumber(wanted, in: range)),
      slice: slice, isAdjusted: adjust != nil,
      basis: try reader.word("by", as: Basis.self) ?? (metric.isSampled ? .interval : .value))
  }

  /// Puts a gate together.
  public init(
    metric: String, kind: Kind, limit: Double, slice: String? = nil, isAdjusted: Bool = false, basis: Basis = .interval
  ) {
    self.metric = metric
    self.kind = kind
    self.limit = limit
    self.slice = slice
    self.isAdjusted = isAdjusted
    self.basis = basis
  }

  /// The gate in a few words, such as `macro_f1 noninferior 0.02`.
  public var name: String {
    (slice.map { "\($0) " } ?? "") + "\(metric) \(kind.rawValue) \(CanonicalNumber.text(limit))"
  }

  /// The facet of a pattern such as `lang=*`; nil for a slice of one name.
  var facetOfPattern: String? {
    guard let slice, slice.hasSuffix("=*") else { return nil }
    return String(slice.dropLast(2))
  }

  private static func isPattern(_ slice: String) -> Bool {
    let body = slice.hasSuffix("=*") ? slice.dropLast(1) + "x" : slice[...]
    return body.split(separator: "*", omittingEmptySubsequences: false).allSatisfy { term in
      let sides = term.split(separator: "=", omittingEmptySubsequences: false)
      return sides.count == 2 && sides.allSatisfy { !$0.isEmpty }
    }
  }
}
