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

  /// Not yet none: what is left are escapes within escapes that another disguise cut in two.
  private static let mostEscapesInAThousand = 2

  @Test func `few disguises of an address or a number get to the wire, and no promise is broken for them`() async {
    let total = await FuzzRun(path: path, maker: FuzzCaseMaker(seed: Self.seed)).run(cases: 3000, jobs: 2).total
    #expect(total.cases == 3000)
    #expect(total.escapes * 1000 <= total.cases * Self.mostEscapesInAThousand, "seed \(Self.seed): \(total)")
    #expect(total.blocks * 1000 <= total.cases, "seed \(Self.seed): \(total)")
  }

  @Test func `whatever escaped once does not escape again`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: "Escapes"), includingPropertiesForKeys: nil)
    for file in files where file.pathExtension == "jsonl" {
      let cases = try EscapeCorpus.read(file)
      #expect(!cases.isEmpty, "\(file.lastPathComponent)")
      for fault in FuzzReport(replaying: cases, path).faults {
        Issue.record("\(file.lastPathComponent): \(fault.outcome), \(fault.fuzzCase), sent \(fault.sent)")
      }
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
