import Foundation
import Scoring
import Testing

@testable import Evaluation

/// Pairs of which the first `agreeing` are labelled alike by both systems; the classifier's confidence falls from item to
/// item, and the model is always right.
private func pairs(_ count: Int, agreeing: Int) -> [ItemPair] {
  (0..<count).map { index in
    let item = LabelledItem(id: "i\(index)", text: "x", label: .neutral)
    let confidence = 0.99 - 0.5 * Double(index) / Double(count)
    let said: SentimentLabel = index < agreeing ? .neutral : .negative
    let rest = (1 - confidence) / 2
    let probabilities = Probabilities(
      normalizing: said == .negative ? confidence : rest, said == .neutral ? confidence : rest, rest)
    var call = EvaluationItem.Call()
    call.costMicroUSD = 100
    return ItemPair(
      first: EvaluationItem(item, predicted: said, probabilities: probabilities),
      second: EvaluationItem(item, predicted: .neutral, probabilities: nil, call: call))
  }
}

private func record(_ model: String) -> RunRecord {
  var record = RunRecord(
    runID: "run-\(model)", started: "2026-11-22T00:00:00Z", tool: "phano", swift: "6.3", git: nil, configSHA256: nil,
    system: model, provider: model, dataset: .init(name: "gold", version: "1", sha256: "d", split: "dev", n: 100),
    prompt: .init(path: "p", sha256: "h"), modelRequested: model,
    params: .init(temperature: "0", maxTokens: 8, seed: 7), parser: "p@1",
    calibration: .init(temperature: 1, isFitted: false), mode: .replay, samples: 1, seed: 42, limit: nil)
  record.model.served = ["\(model)-1"]
  return record
}

struct CascadeTests {
  @Test(
    "the exact bound is that of the beta distribution",
    arguments: [
      // scipy.stats.beta.ppf(0.05, k, n - k + 1)
      (k: 50, n: 50, bound: 0.941_845), (k: 49, n: 50, bound: 0.908_602), (k: 0, n: 10, bound: 0),
      (k: 7, n: 10, bound: 0.393_376),
    ])
  func lowerBound(k: Int, n: Int, bound: Double) {
    let test = BinomialTest(successes: k, of: n)
    #expect(abs(test.lowerBound() - bound) < 1e-5)
    if k > 0 { #expect(abs(test.pValue(above: test.lowerBound()) - 0.05) < 1e-9) }
  }

  @Test("keeping nothing is the model alone, keeping all is the classifier alone")
  func ends() throws {
    let curve = try #require(CascadeCurve(pairs(200, agreeing: 150)))
    let (none, all) = (try #require(curve.points.first), try #require(curve.points.last))
    #expect(none.kept == 0 && none.accuracy == 1 && none.costMicroUSD == 20_000 && none.threshold == nil)
    #expect(all.kept == 200 && all.agreed == 150 && all.accuracy == 0.75 && all.costMicroUSD == 0)
    #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.kept < $1.kept })
    for point in curve.points.dropFirst() {
      let threshold = try #require(point.threshold)
      #expect(pairs(200, agreeing: 150).count { ($0.first.confidence ?? 0) >= threshold } == point.kept)
    }
  }

  @Test("what the model gave no label counts as disagreement, and what the classifier gave none is never kept")
  func unanswered() throws {
    var rows = pairs(100, agreeing: 100)
    let item = LabelledItem(id: "x", text: "x", label: .neutral)
    for index in 0..<10 {
      rows[index] = ItemPair(first: rows[index].first, second: EvaluationItem(item, unanswered: .invalid))
      rows[99 - index] = ItemPair(first: EvaluationItem(item, unanswered: .invalid), second: rows[99 - index].second)
    }
    let curve = try #require(CascadeCurve(rows))
    let (none, all) = (try #require(curve.points.first), try #require(curve.points.last))
    #expect(curve.items == 100 && curve.unanswered == 10)
    #expect(none.accuracy == 0.9)
    #expect(all.kept == 90 && all.agreed == 80 && all.accuracy == 1)
  }

  @Test("items of equal confidence stay together")
  func ties() throws {
    let item = LabelledItem(id: "i", text: "x", label: .neutral)
    let probabilities = Probabilities(normalizing: 0.1, 0.8, 0.1)
    let one = EvaluationItem(item, predicted: .neutral, probabilities: probabilities)
    let curve = try #require(CascadeCurve(Array(repeating: ItemPair(first: one, second: one), count: 40)))
    #expect(curve.points.map(\.kept) == [0, 40])
  }

  @Test("the policy keeps what agrees often enough, and no more")
  func policy() throws {
    let curve = try #require(CascadeCurve(pairs(400, agreeing: 300)))
    let policy = try #require(
      CascadePolicy(curve, first: record("small"), second: record("large"), agreement: 0.9))
    #expect(policy.lowerBound >= 0.9)
    #expect(policy.kept >= 300 && policy.kept <= 330)
    let next = try #require(curve.points.first { $0.kept > policy.kept })
    #expect(BinomialTest(successes: next.agreed, of: next.kept).lowerBound() < 0.9)
    #expect(policy.classifier == "small-1" && policy.model == "large" && policy.promptSHA256 == "h")
    let decoded = try JSONDecoder().decode(CascadePolicy.self, from: JSONEncoder().encode(policy))
    #expect(decoded == policy)
  }

  @Test("too few items show nothing")
  func tooFew() throws {
    let curve = try #require(CascadeCurve(pairs(40, agreeing: 40)))
    #expect(CascadePolicy(curve, first: record("a"), second: record("b"), agreement: 0.9) == nil)
    #expect(CascadePolicy(curve, first: record("a"), second: record("b"), agreement: 0.8) != nil)
  }

  @Test("a policy that the data show is seldom wrong about the truth")
  func guarantee() throws {
    // Agreement falls from 1 to .7 over the sorted items; what is kept must agree in 90 % of all such items in at least
    // 95 % of the data sets.
    var random = SplitMix64(seed: 11)
    let (alike, apart) = (pairs(200, agreeing: 200), pairs(200, agreeing: 0))
    var broken = 0
    for _ in 0..<200 {
      let drawn = (0..<200).map { index -> ItemPair in
        let uniform = Double(random.next() >> 11) * 0x1p-53
        return uniform < 1 - 0.3 * (Double(index) + 0.5) / 200 ? alike[index] : apart[index]
      }
      let curve = try #require(CascadeCurve(drawn))
      guard let policy = CascadePolicy(curve, first: record("a"), second: record("b"), agreement: 0.9) else { continue }
      // The mean of 1 - .3 u over the kept part 0...s is 1 - .15 s.
      if 1 - 0.15 * Double(policy.kept) / 200 < 0.9 { broken += 1 }
    }
    // 10 are expected at most; so many have a probability below a thousandth then.
    #expect(broken <= 20, "\(broken) of 200")
  }
}
