import Foundation
import Jobs
import Testing

@Suite struct JobStateDrawingTests {
  @Test func theDrawingInTheArchitectureIsTheMachine() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "ARCHITECTURE.md"), encoding: .utf8)
    let start = try #require(text.range(of: "stateDiagram-v2"))
    let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
    let drawn = text[start.upperBound..<end.lowerBound].split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty && !$0.contains("[*]") }
    let real = JobState.transitions.map { "\($0.from) --> \($0.to): \($0.event)" }
    #expect(Set(drawn) == Set(real))
    #expect(drawn.count == real.count)
  }
}
