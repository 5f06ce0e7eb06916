@testable import Evaluation
import Scoring
import Testing

@Suite(.enabled(if: Vectors.arePresent, "../shared/vectors/evaluation.json (or PHANO_SHARED) is not there"))
struct VectorTests {
  private func pairs(_ gold: [String], _ predicted: [String]) -> [(SentimentLabel, SentimentLabel?)] {
    zip(gold, predicted).compactMap { gold, predicted in
      SentimentLabel(rawValue: gold).map { ($0, SentimentLabel(rawValue: predicted)) }
    }
  }

  @Test func `SplitMix64 gives the published words and unbiased bounded numbers`() throws {
    let vectors = try Vectors.read().splitmix64
    var random = SplitMix64(seed: 1_234_567)
    #expect((0..<5).map { _ in String(random.next()) } == vectors.seed_1234567_first5)
    random = SplitMix64(seed: 42)
    #expect((0..<5).map { _ in String(random.next()) } == vectors.seed_42_first5)
    random = SplitMix64(seed: 42)
    #expect((0..<20).map { _ in random.below(10) } == vectors.seed_42_below_10_first20)
  }

  @Test func `classification figures are scikit-learn's`() throws {
    let vectors = try Vectors.read().classification
    for (predicted, expected) in [(vectors.pred_A, vectors.A), (vectors.pred_B, vectors.B)] {
      let matrix = ConfusionMatrix(items(pairs(vectors.gold, predicted)))
      #expect(matrix.rows == expected.confusion_rows_gold_cols_pred_plus_invalid)
      #expect(near(matrix.accuracy, expected.accuracy))
      #expect(near(matrix.macroPrecision, expected.macro_precision))
      #expect(near(matrix.macroRecall, expected.macro_recall))
      #expect(near(matrix.macroF1, expected.macro_f1))
      #expect(near(matrix.weightedF1, expected.weighted_f1))
      #expect(near(matrix.mcc, expected.mcc))
      #expect(near(try #require(matrix.kappa), expected.cohen_kappa))
      for metrics in matrix.perClass {
        let figures = try #require(expected.per_class[metrics.label.rawValue])
        #expect(near(metrics.precision.value, figures.precision))
        #expect(near(metrics.recall.value, figures.recall))
        #expect(near(metrics.f1.value, figures.f1))
        #expect(metrics.support == figures.support)
      }
    }
  }

  @Test func `edge cases are scikit-learn's`() throws {
    for edge in try Vectors.read().classification_edge {
      guard let gold = edge.gold, let predicted = edge.pred else { continue }
      let matrix = ConfusionMatrix(items(pairs(gold, predicted)))
      #expect(near(matrix.accuracy, try #require(edge.accuracy)), "\(edge.name)")
      #expect(near(matrix.macroF1, try #require(edge.macro_f1)), "\(edge.name)")
      #expect(near(matrix.mcc, try #require(edge.mcc)), "\(edge.name)")
      #expect(edge.cohen_kappa == nil ? matrix.kappa == nil : near(matrix.kappa ?? .nan, edge.cohen_kappa ?? .nan))
      if edge.name == "gold_absent_class" {
        #expect(near(try #require(matrix.balancedAccuracy), (0.75 + 1) / 2))
      }
    }
  }

  @Test func `Wilson's interval is statsmodels'`() throws {
    for vector in try Vectors.read().wilson_95 {
      let interval = try #require(Interval.wilson(successes: vector.k, of: vector.n))
      #expect(near(interval.lower, vector.lo) && near(interval.upper, vector.hi), "\(vector)")
    }
  }

  @Test func `standard errors, independent and clustered`() throws {
    let file = try Vectors.read()
    let all = items(pairs(file.classification.gold, file.classification.pred_A))
    let hits = all.map { $0.isCorrect ? 1.0 : 0.0 }
    #expect(near(try #require(StandardError.independent(hits)), file.standard_errors.clt_A))
    let clustered = try #require(StandardError.clustered(hits, groups: file.classification.cluster))
    #expect(near(clustered, file.standard_errors.clustered_A_finite_corrected))
  }

  @Test func `bootstrap replicates are the reference's one by one`() throws {
    let file = try Vectors.read()
    let pairs = pairs(file.classification.gold, file.classification.pred_A)
    let plain = items(pairs)
    let grouped = items(pairs, groups: file.classification.cluster)
    let cases: [([EvaluationItem], [String: Vectors.Replicates])] = [
      (plain, file.bootstrap_percentile_95), (grouped, file.cluster_bootstrap_95),
    ]
    for (items, block) in cases {
      for (name, statistic) in [("accuracy_A", \ConfusionMatrix.accuracy), ("macro_f1_A", \.macroF1)] {
        let expected = try #require(block[name])
        let bootstrap = Bootstrap(replicates: expected.B, seed: 42)
        let found = try #require(bootstrap.distribution(of: items) { $0[keyPath: statistic] })
        #expect(zip(found.values, expected.first3).allSatisfy { near($0, $1) }, "\(name)")
        #expect(near(found.mean, expected.mean) && near(found.standardError, expected.se), "\(name)")
        #expect(near(found.interval.lower, expected.lo) && near(found.interval.upper, expected.hi), "\(name)")
      }
    }
  }

  @Test func `calibration error and its bins`() throws {
    let vectors = try Vectors.read().calibration_top_label
    let answers = zip(vectors.confidence, vectors.correct).map { (confidence: $0, isCorrect: $1 == 1) }
    let bins = CalibrationMetrics.bins(of: answers)
    #expect(bins.map(\.count) == vectors.bins_10.map(\.n))
    for (bin, expected) in zip(bins, vectors.bins_10) {
      #expect((bin.accuracy == nil) == (expected.acc == nil))
      #expect(near(bin.accuracy ?? 0, expected.acc ?? 0) && near(bin.confidence ?? 0, expected.conf ?? 0))
    }
    #expect(near(try #require(CalibrationMetrics.expectedError(of: bins)), vectors.ece_10_equal_width))
    let five = CalibrationMetrics.bins(of: answers, count: 5)
    #expect(near(try #require(CalibrationMetrics.expectedError(of: five)), vectors.ece_5_equal_width))
  }

  @Test func `Brier score and log loss over three classes`() throws {
    let vectors = try Vectors.read().calibration_multiclass
    let golds = vectors.gold_index.map { ConfusionMatrix.labels[$0] }
    let stated = try vectors.probs.map { try #require(Probabilities(normalizing: $0[0], $0[1], $0[2])) }
    let brier = zip(stated, golds).map { CalibrationMetrics.brier($0, gold: $1) }.reduce(0, +) / 10
    #expect(near(brier, vectors.brier_sum))
    let block = try Vectors.block("calibration_multiclass")
    let loss = zip(stated, golds).map { CalibrationMetrics.logLoss($0, gold: $1) }.reduce(0, +) / 10
    #expect(near(loss, block["log_loss_clipped_1e-15"].double))
    #expect(near(brier / 2, block["brier_half"].double))
  }

  @Test func `quantiles of type 7`() throws {
    let vectors = try Vectors.read().percentiles_type7
    let sorted = vectors.ms.sorted()
    for (p, expected) in [(0.5, vectors.p50), (0.9, vectors.p90), (0.95, vectors.p95), (0.99, vectors.p99)] {
      #expect(near(try #require(quantile(ofSorted: sorted, p)), expected))
    }
  }
}
