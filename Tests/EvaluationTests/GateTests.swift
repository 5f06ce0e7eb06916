@testable import Evaluation
import Scoring
import Testing

@Suite struct GateTests {
  private let bootstrap = Bootstrap(replicates: 300, seed: 1)

  /// So many items of which every `wrongEvery`th is labelled wrong, half German and half French.
  private func items(_ count: Int, wrongEvery: Int, status: EvaluationItem.Status = .ok) -> [EvaluationItem] {
    (0..<count).map { index in
      let gold = ConfusionMatrix.labels[index % 3]
      let item = LabelledItem(
        id: "i\(index)", text: "x", label: gold, language: index.isMultiple(of: 2) ? "de" : "fr")
      guard status == .ok else { return EvaluationItem(item, unanswered: status) }
      let said = index % wrongEvery == wrongEvery - 1 ? ConfusionMatrix.labels[(index + 1) % 3] : gold
      return EvaluationItem(item, predicted: said, probabilities: .bareLabel(said))
    }
  }

  private func judge(
    _ gate: Gate, _ items: [EvaluationItem], against baseline: [EvaluationItem]? = nil, minimum: Int = 10
  ) -> [GateOutcome] {
    let pairs = baseline.map { Comparison.paired($0, items).pairs }
    return GateKeeper(items: items, pairs: pairs, bootstrap: bootstrap, minimumSlice: minimum).judge([gate])
  }

  @Test func `equal systems are not inferior, and the smaller the sample the less that says`() {
    let gate = Gate(metric: "accuracy", kind: .noninferior, limit: 0.02)
    #expect(judge(gate, items(400, wrongEvery: 5), against: items(400, wrongEvery: 5)).map(\.state) == [.pass])
    // Ten items that all agree: half an item in each cell keeps the interval wide.
    #expect(judge(gate, items(10, wrongEvery: 5), against: items(10, wrongEvery: 5)).map(\.state) == [.inconclusive])
  }

  @Test func `a clear loss fails, a small one with few items is inconclusive`() {
    let gate = Gate(metric: "macro_f1", kind: .noninferior, limit: 0.02)
    #expect(judge(gate, items(400, wrongEvery: 2), against: items(400, wrongEvery: 100)).map(\.state) == [.fail])
    #expect(
      judge(gate, items(60, wrongEvery: 20), against: items(60, wrongEvery: 1000)).map(\.state) == [.inconclusive])
  }

  @Test func `a figure that is better when lower is inferior when it rises`() {
    let gate = Gate(metric: "brier", kind: .noninferior, limit: 0.02)
    let (good, bad) = (items(300, wrongEvery: 100), items(300, wrongEvery: 2))
    #expect(judge(gate, bad, against: good).map(\.state) == [.fail])
    #expect(judge(gate, good, against: bad).map(\.state) == [.pass])
  }

  @Test func `a floor holds its limit against the bounds`() {
    func state(_ limit: Double) -> [GateOutcome.State] {
      judge(Gate(metric: "accuracy", kind: .floor, limit: limit), items(200, wrongEvery: 5)).map(\.state)
    }
    #expect(state(0.7) == [.pass] && state(0.8) == [.inconclusive] && state(0.9) == [.fail])
  }

  @Test func `facts about the run are held against the figure itself`() {
    let gate = Gate(metric: "coverage", kind: .floor, limit: 1, basis: .value)
    #expect(judge(gate, items(20, wrongEvery: 5)).map(\.state) == [.pass])
    #expect(judge(gate, items(20, wrongEvery: 5, status: .error)).map(\.state) == [.fail])
    let ceiling = Gate(metric: "invalid_rate", kind: .ceiling, limit: 0.005, basis: .value)
    #expect(judge(ceiling, items(20, wrongEvery: 5)).map(\.state) == [.pass])
    #expect(judge(ceiling, items(20, wrongEvery: 5, status: .invalid)).map(\.state) == [.fail])
  }

  @Test func `each part is judged, small ones are inconclusive`() {
    let gate = Gate(metric: "accuracy", kind: .floor, limit: 0.5, slice: "lang=*")
    let outcomes = judge(gate, items(100, wrongEvery: 5))
    #expect(outcomes.map(\.name) == ["lang=de accuracy floor 0.5", "lang=fr accuracy floor 0.5"])
    #expect(outcomes.map(\.state) == [.pass, .pass])
    let small = judge(gate, items(100, wrongEvery: 5), minimum: 51)
    #expect(small.map(\.state) == [.inconclusive, .inconclusive])
    #expect(small.first?.why == "50 items, fewer than 51")
  }

  @Test func `Holm's method asks more of each of many parts`() {
    let gate = Gate(metric: "accuracy", kind: .floor, limit: 0.69, slice: "lang=*", isAdjusted: true)
    let plain = Gate(metric: "accuracy", kind: .floor, limit: 0.69, slice: "lang=*")
    // 40 of 50 right: the unadjusted bound just holds .69, and half the error rate for each part does not.
    let some = items(100, wrongEvery: 5)
    #expect(judge(plain, some).map(\.state) == [.pass, .pass])
    #expect(judge(gate, some).allSatisfy { $0.state == .pass || $0.state == .inconclusive })
    #expect(judge(gate, some).first?.why.contains("adjusted p") == true)
  }

  @Test func `what can't be judged is invalid and never passes`() {
    let some = items(20, wrongEvery: 5)
    #expect(judge(Gate(metric: "accuracy", kind: .noninferior, limit: 0.1), some).map(\.state) == [.invalid])
    #expect(
      judge(Gate(metric: "accuracy", kind: .floor, limit: 0.1, slice: "lang=it"), some).map(\.state) == [.invalid])
    #expect(judge(Gate(metric: "accuracy", kind: .floor, limit: 0.1, slice: "tone=*"), some).map(\.state) == [.invalid])
    #expect(judge(Gate(metric: "latency_ms.p95", kind: .ceiling, limit: 1), some).map(\.state) == [.invalid])
    #expect(judge(Gate(metric: "accuracy", kind: .floor, limit: 0), []).map(\.state) == [.invalid])
  }

  @Test func `the worst outcome decides`() {
    func outcome(_ state: GateOutcome.State) -> GateOutcome {
      GateOutcome(name: "x", state: state, value: nil, lower: nil, upper: nil, n: 0, why: "")
    }
    #expect(GateOutcome.overall([]) == .pass)
    #expect(GateOutcome.overall([outcome(.pass), outcome(.inconclusive)]) == .inconclusive)
    #expect(GateOutcome.overall([outcome(.inconclusive), outcome(.fail)]) == .fail)
    #expect(GateOutcome.overall([outcome(.fail), outcome(.invalid)]) == .invalid)
  }

  @Test func `a comparison names what was lost and won`() throws {
    let comparison = try #require(
      Comparison(
        Comparison.paired(items(30, wrongEvery: 10), items(30, wrongEvery: 15)).pairs, bootstrap: bootstrap,
        slices: SliceRules(keys: ["lang"], minimum: 10), permutations: 200))
    // Wrong before: 9, 19, 29; wrong after: 14, 29.
    #expect(comparison.flips.map(\.id) == ["i14", "i19", "i9"])
    #expect(comparison.flips.map(\.kind) == [.lost, .won, .won])
    #expect(comparison.mcnemar.onlyA == 1 && comparison.mcnemar.onlyB == 2)
    #expect(near(try #require(comparison.figures["accuracy"]).delta, 1.0 / 30))
    #expect(comparison.slices.keys.sorted() == ["lang=de", "lang=fr"])
    #expect(comparison.text(("a", "b"), showsItems: false).contains("3 answers changed"))
    #expect(!comparison.text(("a", "b"), showsItems: false).contains("i14"))
  }

  @Test func `items that only one run has are counted`() {
    let (pairs, unpaired) = Comparison.paired(items(10, wrongEvery: 5), items(12, wrongEvery: 5))
    #expect(pairs.count == 10 && unpaired == 2)
  }

  @Test func `the result's hash knows nothing of order, time or keys`() throws {
    let some = items(10, wrongEvery: 5)
    #expect(ResultHash.of(some) == ResultHash.of(some.reversed()))
    #expect(ResultHash.of(some) != ResultHash.of(items(10, wrongEvery: 3)))
    var call = EvaluationItem.Call()
    call.latencyMilliseconds = 5
    call.key = "k"
    let item = LabelledItem(id: "a", text: "x", label: .neutral)
    #expect(
      ResultHash.of([EvaluationItem(item, predicted: .neutral, probabilities: nil, call: call)])
        == ResultHash.of([EvaluationItem(item, predicted: .neutral, probabilities: nil)]))
  }
}
