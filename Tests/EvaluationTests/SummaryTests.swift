@testable import Evaluation
import Foundation
import Scoring
import Testing

@Suite struct SummaryTests {
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
      EvaluationItem(other, unanswered: .invalid), EvaluationItem(other, unanswered: .blocked),
      EvaluationItem(other, unanswered: .refused),
    ]
  }

  @Test func `without items there is no measurement`() {
    #expect(EvaluationSummary([]) == nil)
  }

  @Test func `everything that is not a label counts as wrong, and calls without an answer lower the coverage`() throws {
    let summary = try #require(EvaluationSummary(mixture))
    #expect(summary.n == 63)
    #expect(summary.statuses == ["ok": 60, "invalid": 1, "refused": 1, "blocked": 1, "error": 0])
    #expect(near(summary.coverage, 62.0 / 63))
    // Of the 12 changed to neutral, 4 were neutral already.
    #expect(near(try #require(summary.accuracy).value, 52.0 / 63))
    #expect(summary.confusion == [[16, 4, 0, 0], [0, 20, 0, 0], [0, 4, 16, 3]])
  }

  @Test func `only languages with enough items make a slice`() throws {
    let slices = try #require(EvaluationSummary(mixture)).slices
    #expect(slices.map(\.name) == ["language=de"])
    #expect(slices.first?.n == 60)
    #expect(near(try #require(slices.first?.accuracy).value, 52.0 / 60))
  }

  @Test func `intervals say how they were made`() throws {
    let plain = try #require(EvaluationSummary(mixture.filter { $0.language == "de" }))
    #expect(plain.accuracy?.method == "wilson" && plain.macroF1?.method == "bootstrap")
    // The three English items share an id, hence a group.
    let clustered = try #require(EvaluationSummary(mixture))
    #expect(clustered.accuracy?.method == "clustered" && clustered.macroF1?.method == "cluster-bootstrap")
  }

  @Test func `an item without a label can't be ok`() {
    let item = LabelledItem(id: "1", text: "x", label: .neutral)
    #expect(EvaluationItem(item, unanswered: .ok).status == .invalid)
  }

  @Test func `round-trips through JSON`() throws {
    let summary = try #require(EvaluationSummary(mixture))
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(EvaluationSummary.self, from: data) == summary)
    let members = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(members.keys.contains("macro_f1") && members.keys.contains("confusion_labels"))
  }

  @Test func `the report is aligned and complete`() throws {
    let items = items(
      [
        (.negative, .negative), (.negative, .neutral), (.neutral, .neutral), (.neutral, .neutral), (.positive, nil),
      ])
    let summary = try #require(EvaluationSummary(items, bootstrap: Bootstrap(replicates: 200, seed: 1)))
    let lines = summary.textReport.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let macroF1 = try #require(lines.first { $0.hasPrefix("macro-F1") })
    #expect(
      lines.filter { $0 != macroF1 } == [
        "items         5  (1 invalid; counted as wrong)",
        "coverage      100.0 %",
        "accuracy      60.0 %  [23.1, 88.2]  wilson",
        "macro-recall  50.0 %",
        "kappa         0.412",
        "MCC           0.468",
        "",
        "classes (%)",
        "  class     precision  recall    F1  support",
        "  negative      100.0    50.0  66.7        2",
        "  neutral        66.7   100.0  80.0        2",
        "  positive       0.0*     0.0   0.0        1",
        "  * 0/0, counted as 0",
        "",
        "confusion",
        "  gold \\ said  negative  neutral  positive  invalid  items",
        "  negative            1        1         0        0      2",
        "    row %          50.0     50.0       0.0      0.0",
        "  neutral             0        2         0        0      2",
        "    row %           0.0    100.0       0.0      0.0",
        "  positive            0        0         0        1      1",
        "    row %           0.0      0.0       0.0    100.0",
        "",
      ])
    #expect(macroF1.hasPrefix("macro-F1      48.9 %  ["))
  }

  @Test func `the report warns of incomplete coverage and shows slices`() throws {
    let report = try #require(EvaluationSummary(mixture)).textReport
    #expect(report.contains("coverage      98.4 %  (below 100 %: not a valid measurement)"))
    #expect(report.contains("  language=de  60      86.7  ["))
    #expect(report.contains("ECE"))
  }
}
