@testable import Evaluation
import Scoring
import Testing

@Suite struct StatisticsTests {
  @Test func `SplitMix64's bounded numbers stay in bounds and reach all of them`() {
    var random = SplitMix64(seed: 3)
    for bound in [1, 2, 7, Int.max] {
      let numbers = (0..<200).map { _ in random.below(bound) }
      #expect(numbers.allSatisfy { (0..<bound).contains($0) })
      if bound <= 7 { #expect(Set(numbers).count == bound) }
    }
  }

  @Test func `Wilson's interval at the edges`() throws {
    let none = try #require(Interval.wilson(successes: 0, of: 10))
    // z^2 / (n + z^2) at 0 of 10.
    #expect(none.lower == 0 && near(none.upper, 3.841458820694124 / 13.841458820694124))
    #expect(try #require(Interval.wilson(successes: 10, of: 10)).upper == 1)
    #expect(Interval.wilson(successes: 0, of: 0) == nil)
    #expect(Interval.wilson(successes: 2, of: 1) == nil)
  }

  @Test func `quantiles interpolate between neighbours`() {
    #expect(quantile(ofSorted: [], 0.5) == nil)
    #expect(quantile(ofSorted: [4], 0.9) == 4)
    #expect(quantile(ofSorted: [1, 2, 4], 0.75) == 3)
    #expect(quantile(ofSorted: [1, 2, 4], 1) == 4)
  }

  @Test func `clustered errors equal independent ones for clusters of one, but for the factor`() throws {
    let values = [1.0, 0, 1, 1]
    let groups = ["a", "b", "c", "d"]
    // Deviations .25, -.75, .25, .25: squares sum .75; times 4/3, root, over 4.
    #expect(near(try #require(StandardError.clustered(values, groups: groups)), 0.25))
    #expect(near(try #require(StandardError.independent(values)), 0.25))
    #expect(StandardError.clustered(values, groups: ["a", "a", "a", "a"]) == nil)
    #expect(StandardError.independent([1]) == nil)
  }

  @Test func `resampling whole groups keeps twins together`() throws {
    // Each group is all right or all wrong: no replicate can hold a half-right group.
    let twins = items(
      [(.negative, .negative), (.negative, .negative), (.neutral, .positive), (.neutral, .positive)],
      groups: ["a", "a", "b", "b"])
    let found = try #require(Bootstrap(replicates: 200, seed: 1).distribution(of: twins, \.accuracy))
    #expect(Set(found.values) == [0, 0.5, 1])
    #expect(Bootstrap().distribution(of: [], \.accuracy) == nil)
  }

  @Test func `equal seeds give equal intervals, other seeds others`() throws {
    let some = items([(.negative, .negative), (.neutral, .positive), (.positive, .positive), (.neutral, nil)])
    let first = Bootstrap(replicates: 100, seed: 1).distribution(of: some, \.macroF1)
    #expect(first == Bootstrap(replicates: 100, seed: 1).distribution(of: some, \.macroF1))
    #expect(first != Bootstrap(replicates: 100, seed: 2).distribution(of: some, \.macroF1))
  }

  @Test func `a confidence on a bin's edge belongs to the lower bin`() {
    let bins = CalibrationMetrics.bins(of: [(0, true), (0.1, true), (0.1000001, false), (1, true)])
    #expect(bins.map(\.count) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(CalibrationMetrics.expectedError(of: CalibrationMetrics.bins(of: [])) == nil)
  }
}
