/// Judges a run by gates, against a baseline where a gate asks for one.
public struct GateKeeper: Sendable {
  private let items: [EvaluationItem]
  private let pairs: [ItemPair]?
  private let bootstrap: Bootstrap
  private let minimumSlice: Int

  /// One-sided 95 % bounds are the ends of a two-sided 90 % interval.
  private static let confidence = 0.9
  private static let alpha = 0.05

  /// - Parameters:
  ///   - items: The run's.
  ///   - pairs: The baseline's and the run's items, where there is a baseline.
  ///   - minimumSlice: Parts of fewer items are never judged, and so inconclusive.
  public init(items: [EvaluationItem], pairs: [ItemPair]?, bootstrap: Bootstrap, minimumSlice: Int) {
    self.items = items
    self.pairs = pairs
    self.bootstrap = bootstrap
    self.minimumSlice = minimumSlice
  }

  /// The outcomes of all gates in their order; a gate of many parts has one for each.
  public func judge(_ gates: [Gate]) -> [GateOutcome] {
    gates.flatMap { gate -> [GateOutcome] in
      guard let metric = Metric.named(gate.metric) else {
        return [outcome(gate, gate.slice, .invalid, nil, "no such metric")]
      }
      let slices = parts(of: gate)
      guard !slices.isEmpty else { return [outcome(gate, gate.slice, .invalid, nil, "no item is in this slice")] }
      let judged = slices.map { (slice: $0, figure: figure(gate, metric, in: $0)) }
      return gate.isAdjusted
        ? adjusted(gate, metric, judged) : judged.map { plain(gate, metric, $0.slice, $0.figure) }
    }
  }

  private func parts(of gate: Gate) -> [String?] {
    guard let slice = gate.slice else { return items.isEmpty ? [] : [nil] }
    guard let facet = gate.facetOfPattern else {
      return items.contains { SliceRules.contains($0, slice: slice) } ? [slice] : []
    }
    return SliceRules(keys: [facet], minimum: 1).parts(of: items).map(\.name)
  }

  private enum Figure {
    case sampled(SampledFigure)
    case tooFew(Int)
    case missing
    case noBaseline
  }

  private func figure(_ gate: Gate, _ metric: Metric, in slice: String?) -> Figure {
    let members = slice.map { slice in items.filter { SliceRules.contains($0, slice: slice) } } ?? items
    if slice != nil, members.count < minimumSlice { return .tooFew(members.count) }
    guard gate.kind == .noninferior else {
      return SampledFigure(metric, of: members, bootstrap).map { .sampled($0) } ?? .missing
    }
    guard let pairs else { return .noBaseline }
    let chosen = slice.map { slice in pairs.filter { SliceRules.contains($0.second, slice: slice) } } ?? pairs
    return SampledFigure(differenceOf: metric, in: chosen, bootstrap).map { .sampled($0) } ?? .missing
  }

  private func plain(_ gate: Gate, _ metric: Metric, _ slice: String?, _ figure: Figure) -> GateOutcome {
    guard case .sampled(let sampled) = figure else { return unjudged(gate, slice, figure) }
    let bounds = sampled.interval(confidence: Self.confidence)
    switch gate.kind {
    case .noninferior:
      guard let bounds else { return outcome(gate, slice, .inconclusive, sampled, "its spread is unknown") }
      // For a figure that is better when lower, what counts as a loss is a rise.
      let (worst, best) = metric.isBetterWhenHigher ? (bounds.lower, bounds.upper) : (-bounds.upper, -bounds.lower)
      if worst >= -gate.limit { return outcome(gate, slice, .pass, sampled, "not worse by more than the margin") }
      if best < -gate.limit { return outcome(gate, slice, .fail, sampled, "worse by more than the margin") }
      return outcome(gate, slice, .inconclusive, sampled, "the margin lies between the bounds")
    case .floor, .ceiling:
      let isFloor = gate.kind == .floor
      func holds(_ value: Double) -> Bool { isFloor ? value >= gate.limit : value <= gate.limit }
      guard gate.basis == .interval else {
        let isHeld = holds(sampled.value)
        return outcome(gate, slice, isHeld ? .pass : .fail, sampled, isHeld ? "held" : "not held")
      }
      guard let bounds else { return outcome(gate, slice, .inconclusive, sampled, "its spread is unknown") }
      let (worst, best) = isFloor ? (bounds.lower, bounds.upper) : (bounds.upper, bounds.lower)
      if holds(worst) { return outcome(gate, slice, .pass, sampled, "held by the bound too") }
      if !holds(best) { return outcome(gate, slice, .fail, sampled, "not held by any value within the bounds") }
      return outcome(gate, slice, .inconclusive, sampled, "the limit lies between the bounds")
    }
  }

  /// Parts of one gate together: with many parts one of them would fail or pass by luck.
  private func adjusted(
    _ gate: Gate, _ metric: Metric, _ judged: [(slice: String?, figure: Figure)]
  ) -> [GateOutcome] {
    let sampled = judged.map { part -> SampledFigure? in
      if case .sampled(let figure) = part.figure { figure } else { nil }
    }
    let holds = MultipleTesting.holm(sampled.compactMap { $0.flatMap { pValue($0, gate, metric, held: true) } })
    let breaks = MultipleTesting.holm(sampled.compactMap { $0.flatMap { pValue($0, gate, metric, held: false) } })
    var next = 0
    return zip(judged, sampled).map { part, figure in
      guard let figure, pValue(figure, gate, metric, held: true) != nil else {
        return unjudged(gate, part.slice, part.figure)
      }
      defer { next += 1 }
      if holds[next] <= Self.alpha {
        return outcome(gate, part.slice, .pass, figure, "held, adjusted p \(holds[next].fixed(4))")
      }
      if breaks[next] <= Self.alpha {
        return outcome(gate, part.slice, .fail, figure, "not held, adjusted p \(breaks[next].fixed(4))")
      }
      return outcome(
        gate, part.slice, .inconclusive, figure,
        "adjusted p that it is held \(holds[next].fixed(4)), that it is not \(breaks[next].fixed(4))")
    }
  }

  private func pValue(_ figure: SampledFigure, _ gate: Gate, _ metric: Metric, held: Bool) -> Double? {
    let (bound, isAbove): (Double, Bool) =
      switch gate.kind {
      case .floor: (gate.limit, true)
      case .ceiling: (gate.limit, false)
      case .noninferior: metric.isBetterWhenHigher ? (-gate.limit, true) : (gate.limit, false)
      }
    return isAbove == held ? figure.pValue(above: bound) : figure.pValue(below: bound)
  }

  private func unjudged(_ gate: Gate, _ slice: String?, _ figure: Figure) -> GateOutcome {
    switch figure {
    case .tooFew(let n): outcome(gate, slice, .inconclusive, nil, "\(n) items, fewer than \(minimumSlice)", n: n)
    case .noBaseline: outcome(gate, slice, .invalid, nil, "it needs a baseline")
    case .missing: outcome(gate, slice, .invalid, nil, "no item has what the metric is figured from")
    case .sampled(let sampled): outcome(gate, slice, .inconclusive, sampled, "its spread is unknown")
    }
  }

  private func outcome(
    _ gate: Gate, _ slice: String?, _ state: GateOutcome.State, _ figure: SampledFigure?, _ why: String, n: Int = 0
  ) -> GateOutcome {
    let bounds = figure?.interval(confidence: Self.confidence)
    let named = Gate(metric: gate.metric, kind: gate.kind, limit: gate.limit, slice: slice ?? gate.slice)
    return GateOutcome(
      name: named.name, state: state, value: figure?.value, lower: bounds?.lower, upper: bounds?.upper,
      n: figure?.n ?? n, why: why)
  }
}
