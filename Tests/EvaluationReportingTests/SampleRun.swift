import Evaluation
import EvaluationReporting
import Scoring
import Testing

/// A made-up run and its baseline, whose figures can be counted by hand.
struct SampleRun: Sendable {
  static let labels: [SentimentLabel] = [.negative, .neutral, .positive]
  static let bootstrap = Bootstrap(replicates: 100, seed: 42)
  static let slices = SliceRules(keys: ["lang", "length"], minimum: 10)

  let count: Int
  /// Texts, ids, codes and names.
  var word: @Sendable (Int) -> String = { "i\($0)" }
  var heldOut = false
  var temperature = 1.0

  /// Item i is labelled i mod 3; two of a group; every tenth from the fourth on has an injection.
  func labelled(_ index: Int) -> LabelledItem {
    LabelledItem(
      id: word(index), text: "text of \(word(index))", label: Self.labels[index % 3],
      language: index.isMultiple(of: 2) ? "de" : word(1),
      channel: "email", group: "g\(index / 2)",
      hardships: index % 10 == 3 ? ["injection"] : index % 10 == 6 ? ["sarcasm"] : index == 8 ? ["negation"] : [])
  }

  /// Wrong for every `wrong`-th item, and without a label for item 7.
  func items(wrong: Int, cost: Int) -> [EvaluationItem] {
    (0..<count).map { index in
      var call = EvaluationItem.Call()
      call.latencyMilliseconds = 100 + 10 * index
      call.costMicroUSD = cost
      let item = labelled(index)
      guard index != 7 else { return EvaluationItem(item, unanswered: .invalid, code: word(2), call: call) }
      let said = index.isMultiple(of: wrong) ? Self.labels[(index + 1) % 3] : item.label
      func weight(_ label: SentimentLabel) -> Double { label == said ? 8 : 1 }
      return EvaluationItem(
        item, predicted: said,
        probabilities: Probabilities(normalizing: weight(.negative), weight(.neutral), weight(.positive)), call: call)
    }
  }

  func record(_ id: String, _ items: [EvaluationItem], status: RunRecord.Status = .done) -> RunRecord {
    var record = RunRecord(
      runID: id, started: "2026-11-22T09:30:00Z", tool: "phano 0", swift: "6",
      git: .init(commit: "c0ffee", dirty: true),
      configSHA256: nil, system: word(3), provider: "p",
      dataset: .init(name: word(4), version: "1", sha256: "d", split: "dev", n: count),
      prompt: .init(path: "prompts/x", sha256: "0123456789abcdef"), modelRequested: word(5),
      params: .init(temperature: "0", maxTokens: 64, seed: nil), parser: "r@1",
      calibration: .init(temperature: temperature, isFitted: temperature != 1), mode: .replay, samples: 1, seed: 42,
      limit: nil)
    record.status = status
    record.totals = .init(items)
    record.model.served = ["m-served"]
    record.cassette = .init(sha256: "cassette", hits: count, misses: 0)
    if heldOut { record.heldOut = .init(useIndex: 3, reason: "release") }
    return record
  }

  func report(
    baseline hasBaseline: Bool, gates: [Gate] = [], others: [RunPoint] = [], status: RunRecord.Status = .done
  ) throws -> EvaluationReport {
    let items = items(wrong: 5, cost: 200)
    let former = self.items(wrong: 4, cost: 100)
    let pairs = hasBaseline ? Comparison.paired(former, items).pairs : nil
    let points = [
      RunPoint(name: word(3), runID: "r-b", items: items, isReported: true),
      hasBaseline ? RunPoint(name: word(3), runID: "r-a", items: former, isReported: false) : nil,
    ]
    let metrics = Metrics(items, bootstrap: Self.bootstrap, slices: Self.slices)
    let keeper = GateKeeper(items: items, pairs: pairs, bootstrap: Self.bootstrap, minimumSlice: 10)
    return EvaluationReport(
      run: record("r-b", items, status: status), items: items, metrics: try #require(metrics),
      baseline: pairs.flatMap { pairs in
        Comparison(pairs, bootstrap: Self.bootstrap, slices: Self.slices, permutations: 50).map {
          .init(name: word(6), record: record("r-a", former), items: former, comparison: $0)
        }
      },
      gates: .init(outcomes: keeper.judge(gates), unjudged: 0), points: points.compactMap(\.self) + others,
      texts: Dictionary(uniqueKeysWithValues: (0..<count).map { (word($0), labelled($0).text) }),
      madeAt: "2026-11-22T10:00:00Z")
  }
}
