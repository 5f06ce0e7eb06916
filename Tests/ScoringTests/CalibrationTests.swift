import Foundation
@testable import Scoring
import Testing

@Suite struct CalibrationTests {
  private let stated = Probabilities(normalizing: 0.9, 0.09, 0.01)

  @Test func `says when nothing was fitted and then changes nothing`() throws {
    let stated = try #require(stated)
    #expect(!Calibration.uncalibrated.isFitted)
    #expect(Calibration.uncalibrated.apply(to: stated) == stated)
  }

  @Test func `a temperature above 1 makes the answer humbler, below 1 bolder`() throws {
    let stated = try #require(stated)
    let humble = try #require(Calibration(fitted: 2)).apply(to: stated)
    // Square roots 0.948683, 0.3, 0.1: sum 1.348683.
    #expect(abs(humble.negative - 0.9486832980505138 / 1.3486832980505138) < 1e-12)
    let bold = try #require(Calibration(fitted: 0.5)).apply(to: stated)
    // Squares 0.81, 0.0081, 0.0001: sum 0.8182.
    #expect(abs(bold.negative - 0.81 / 0.8182) < 1e-12)
  }

  @Test(arguments: [0.05, 0.3, 3, 20]) func `keeps the order of the labels and the sum of 1`(temperature: Double) throws
  {
    let calibration = try #require(Calibration(fitted: temperature))
    for weights in [(1.0, 0.0, 0.0), (1e-300, 2e-300, 4e-300), (0.2, 0.3, 0.5), (1 / 3.0, 1 / 3.0, 1 / 3.0)] {
      let p = calibration.apply(to: try #require(Probabilities(normalizing: weights.0, weights.1, weights.2)))
      #expect(abs(p.negative + p.neutral + p.positive - 1) < 1e-12)
      #expect((p.negative <= p.neutral) == (weights.0 <= weights.1))
      #expect((p.neutral <= p.positive) == (weights.1 <= weights.2))
    }
  }

  @Test(arguments: [0, -1, 0.01, 21, Double.nan, .infinity]) func `refuses temperatures gone astray`(value: Double) {
    #expect(Calibration(fitted: value) == nil)
  }

  @Test func `is looked up by the longest family name that the model's name begins with`() throws {
    let prompt = try PromptFixture().prompt()
    #expect(prompt.calibration(forModel: "tiny-2026").temperature == 2)
    #expect(prompt.calibration(forModel: "tiny-large-2026").temperature == 1.5)
    #expect(prompt.calibration(forModel: "other") == .uncalibrated)
  }
}
