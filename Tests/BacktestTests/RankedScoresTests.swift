import Testing

@testable import Backtest

/// Areas under curves, by hand.
@Suite struct RankedScoresTests {
  private let once = [1.0, 1, 1, 1]

  private func ranked(_ scores: [Double?], _ isPositive: [Bool]) -> RankedScores {
    RankedScores(scores, isPositive: isPositive, account: Array(scores.indices))
  }

  @Test func `the worst scores leaving is a perfect rule`() throws {
    let areas = try #require(ranked([10, 20, 80, 90], [true, true, false, false]).areas(weights: once))
    #expect(areas.roc == 1)
    #expect(areas.precision == 1)
  }

  @Test func `equal scores tell nothing`() throws {
    let areas = try #require(ranked([5, 5, 5, 5], [true, false, true, false]).areas(weights: once))
    #expect(areas.roc == 0.5)
    #expect(areas.precision == 0.5)
  }

  @Test func `one pair of four in the wrong order`() throws {
    // Worst first: left, stayed, left, stayed.
    let areas = try #require(ranked([1, 2, 3, 4], [true, false, true, false]).areas(weights: once))
    #expect(areas.roc == 0.75)
    #expect(abs(areas.precision - (1 + 2.0 / 3) / 2) < 1e-12)
  }

  @Test func `an account that is drawn twice counts twice`() throws {
    let scores = ranked([1, 2, 3, 4], [true, false, true, false])
    let areas = try #require(scores.areas(weights: [2, 1, 1, 1]))
    #expect(abs(areas.roc - 5.0 / 6) < 1e-12)
  }

  @Test func `what is missing stands in the middle`() {
    #expect(RankedScores.filled([nil, 1, 2, 9]) == [2, 1, 2, 9])
    #expect(RankedScores.filled([nil, nil]) == [0, 0])
  }

  @Test func `one class alone has no areas`() {
    #expect(ranked([1, 2, 3, 4], [false, false, false, false]).areas(weights: once) == nil)
  }
}
