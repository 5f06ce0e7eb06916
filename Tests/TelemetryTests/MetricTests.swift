import Foundation
import Testing

@testable import Telemetry

@Suite struct MetricTests {
  private let registry = MetricRegistry()

  private func lines(_ name: String) -> [String] {
    registry.exposition().split(separator: "\n").map(String.init).filter { $0.hasPrefix(name) }
  }

  @Test func aCounterAddsUpPerLabelAndNeverFalls() {
    let dead = Counter(registry, MetricTable.dead)
    dead.add(1, "http_500")
    dead.add(2, "http_500")
    dead.add(1, "timeout")
    dead.add(-5, "timeout")
    dead.add(.nan, "timeout")
    #expect(
      lines("phano_jobs_dead_total") == [
        #"phano_jobs_dead_total{code="http_500"} 3"#, #"phano_jobs_dead_total{code="timeout"} 1"#,
      ])
  }

  @Test func aMetricWithoutLabelsIsZeroFromTheStart() {
    #expect(lines("phano_jobs_released_total") == ["phano_jobs_released_total 0"])
  }

  @Test func aHistogramCountsUpToEachBoundBoundsIncluded() {
    let family = MetricFamily(
      MetricDescription("waits_seconds", .histogram(bounds: [1, 2.5]), .seconds, "Waits."), limit: 9, fold: { _ in })
    for value in [0.5, 1, 2, 40] { family.observe(value, []) }
    family.observe(.nan, [])
    var text = ""
    Exposition.write(family.description, family.snapshot, into: &text)
    #expect(
      text == """
        # HELP waits_seconds Waits.
        # TYPE waits_seconds histogram
        waits_seconds_bucket{le="1"} 2
        waits_seconds_bucket{le="2.5"} 3
        waits_seconds_bucket{le="+Inf"} 4
        waits_seconds_sum 43.5
        waits_seconds_count 4

        """)
  }

  @Test func numbersAreWrittenAsPrometheusReadsThem() {
    #expect(
      [0, 3, -2, 0.25, 1e18, 1e19, .infinity, -.infinity, .nan].map(Exposition.written) == [
        "0", "3", "-2", "0.25", "1000000000000000000", "1e+19", "+Inf", "-Inf", "NaN",
      ])
  }

  @Test(arguments: [
    "name@mail.example", "Ich kündige.", "two words", "", "line\nbreak", "quote\"", String(repeating: "a", count: 81),
  ])
  func whatIsNoTokenNeverBecomesALabel(_ value: String) {
    Counter(registry, MetricTable.blocked).add(1, value)
    let expected = value.isEmpty ? "" : "other"
    #expect(lines("phano_jobs_blocked_total") == [#"phano_jobs_blocked_total{code="\#(expected)"} 1"#])
    #expect(
      lines("phano_metric_folded_total")
        == (value.isEmpty ? [] : [#"phano_metric_folded_total{metric="phano_jobs_blocked_total"} 1"#]))
  }

  @Test func whatTheDatabaseDoesNotTellIsNoNumber() {
    let metrics = WorkerMetrics(registry)
    metrics.setQueue(depths: ["ready": 4], oldestReady: 9)
    metrics.queueUnknown()
    #expect(Set(lines("phano_queue_").map { $0.split(separator: " ").last }) == ["NaN"])
  }

  @Test func seriesBeyondTheLimitAreCountedTogether() {
    let registry = MetricRegistry(seriesLimit: 3)
    let dead = Counter(registry, MetricTable.dead)
    for number in 0..<1000 { dead.add(1, "code_\(number)") }
    let series = registry.exposition().split(separator: "\n").filter { $0.hasPrefix("phano_jobs_dead_total{") }
    #expect(series.count == 4)
    #expect(series.contains(#"phano_jobs_dead_total{code="other"} 997"#))
  }

  @Test func whatManyThreadsAddIsAllThere() async {
    let dead = Counter(registry, MetricTable.dead)
    await withTaskGroup { group in
      for task in 0..<8 {
        group.addTask { for _ in 0..<1000 { dead.add(1, "code_\(task % 2)") } }
      }
    }
    #expect(
      lines("phano_jobs_dead_total") == [
        #"phano_jobs_dead_total{code="code_0"} 4000"#, #"phano_jobs_dead_total{code="code_1"} 4000"#,
      ])
  }
}

@Suite struct ProcessFigureTests {
  @Test func theProcessStartedAMomentAgoAndUsesWhatItUses() throws {
    let registry = MetricRegistry()
    ProcessFigures(registry).update()
    func value(_ name: String) throws -> Double {
      let line = try #require(registry.exposition().split(separator: "\n").first { $0.hasPrefix(name + " ") })
      return try #require(Double(line.split(separator: " ")[1]))
    }
    let age = try Date().timeIntervalSince1970 - value("process_start_time_seconds")
    #expect((-1...3600).contains(age))
    #expect(try value("process_resident_memory_bytes") > 1_000_000)
    #expect(try value("process_cpu_seconds_total") > 0)
    #expect(try value("process_open_fds") >= 3)
  }
}

@Suite struct MetricTableTests {
  @Test func namesFollowTheConventions() {
    for metric in MetricTable.all {
      #expect(metric.name.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(metric.name)")
      #expect((metric.kind == .counter) == metric.name.hasSuffix("_total"), "\(metric.name)")
      if [.seconds, .bytes, .euros].contains(metric.unit) {
        #expect(metric.name.contains(metric.unit.rawValue), "\(metric.name) is counted in \(metric.unit.rawValue)")
      }
      #expect(metric.help.hasSuffix("."), "\(metric.name)")
      if case .histogram(let bounds) = metric.kind { #expect(bounds == bounds.sorted() && !bounds.isEmpty) }
    }
    #expect(Set(MetricTable.all.map(\.name)).count == MetricTable.all.count)
  }

  @Test func whatFollowsOpenTelemetryHasItsNameInPrometheusForm() {
    for metric in MetricTable.all {
      guard let convention = metric.convention else {
        #expect(!metric.name.hasPrefix("gen_ai"), "\(metric.name)")
        continue
      }
      #expect(metric.name.hasPrefix(convention.replacing(".", with: "_")), "\(metric.name)")
    }
    for label in MetricLabel.allCases {
      if let convention = label.convention { #expect(label.rawValue == convention.replacing(".", with: "_")) }
    }
  }

  @Test func noLabelCouldHoldACustomer() {
    let words = ["organization", "tenant", "account", "contact", "email", "user", "name", "text", "subject", "person"]
    for label in MetricLabel.allCases where label != .operation && label != .provider {
      for word in words { #expect(!label.rawValue.contains(word), "\(label.rawValue)") }
    }
  }

  @Test func everyMetricIsFedByTheWorkerAndNoValueIsFolded() throws {
    let metrics = WorkerMetrics(version: "0.1.0")
    Self.feed(metrics)
    ProcessFigures(metrics.registry).update()
    let text = metrics.registry.exposition()
    for metric in MetricTable.all where metric != MetricTable.folded {
      let samples = text.split(separator: "\n").filter { $0.hasPrefix(metric.name) }
      #expect(samples.contains { !$0.hasSuffix(" 0") }, "\(metric.name)")
    }
    #expect(!text.contains("=\"\(LabelValue.other)\""))
    #expect(!text.contains("phano_metric_folded_total"))
  }

  @Test func thePageListsTheTable() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/metrics.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| `") }
    let expected = MetricTable.all.map { metric in
      let labels = metric.labels.map { "`\($0.rawValue)`" }.joined(separator: ", ")
      return "| `\(metric.name)` | \(metric.kind.word) | \(metric.unit.rawValue) | \(labels) | \(metric.help) |"
    }
    #expect(Array(rows.prefix(expected.count)) == expected)
    let conventions =
      MetricTable.all.compactMap { metric in metric.convention.map { "| `\($0)` | `\(metric.name)` |" } }
      + MetricLabel.allCases.compactMap { label in label.convention.map { "| `\($0)` | `\(label.rawValue)` |" } }
    #expect(Array(rows.dropFirst(expected.count)) == conventions)
  }

  /// Something of everything that a worker tells.
  static func feed(_ metrics: WorkerMetrics) {
    metrics.setQueue(depths: ["ready": 12, "dead": 1], oldestReady: 3.5)
    metrics.claimed(kind: "score")
    metrics.holds(1)
    for ending in WorkerMetrics.Ending.allCases { metrics.committed(ending, held: .milliseconds(700)) }
    for setback in [
      WorkerMetrics.Setback.retry(code: "timeout"), .snooze(code: "http_429"), .dead(code: "invalid_answer"),
      .blocked(code: "gate_email"), .released,
    ] {
      metrics.committed(setback, held: nil)
    }
    metrics.late(1)
    for renewal in WorkerMetrics.Renewal.allCases { metrics.renewed(renewal) }
    for loop in WorkerMetrics.Loop.allCases { metrics.failed(loop) }
    metrics.setPressure(callsInFlight: 3, limit: 64, breaker: .closed)
    let callee = WorkerMetrics.Callee(profile: "mistral", model: "mistral-small-2503", server: "api.mistral.ai")
    metrics.called(callee, took: .milliseconds(850), error: nil)
    metrics.called(callee, took: .seconds(60), error: "timeout")
    metrics.used(callee, input: 900, output: 80, cached: 512, microEUR: 150)
  }
}

@Suite(.enabled(if: Promtool.isInstalled, "promtool is not installed (Debian: prometheus)"))
struct PromtoolTests {
  @Test func promtoolFindsNothingToMend() throws {
    let metrics = WorkerMetrics(version: "0.1.0")
    MetricTableTests.feed(metrics)
    Counter(metrics.registry, MetricTable.dead).add(1, "not a token")
    ProcessFigures(metrics.registry).update()
    let (status, output) = try Promtool.check(metrics.registry.exposition())
    #expect(status == 0 && output.isEmpty, "\(output)")
  }
}

/// Debian's checker of metrics.
enum Promtool {
  private static let path = "/usr/bin/promtool"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  static func check(_ exposition: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["check", "metrics"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(exposition.utf8))
    try input.fileHandleForWriting.close()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: said, as: UTF8.self))
  }
}
