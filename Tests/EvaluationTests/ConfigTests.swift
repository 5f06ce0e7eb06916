@testable import Evaluation
import Scoring
import Testing

@Suite struct ConfigTests {
  private let whole = """
    {"v":1,"dataset":"data/core.manifest.json",
     "systems":[{"id":"prod","provider":"openai-compatible","model":"m-2026-01-01","prompt":"prompts/sent/v3",
       "params":{"temperature":"0","max_tokens":64},"parser":"answer@1","price_micro_usd_per_mtok":{"in":150000,"out":600000}}],
     "samples":1,"seed":42,"bootstrap":{"B":10000,"unit":"group","ci":0.95},
     "slices":["lang","channel","length","lang*channel"],"min_slice_n":50,
     "limits":{"concurrency":16,"max_attempts":5,"timeout_s":60,"max_cost_micro_usd":5000000},
     "gates":[{"metric":"macro_f1","kind":"noninferior","margin":0.02},{"metric":"recall.negative","kind":"floor","value":0.85},
       {"slice":"lang=*","metric":"macro_f1","kind":"noninferior","margin":0.05,"adjust":"holm"},
       {"metric":"invalid_rate","kind":"ceiling","value":0.005},{"metric":"coverage","kind":"floor","value":1.0},
       {"metric":"latency_ms.p95","kind":"ceiling","value":2500},
       {"metric":"cost_micro_usd_per_item","kind":"ceiling","value":400}]}
    """

  @Test func `reads the specification's own configuration`() throws {
    let config = try EvaluationConfig(Array(whole.utf8))
    #expect(config.systems.map(\.id) == ["prod"] && config.bootstrap.replicates == 10_000)
    #expect(config.systems.first?.price?.cost(input: 120, output: 9) == 24)
    #expect(config.limits.maxCostMicroUSD == 5_000_000 && config.slices.minimum == 50)
    #expect(config.gates.count == 7)
    #expect(config.gates[2].isAdjusted && config.gates[2].slice == "lang=*")
    // A share of calls is a fact; a recall is a sample's.
    #expect(config.gates[3].basis == .value && config.gates[1].basis == .interval)
  }

  @Test(arguments: [
    (#""v":1"#, #""v":2"#, "v:"), (#""samples":1"#, #""samples":0"#, "samples:"),
    (
      #""metric":"macro_f1","kind":"noninferior","margin":0.02"#, #""metric":"f2","kind":"floor","value":1"#,
      "gates[0].metric:"
    ),
    (#""kind":"floor","value":0.85"#, #""kind":"floor","margin":0.85"#, "gates[1].margin:"),
    (#""kind":"ceiling","value":0.005"#, #""kind":"ceiling""#, "gates[3].value: missing"),
    (#""slice":"lang=*""#, #""slice":"lang""#, "gates[2].slice:"),
    (#""adjust":"holm""#, #""adjust":"bonferroni""#, "adjust:"),
    (#""id":"prod""#, #""name":"prod""#, "systems[0].name: unknown"),
    (#""unit":"group""#, #""unit":"item""#, "bootstrap.unit:"),
    (#""min_slice_n":50"#, #""min_slices":50"#, "min_slices: unknown"), (#""seed":42"#, #""seed":-1"#, "seed:"),
    (#""seed":42"#, #""seed":NaN"#, "not valid JSON"), (#""ci":0.95"#, #""ci":0.9"#, "bootstrap.ci:"),
  ])
  func `what is wrong is named with its path`(old: String, new: String, expected: String) throws {
    let changed = whole.replacing(old, with: new, maxReplacements: 1)
    #expect(changed != whole)
    let error = try #require(throws: ConfigError.self) { try EvaluationConfig(Array(changed.utf8)) }
    #expect("\(error)".contains(expected), "\(error)")
  }

  @Test func `two systems can't have one name`() {
    let two = """
      {"v":1,"dataset":"d","systems":[{"id":"a","provider":"embedded","prompt":"p"},{"id":"a","provider":"embedded","prompt":"q"}]}
      """
    let error = #expect(throws: ConfigError.self) { try EvaluationConfig(Array(two.utf8)) }
    #expect(error?.path == "systems[1].id")
  }

  @Test func `a fitted temperature is put into prompt.json, and nothing else changes`() throws {
    let file = "{\n  \"name\": \"x\",\n  \"calibration\": {\"m-1\": 2},\n  \"z\": [1]\n}\n"
    let changed = try #require(PromptCalibration.setting(1.25, for: "m-2", in: Array(file.utf8)))
    #expect(
      String(decoding: changed, as: UTF8.self)
        == "{\n  \"name\": \"x\",\n  \"calibration\": {\"m-1\":2,\"m-2\":1.25},\n  \"z\": [1]\n}\n")
    let again = try #require(PromptCalibration.setting(3, for: "m-1", in: changed))
    #expect(String(decoding: again, as: UTF8.self).contains(#""calibration": {"m-1":3,"m-2":1.25}"#))
    #expect(PromptCalibration.setting(1, for: "m", in: Array("{}".utf8)) == nil)
  }

  @Test func `a temperature undoes what over-confidence did, and is found`() throws {
    // Stated: 90 % sure, right 70 % of the time; so the best temperature makes 70 % of 90 %.
    let answers = (0..<100).map { index -> TemperatureScaling.Answer in
      let right = ConfusionMatrix.labels[index % 3]
      let said = index % 10 < 7 ? right : ConfusionMatrix.labels[(index + 1) % 3]
      func p(_ label: SentimentLabel) -> Double { label == said ? 0.9 : 0.05 }
      return (Probabilities(normalizing: p(.negative), p(.neutral), p(.positive)) ?? .bareLabel(said), right)
    }
    let fitted = try #require(TemperatureScaling.fitted(answers))
    #expect(fitted.temperature > 1)
    #expect(near(fitted.apply(to: answers[0].stated).maximum, 0.7, 0.02))
    let back = fitted.undo(fitted.apply(to: answers[0].stated))
    #expect(near(back.maximum, 0.9, 1e-9))
    let held = TemperatureScaling.crossFitted(answers, groups: (0..<100).map { "g\($0 / 2)" })
    #expect(held.count == 100 && held.allSatisfy { near($0.maximum, 0.7, 0.12) })
    #expect(TemperatureScaling.fitted([]) == nil)
  }
}
