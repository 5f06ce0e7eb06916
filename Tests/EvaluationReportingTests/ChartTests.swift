import Evaluation
import Scoring
import Testing

@testable import EvaluationReporting

/// What charts draw is what was figured.
struct ChartTests {
  @Test func `a forest without a baseline has the parts' own figures around that of all items`() throws {
    let report = try SampleRun(count: 60).report(baseline: false)
    let forest = try #require(Forest(report, metric: "accuracy"))
    #expect(!forest.isDifference && forest.reference == report.metrics["accuracy"]?.value)
    #expect(forest.groups.map(\.name) == ["lang", "length"])
    #expect(forest.groups[0].rows.map(\.name) == ["de", "i1"])
    let german = try #require(report.metrics.slices["lang=de"]?.figures["accuracy"])
    let row = forest.groups[0].rows[0]
    #expect(row.value == german.value && row.lower == german.lower && row.upper == german.upper && row.n == 30)
    for row in forest.groups.flatMap(\.rows) {
      #expect(forest.domain.contains(row.lower ?? 0) && forest.domain.contains(row.upper ?? 1))
    }
  }

  @Test func `a forest with a baseline has differences around none`() throws {
    let report = try SampleRun(count: 60).report(baseline: true)
    let forest = try #require(Forest(report, metric: "accuracy"))
    #expect(forest.isDifference && forest.reference == 0 && forest.domain.lowerBound == -forest.domain.upperBound)
    // 12 of 60 are wrong of the run, 15 of the baseline, and item 7 of both.
    #expect(abs(forest.overall.value - 3.0 / 60) < 1e-12)
    let german = try #require(report.baseline?.comparison.slices["lang=de"]?["accuracy"])
    #expect(forest.groups[0].rows[0].value == german.delta && forest.groups[0].rows[0].lower == german.lower)
  }

  @Test func `hard cases begin with injection and count what is right`() throws {
    let cases = try #require(HardCases(try SampleRun(count: 60).report(baseline: true)))
    #expect(cases.rows.map(\.name) == ["injection", "negation", "sarcasm"])
    // Items 3, 13, ... 53: none is a multiple of 5 or of 4, so both have all six right.
    #expect(cases.rows[0].right == 6 && cases.rows[0].share.n == 6 && cases.rows[0].baselineRight == 6)
    // Items 6, 16, ... 56: 16, 36 and 56 are multiples of 4.
    #expect(cases.rows[2].right == 6 && cases.rows[2].baselineRight == 3)
    #expect(cases.ordinary?.share.n == 47)
    let interval = try #require(cases.rows[0].share.lower)
    #expect(interval > 0.5 && interval < 0.7)
  }

  @Test func `hard cases of a held-out split leave out parts that would tell of single items`() throws {
    let cases = try #require(HardCases(try SampleRun(count: 60, heldOut: true).report(baseline: false)))
    #expect(cases.rows.map(\.name) == ["injection", "sarcasm"])
  }

  @Test func `reliability takes the temperature back for what the model stated`() throws {
    let report = try SampleRun(count: 60, temperature: 2).report(baseline: false)
    let reliability = try #require(Reliability(report.items, calibration: report.run.calibration))
    let filled = reliability.used.bins.filter { $0.count > 0 }
    #expect(filled.count == 1 && filled[0].count == 59 && abs((filled[0].confidence ?? 0) - 0.8) < 1e-12)
    #expect(abs((filled[0].accuracy ?? 0) - 47.0 / 59) < 1e-12)
    let stated = try #require(reliability.stated?.bins.first { $0.count > 0 })
    // (8, 1, 1) to the power of 2: 64 of 66.
    #expect(stated.count == 59 && abs((stated.confidence ?? 0) - 64.0 / 66) < 1e-12)
    #expect(abs((reliability.stated?.expectedError ?? 0) - (64.0 / 66 - 47.0 / 59)) < 1e-12)
    let plain = try SampleRun(count: 60).report(baseline: false)
    #expect(Reliability(plain.items, calibration: plain.run.calibration)?.stated == nil)
  }

  @Test func `a latency curve steps where answers came and ends with all of them`() throws {
    let few = Array(SampleRun(count: 4).items(wrong: 5, cost: 1))
    let curve = try #require(LatencyCurve(few + [few[1]]))
    #expect(curve.steps.map(\.milliseconds) == [100, 110, 120, 130])
    #expect(curve.steps.map(\.share) == [0.2, 0.6, 0.8, 1])
    #expect(curve.quantile(0.5) == 110 && curve.quantile(1) == 130)
    let many = try #require(LatencyCurve(SampleRun(count: 5000).items(wrong: 5, cost: 1)))
    #expect(many.steps.count <= 240 && many.steps.last?.share == 1)
    #expect(LatencyCurve([]) == nil)
  }

  @Test func `the frontier has the runs that no other beats in both`() throws {
    func point(_ id: String, wrong: Int, cost: Int?) throws -> RunPoint {
      var items = SampleRun(count: 60).items(wrong: wrong, cost: cost ?? 0)
      if cost == nil { items = items.map { EvaluationItem(SampleRun(count: 60).labelled(0), unanswered: $0.status) } }
      return try #require(RunPoint(name: id, runID: id, items: items, isReported: false))
    }
    let points = [
      try point("dear and good", wrong: 20, cost: 300), try point("dear and bad", wrong: 3, cost: 200),
      try point("cheap", wrong: 5, cost: 100), try point("cheap too", wrong: 5, cost: 100),
      try point("unknown cost", wrong: 60, cost: nil),
    ]
    #expect(ParetoChart(points).frontier == [2, 3, 0])
    #expect(points[4].cost == nil && points[2].cost?.value == 100)
  }

  @Test func `scales put values and round ticks where they belong`() {
    let scale = Scale(domain: 0...1, start: 100, end: 0)
    #expect(scale.place(0.25) == 75 && scale.place(7) == 0 && scale.place(.nan) == 100)
    #expect(scale.ticks.map { ($0 * 10).rounded() } == [0, 2, 4, 6, 8, 10])
    let logarithmic = Scale(domain: 10...1000, start: 0, end: 100, isLogarithmic: true)
    #expect(abs(logarithmic.place(100) - 50) < 1e-9 && logarithmic.place(0) == 0)
    #expect(logarithmic.ticks.map { $0.rounded() } == [10, 30, 100, 300, 1000])
    #expect(Scale.roundUp(270) == 300 && Scale.roundUp(0) == 1 && Scale.roundUp(1.2) == 1.5)
  }

  @Test func `the verdict is that of the gates unless the run is no measurement`() throws {
    let floor = Gate(metric: "accuracy", kind: .floor, limit: 0.5)
    let impossible = Gate(metric: "accuracy", kind: .floor, limit: 0.99)
    let narrow = Gate(metric: "accuracy", kind: .floor, limit: 0.78)
    func judged(_ gates: [Gate], _ status: RunRecord.Status = .done) throws -> Judgement {
      let report = try SampleRun(count: 60).report(baseline: false, gates: gates, status: status)
      return Judgement(run: report.run, gates: report.gates)
    }
    #expect(try judged([floor]) == .pass)
    #expect(try judged([floor, impossible]) == .regression)
    #expect(try judged([floor, narrow]) == .inconclusive)
    #expect(try judged([]) == .unjudged)
    #expect(try judged([floor], .interrupted).name == "invalid")
    #expect(try judged([Gate(metric: "accuracy", kind: .noninferior, limit: 0.1)]).name == "invalid")
  }
}
