@testable import Evaluation
import Foundation
import Scoring
import Testing

@Suite struct MetricsTests {
  /// 60 German items, 48 of them right; 3 others.
  private var mixture: [EvaluationItem] {
    let german = (0..<60).map { index in
      EvaluationItem(
        LabelledItem(
          id: "de\(index)", text: "x", label: ConfusionMatrix.labels[index % 3], language: "de"),
        predicted: index % 5 == 0 ? .neutral : ConfusionMatrix.labels[index % 3], probabilities: .bareLabel(.neutral))
    }
    let other = LabelledItem(id: "en", text: "x", label: .positive, language: "en")
    return german + [
      EvaluationItem(other, unanswered: .invalid), EvaluationItem(other, unanswered: .error),
      EvaluationItem(other, unanswered: .refused),
    ]
  }

  @Test func `without items there is no measurement`() {
    #expect(Metrics([]) == nil)
  }

  private let byLanguage = SliceRules(keys: ["lang", "lang*length"], minimum: 50)

  @Test func `everything that is not a label counts as wrong, and calls without an answer lower the coverage`() throws {
    let metrics = try #require(Metrics(mixture))
    #expect(metrics.overall.n == 63)
    #expect(metrics.statuses == ["ok": 60, "invalid": 1, "refused": 1, "error": 1])
    #expect(near(try #require(metrics["coverage"]).value, 62.0 / 63))
    #expect(near(try #require(metrics["invalid_rate"]).value, 1.0 / 63))
    // Of the 12 changed to neutral, 4 were neutral already.
    #expect(near(try #require(metrics["accuracy"]).value, 52.0 / 63))
    #expect(metrics.overall.confusion == [[16, 4, 0, 0], [0, 20, 0, 0], [0, 4, 16, 3]])
  }

  @Test func `only parts with enough items get figures, and the others are named`() throws {
    let metrics = try #require(Metrics(mixture, slices: byLanguage))
    #expect(metrics.slices.keys.sorted() == ["lang=de", "lang=de*length=short"])
    #expect(metrics.smallSlices == ["lang=en": 3, "lang=en*length=short": 3])
    #expect(near(try #require(metrics.slices["lang=de"]?.figures["accuracy"]).value, 52.0 / 60))
  }

  @Test func `an item with two hardships is in both parts`() throws {
    let item = LabelledItem(id: "1", text: "x", label: .neutral, language: "de", hardships: ["sarcasm", "negation"])
    let one = EvaluationItem(item, predicted: .neutral, probabilities: nil)
    let names = SliceRules(keys: ["hard", "lang*hard"], minimum: 1).parts(of: [one]).map(\.name)
    #expect(names == ["hard=negation", "hard=sarcasm", "lang=de*hard=negation", "lang=de*hard=sarcasm"])
    #expect(SliceRules.contains(one, slice: "lang=de*hard=negation"))
    #expect(!SliceRules.contains(one, slice: "lang=fr") && !SliceRules.contains(one, slice: "lang"))
  }

  @Test func `intervals say how they were made`() throws {
    let plain = try #require(Metrics(mixture.filter { $0.facets["lang"] == ["de"] }))
    #expect(plain["accuracy"]?.method == "wilson" && plain["macro_f1"]?.method == "bootstrap")
    // The three English items share an id, hence a group.
    let clustered = try #require(Metrics(mixture))
    #expect(clustered["accuracy"]?.method == "clustered" && clustered["macro_f1"]?.method == "cluster-bootstrap")
    #expect(clustered["ece"]?.method == "none")
  }

  @Test func `an item without a label can't be ok`() {
    let item = LabelledItem(id: "1", text: "x", label: .neutral)
    #expect(EvaluationItem(item, unanswered: .ok).status == .invalid)
  }

  @Test func `round-trips through JSON`() throws {
    let metrics = try #require(Metrics(mixture, slices: byLanguage))
    let data = try JSONEncoder().encode(metrics)
    #expect(try JSONDecoder().decode(Metrics.self, from: data) == metrics)
    let item = try #require(mixture.first)
    let line = try JSONEncoder().encode(item)
    #expect(try JSONDecoder().decode(EvaluationItem.self, from: line) == item)
  }

  @Test(arguments: [
    #"{"id":"a","sample":0,"gold":"neutral","pred":null,"status":"ok","replayed":true}"#,
    #"{"id":"a","sample":0,"gold":"neutral","pred":"neutral","status":"invalid","replayed":true}"#,
    #"{"id":"a","sample":0,"gold":"neutral","pred":"neutral","status":"ok","conf":1.5,"replayed":true}"#,
    #"{"id":"a","sample":0,"gold":"neutral","pred":"neutral","status":"ok","conf":NaN,"replayed":true}"#,
    #"{"id":"a","sample":-1,"gold":"neutral","pred":"neutral","status":"ok","replayed":true}"#,
  ])
  func `a line that contradicts itself is refused`(line: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(EvaluationItem.self, from: Data(line.utf8)) }
  }

  @Test func `the text is aligned and complete`() throws {
    let items = items(
      [
        (.negative, .negative), (.negative, .neutral), (.neutral, .neutral), (.neutral, .neutral), (.positive, nil),
      ])
    let metrics = try #require(Metrics(items, bootstrap: Bootstrap(replicates: 200, seed: 1)))
    let lines = metrics.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.first == "items         5  (1 invalid; counted as wrong)")
    #expect(lines.contains("accuracy      60.0 %  [23.1, 88.2]  wilson"))
    #expect(lines.contains { $0.hasPrefix("macro-F1      48.9 %  [") })
    #expect(lines.contains("  positive       0.0*     0.0   0.0        1"))
    #expect(lines.contains("  positive            0        0         0        1      1"))
    #expect(lines.contains("    row %           0.0      0.0       0.0    100.0"))
    #expect(lines.contains("kappa         0.412"))
  }

  @Test func `the text warns of incomplete coverage and shows slices`() throws {
    let text = try #require(Metrics(mixture, slices: byLanguage)).text
    #expect(text.contains("coverage      98.4 %  (below 100 %: not a valid measurement)"))
    #expect(text.contains("  lang=de               60      86.7  ["))
    #expect(text.contains("too few items for figures: lang=en (3)"))
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (1e21, "1e+21"), (1e20, "100000000000000000000"),
    (123456789012345683968, "123456789012345680000"), (0.000001, "0.000001"), (1e-7, "1e-7"), (1.5e-9, "1.5e-9"),
    (333333333.33333329, "333333333.3333333"), (1e23, "1e+23"), (Double.leastNonzeroMagnitude, "5e-324"),
    (1.7976931348623157e308, "1.7976931348623157e+308"), (0.1, "0.1"), (0.72500000000000009, "0.7250000000000001"),
  ])
  func `numbers are written as ECMAScript writes them`(value: Double, text: String) {
    #expect(CanonicalNumber.text(value) == text)
  }

  @Test(arguments: [
    (0.0, 1, "0.0"), (0.05, 1, "0.1"), (99.95, 1, "100.0"), (-0.04, 1, "0.0"), (-1.25, 1, "-1.3"), (2.5, 0, "3"),
    (.nan, 1, "-"),
  ])
  func `numbers for people are rounded`(value: Double, digits: Int, text: String) {
    #expect(value.fixed(digits) == text)
  }
}
