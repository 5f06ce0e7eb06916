@testable import Evaluation
import Scoring
import Testing

/// Small cases figured by hand.
@Suite struct ConfusionMatrixTests {
  private let matrix = ConfusionMatrix(
    items([
      (.negative, .negative), (.negative, .negative), (.negative, .neutral), (.negative, nil),
      (.neutral, .neutral), (.neutral, .positive), (.positive, .positive), (.positive, .positive),
    ]))

  @Test func `counts by gold label, prediction and an invalid column`() {
    #expect(matrix.rows == [[2, 1, 0, 1], [0, 1, 1, 0], [0, 0, 2, 0]])
    #expect(matrix.total == 8 && matrix.correct == 5 && matrix.invalid == 1)
    #expect(matrix.count(gold: .negative, predicted: nil) == 1)
    #expect(ConfusionMatrix(rows: matrix.rows) == matrix)
    #expect(ConfusionMatrix(rows: [[1, 2, 3]]) == nil)
  }

  @Test func `an invalid answer is a miss for its gold class and a false hit for none`() {
    let negative = matrix.perClass[0]
    #expect(negative.recall.value == 0.5)
    #expect(negative.precision.value == 1)
    #expect(near(negative.f1.value, 2 * 2.0 / (2 * 2 + 0 + 2)))
  }

  @Test func `macro figures are means over the three labels`() {
    #expect(near(matrix.accuracy, 5.0 / 8))
    #expect(near(matrix.macroPrecision, (1 + 0.5 + 2.0 / 3) / 3))
    #expect(near(matrix.macroRecall, (0.5 + 0.5 + 1) / 3))
    #expect(near(matrix.macroF1, (2.0 / 3 + 0.5 + 0.8) / 3))
    #expect(near(matrix.weightedF1, (4 * 2.0 / 3 + 2 * 0.5 + 2 * 0.8) / 8))
  }

  @Test func `kappa takes off the agreement of chance`() throws {
    // pe = (4 * 2 + 2 * 2 + 2 * 3) / 64
    #expect(near(try #require(matrix.kappa), (0.625 - 18.0 / 64) / (1 - 18.0 / 64)))
    #expect(ConfusionMatrix(items([(.neutral, .neutral), (.neutral, .neutral)])).kappa == nil)
  }

  @Test func `0/0 is 0 and flagged`() {
    let never = ConfusionMatrix(items([(.negative, .neutral), (.neutral, .neutral)]))
    let negative = never.perClass[0]
    #expect(negative.precision == Ratio(0, 0) && negative.precision.isUndefined && negative.precision.value == 0)
    #expect(!negative.recall.isUndefined && negative.recall.value == 0)
    let positive = never.perClass[2]
    #expect(positive.recall.isUndefined && positive.f1.isUndefined)
  }

  @Test func `a matrix without items has no figures that pretend to be some`() {
    let empty = ConfusionMatrix()
    #expect(empty.accuracy == 0 && empty.macroF1 == 0 && empty.mcc == 0 && empty.weightedF1 == 0)
    #expect(empty.kappa == nil && empty.balancedAccuracy == nil)
  }

  @Test func `balanced accuracy leaves absent classes out`() {
    let matrix = ConfusionMatrix(items([(.negative, .negative), (.neutral, .positive)]))
    #expect(matrix.balancedAccuracy == 0.5)
    #expect(near(matrix.macroRecall, 1.0 / 3))
  }
}
