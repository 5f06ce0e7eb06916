import ArgumentParser
@testable import Benchmarks
import Foundation
import Postgres
import TestSupport
import Testing

/// That each benchmark runs on tiny sizes and says what it should; how fast anything is, is not looked at here.
@Suite struct BenchmarkTests {
  @Test func theMiddleAndItsQuartilesAreInterpolated() {
    let spread = Spread([4, 1, 3, 2])
    #expect(spread.median == 2.5 && spread.quartiles == 1.75...3.25)
    #expect(Spread([7]).median == 7 && Spread([7]).quartiles == 7...7)
  }

  @Test func whoGoesFirstChangesAndTheFirstRoundDoesNotCount() async throws {
    var order = ""
    var count = 0.0
    func next(_ name: String) -> Double {
      order += name
      count += 1
      return count
    }
    let pairs = try await Pairs(rounds: 2) {
      next("a")
    } theirs: {
      next("b")
    }
    #expect(order == "abbaab")
    #expect(pairs.ours == [4, 5] && pairs.theirs == [3, 6])
    #expect(pairs.differences.median == 0)
  }

  @Test func aFigureSaysWhetherItsLimitWasMet() throws {
    #expect(Figure("f", 50, "us", limit: 50, method: "m").verdict == .met)
    #expect(Figure("f", 50.1, "us", limit: 50, method: "m").verdict == .missed)
    #expect(Figure("f", 50.1, "us", method: "m").verdict == .none)
    #expect(Figure("f", 2, "x", least: 2, method: "m").verdict == .met)
    #expect(Figure("f", 1.9, "x", least: 2, method: "m").cells == ["f", "1.90 x", "", "≥ 2.00 x", "missed", "m"])
    #expect(Figure("f", 1234.5, "us", limit: 50, method: "m").cells == ["f", "1234 us", "", "50.0 us", "missed", "m"])
    let json = try JSONEncoder().encode(Figure("f", Spread([1, 2]), "us", limit: 1, method: "m"))
    let members = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(Set(members.keys) == ["name", "value", "unit", "quartiles", "limit", "verdict", "method"])
    #expect(members["verdict"] as? String == "missed")
  }

  @Test func aMissedLimitEndsTheProgramWhenItIsEnforced() async throws {
    var enforced = try StubBenchmark.parse(["--json", "--enforce"])
    await #expect(throws: ExitCode(1)) { try await enforced.run() }
    var told = try StubBenchmark.parse(["--json"])
    try await told.run()
  }

  @Test func sealingHasAFigureForEachSizeAndALimitAtTwoKiB() async throws {
    let figures = try await SealCommand.parse(["--rounds", "2", "--repetitions", "2"]).measure()
    #expect(figures.map(\.name) == ["256 B", "2 KiB", "64 KiB"].flatMap { ["seal \($0)", "open \($0)"] })
    #expect(figures.filter { $0.limit != nil }.map(\.name) == ["seal 2 KiB", "open 2 KiB"])
    #expect(figures.allSatisfy { $0.value > 0 })
  }

  @Test func aPythonThatCannotMeasureIsAnErrorThatSaysSo() async throws {
    await #expect(throws: (any Error).self) {
      try await SealCommand.parse(["--rounds", "1", "--repetitions", "1", "--python", "/bin/false"]).measure()
    }
  }
}

/// Those that need a server.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct ServerBenchmarkTests {
  @Test func rowSecurityIsMeasuredAStatementAndABatch() async throws {
    let tiny = ["--rounds", "2", "--repetitions", "3", "--organizations", "2", "--verdicts", "6", "--batches", "2"]
    let figures = try await RowSecurityCommand.parse(tiny).measure()
    #expect(figures.filter { $0.limit == 50 && $0.unit == "us" }.count == 5)
    #expect(figures.filter { $0.limit == 1.25 && $0.unit == "x" }.count == 2)
    #expect(figures.allSatisfy { $0.method.hasPrefix("CPU time of the backend") })
    #expect(figures.filter { $0.unit == "x" }.allSatisfy { $0.value > 0 })
    try await expectNothingLeft()
  }

  @Test func anErasureIsMeasuredAndNothingIsLeftOfItsDatabase() async throws {
    let figures = try await EraseCommand.parse(["--rows", "400"]).measure()
    #expect(figures.map(\.name) == ["organization of 400 rows erased"])
    #expect(figures[0].limit == nil, "the limit is for a hundred thousand rows")
    try await expectNothingLeft()
  }

  @Test func aRotationIsMeasuredInValuesASecond() async throws {
    let figures = try await RotateCommand.parse(["--values", "20"]).measure()
    #expect(figures.map(\.unit) == ["s", "values/s"])
    #expect(figures.allSatisfy { $0.value > 0 })
    try await expectNothingLeft()
  }

  @Test func theQueueIsMeasuredWithAndWithoutVerdictsAndAtABacklog() async throws {
    let tiny = [
      "--jobs", "40", "--organizations", "2", "--lanes", "2", "--batch", "10", "--rounds", "2", "--backlog", "2000",
      "--tenants", "20",
    ]
    let figures = try await QueueCommand.parse(tiny).measure()
    #expect(figures.map(\.unit) == ["jobs/s", "jobs/s", "ms", "ms"])
    #expect(figures.allSatisfy { $0.value > 0 && $0.limit == nil }, "the limit is for 400,000 jobs")
    try await expectNothingLeft()
  }

  @Test func aPythonWithoutThePeerIsAnErrorThatSaysSo() async throws {
    let tiny = ["--jobs", "2", "--organizations", "1", "--rounds", "1", "--python", "/bin/false"]
    await #expect(throws: (any Error).self) { try await QueueCommand.parse(tiny).measure() }
    try await expectNothingLeft()
  }

  private func expectNothingLeft() async throws {
    try await TestDatabase.with { database in
      let names = try await database.column(
        """
        select datname::text from pg_database where datname like 'phano\\_bench\\_%'
        union all select rolname::text from pg_roles where rolname like 'phano\\_bench\\_%'
        """, as: String.self)
      #expect(names.isEmpty)
    }
  }
}

/// Measures what misses its limit.
private struct StubBenchmark: Benchmark {
  @OptionGroup var report: ReportOptions
  func measure() async throws -> [Figure] { [Figure("stub", 2, "us", limit: 1, method: "none")] }
}
