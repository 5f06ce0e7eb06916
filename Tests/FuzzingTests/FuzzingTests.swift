import Conversation
import Foundation
import Scoring
import Testing

@testable import Fuzzing

/// The way to the wire, with the prompt that the project ships.
private let path: RequestPath = {
  do {
    return try RequestPath(prompt: Prompt(folder: root.appending(path: "prompts/sentiment/v1")))
  } catch {
    preconditionFailure("the shipped prompt cannot be used: \(error)")
  }
}()

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
private let root = folder.appending(path: "../..")

@Suite struct FuzzingTests {
  /// Set to repeat a failure; otherwise the same cases each time, so that a change is judged on equal terms.
  private static let seed: UInt64 = 20_261_122

  @Test func `no promise is broken, and no disguise of an address or a number gets to the wire`() async {
    let report = await FuzzRun(path: path, maker: FuzzCaseMaker(seed: Self.seed)).run(cases: 3000, jobs: 2)
    #expect(report.total.cases == 3000)
    #expect(report.total.escapes == 0, "seed \(Self.seed): \(report.faults)")
    #expect(report.total.broken == 0, "seed \(Self.seed): \(report.faults)")
    #expect(report.total.blocks * 1000 <= report.total.cases, "seed \(Self.seed): \(report.total)")
  }

  @Test func `what escaped once and was mended does not escape again`() throws {
    let cases = try EscapeCorpus.read(folder.appending(path: "Escapes/mended.jsonl"))
    #expect(cases.count > 200)
    for fault in FuzzReport(replaying: cases, path).faults {
      Issue.record("\(fault.outcome), \(fault.fuzzCase), sent \(fault.sent)")
    }
  }

  /// When one of them is mended this test says so: then it moves to the others.
  @Test func `what still escapes is known`() throws {
    for fuzzCase in try EscapeCorpus.read(folder.appending(path: "Escapes/open.jsonl")) {
      withKnownIssue("\(fuzzCase.transforms)") { #expect(!path.outcome(of: fuzzCase).isFault) }
    }
  }

  @Test func `a seed makes the same cases on any number of threads`() async {
    let run = FuzzRun(path: path, maker: FuzzCaseMaker(seed: 7))
    #expect(await run.run(cases: 600, jobs: 1) == run.run(cases: 600, jobs: 3))
  }

  @Test func `there are as many disguises as were promised, each with its own name`() {
    #expect(Transform.all.count >= 60)
    #expect(Set(Transform.all.map(\.name)).count == Transform.all.count)
  }
}
