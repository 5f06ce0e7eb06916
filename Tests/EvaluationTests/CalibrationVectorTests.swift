@testable import Evaluation
import Scoring
import Testing

/// Confidence, doubtful labels, and what is hashed: against figures of other libraries.
@Suite(.enabled(if: Vectors.arePresent, "../shared/vectors/evaluation.json (or PHANO_SHARED) is not there"))
struct CalibrationVectorTests {
  private func answers(_ block: Vectors.Block) -> [(confidence: Double, isCorrect: Bool)] {
    zip(block["confidence"].doubles, block["correct"].ints).map { ($0, $1 == 1) }
  }

  @Test func `calibration of a single confidence is scikit-learn's`() throws {
    let block = try Vectors.block("calibration_top_label")
    let answers = answers(block)
    let bins = CalibrationMetrics.bins(of: answers)
    #expect(near(try #require(CalibrationMetrics.maximumError(of: bins)), block["mce_10"].double))
    let equal = CalibrationMetrics.equalMassBins(of: answers, count: 5)
    #expect(near(try #require(CalibrationMetrics.expectedError(of: equal)), block["ece_5_equal_mass"].double))
    #expect(near(try #require(BinaryCalibration.brier(answers)), block["brier_binary"].double))
    #expect(near(try #require(BinaryCalibration.logLoss(answers)), block["log_loss_clipped_1e-15"].double))
  }

  @Test func `risk against coverage`() throws {
    let block = try Vectors.block("risk_coverage")
    let curve = try #require(RiskCoverage(answers(try Vectors.block("calibration_top_label"))))
    #expect(near(curve.area, block["aurc"].double))
    #expect(near(curve.coverage(atRisk: 0.2), block["coverage_at_risk_le_0.2"].double))
  }

  @Test func `doubtful labels are cleanlab's`() throws {
    let block = try Vectors.block("confident_learning")
    let found = try #require(LabelNoise(given: block["given"].ints, probabilities: block["probs"].list.map(\.doubles)))
    #expect(zip(found.thresholds, block["thresholds_mean_self_confidence"].doubles).allSatisfy { near($0, $1) })
    #expect(found.joint == block["confident_joint_uncalibrated"].list.map(\.ints))
    #expect(zip(found.selfConfidence, block["self_confidence"].doubles).allSatisfy { near($0, $1) })
    #expect(zip(found.normalizedMargin, block["normalized_margin"].doubles).allSatisfy { near($0, $1) })
    #expect(found.suspects == block["issues_filter_confident_learning"].ints)
  }

  @Test func `canonical JSON and its hash are rfc8785's, NFC and NFD apart`() throws {
    for vector in try Vectors.block("cassette_key").list {
      #expect(String(decoding: vector["request"].json.canonical, as: UTF8.self) == vector["canonical_json"].text)
      #expect(Fingerprint.of(vector["request"].json) == vector["sha256"].text)
    }
  }

  @Test func `groups are split by their hash`() throws {
    for vector in try Vectors.block("split_by_group_hash")["cases"].list {
      let group = vector["group"].text
      #expect(String(GroupSplit.number(of: group)) == vector["u64"].text)
      #expect(GroupSplit.isTest(group: group) == vector["test_if_below_20pct"].json.bool)
    }
  }

  @Test func `F1 over all labels at once`() throws {
    let block = try Vectors.block("classification")
    let pairs = ItemPair.made(block["gold"].texts, block["pred_A"].texts, block["pred_B"].texts)
    #expect(near(ConfusionMatrix(pairs.map(\.first)).microF1, block["A"]["micro_f1_over_labels"].double))
    #expect(near(ConfusionMatrix(pairs.map(\.second)).microF1, block["B"]["micro_f1_over_labels"].double))
  }
}
