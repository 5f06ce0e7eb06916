@testable import Evaluation
import Scoring
import Testing

@Suite struct DatasetLintTests {
  private let long =
    "The new export has been running since Monday and our accountants finally get their figures before noon."
  private let other =
    "Nobody in the warehouse can open the delivery notes, and this is the third week that we have to print them by hand."

  private func line(
    _ id: String, _ text: String, split: String = "dev", group: String? = nil, label: String = "neutral",
    votes: String = "[]"
  ) -> String {
    #"{"id":"\#(id)","text":"\#(text)","label":"\#(label)","split":"\#(split)","lang":"en","channel":"email","#
      + #""group":"\#(group ?? id)","labels":\#(votes)}"#
  }

  private func findings(_ lines: [String]) throws -> [LintFinding] {
    try DatasetLint(DatasetReader.scan(Array(lines.joined(separator: "\n").utf8)), minimumSlice: 1).findings()
  }

  @Test func `a clean dataset has no findings`() throws {
    #expect(try findings([line("a", long), line("b", other, split: "test")]).isEmpty)
  }

  @Test func `all broken lines are named, not the first alone`() throws {
    let found = try findings([line("a", long), "{", line("a", other), line("c", "x", label: "angry")])
    #expect(found.filter { $0.rule == .line }.map(\.line) == [2, 3, 4])
    #expect(found.allSatisfy { $0.severity == .error })
  }

  @Test func `a group in two splits is an error`() throws {
    let found = try findings([line("a", long, group: "g"), line("b", other, split: "test", group: "g")])
    #expect(found.map(\.rule) == [.group] && found.first?.line == 2)
  }

  @Test func `nearly the same text is a warning, and an error across splits`() throws {
    let near = long.replacing("before noon", with: "by lunch")
    let within = try findings([line("a", long), line("b", near)])
    #expect(within.map(\.rule) == [.duplicate] && within.first?.severity == .warning)
    let across = try findings([line("a", long), line("b", near.uppercased(), split: "test")])
    #expect(across.map(\.severity) == [.error])
  }

  @Test func `a missing split is an error`() throws {
    let found = try findings([#"{"id":"a","text":"\#(long)","label":"neutral","lang":"en","channel":"email"}"#])
    #expect(found.map(\.rule) == [.member])
  }

  @Test func `an address that could be somebody's is an error, an example one is not`() throws {
    let real = try findings([line("a", long + " Write to office@kontor-nord.de please.")])
    #expect(real.map(\.rule) == [.personal] && real.first?.severity == .error)
    #expect(real.first?.message.contains("kontor") == false)
    #expect(!(try findings([line("a", long + " Write to office@example-nord.de please.")])).isEmpty)
    #expect(try findings([line("a", long + " Write to office@mail.example please.")]).isEmpty)
    #expect(try findings([line("a", long + " Write to office@example.org please.")]).isEmpty)
  }

  @Test func `a gold label that nobody gave is a warning`() throws {
    let votes = #"[{"by":"a1","label":"positive"},{"by":"a2","label":"negative"}]"#
    #expect(try findings([line("a", long, votes: votes)]).map(\.rule) == [.label])
  }

  @Test func `an example of the prompt among the items is a leak`() throws {
    let scan = try DatasetReader.scan(Array([line("a", long), line("b", other)].joined(separator: "\n").utf8))
    let found = DatasetLint.leaks(scan.items, examples: ["Hello. " + other + " Regards"], prompt: "tone/v1")
    #expect(found.map(\.line) == [2] && found.first?.rule == .leak)
    #expect(
      DatasetLint.leaks(scan.items, examples: ["Something that is quite another matter altogether."], prompt: "x")
        .isEmpty)
  }

  @Test func `a manifest knows when the file is another`() throws {
    let bytes = Array((line("a", long) + "\n" + line("b", other, split: "test") + "\n").utf8)
    let items = try DatasetReader.read(bytes)
    let manifest = DatasetManifest(
      name: "gold", version: "1", bytes: bytes, items: items, heldOut: ["test"], guidelines: Array("rules".utf8))
    #expect(manifest.splits == ["dev": 1, "test": 1])
    #expect(manifest.contradictions(bytes: bytes, items: items, guidelines: Array("rules".utf8)).isEmpty)
    let fewer = Array(items.prefix(1))
    let problems = manifest.contradictions(bytes: bytes.dropLast(), items: fewer, guidelines: Array("other".utf8))
    #expect(problems.count == 4)
    #expect(problems.first?.contains("sha256") == true && problems.last?.contains("guidelines") == true)
  }

  @Test func `agreement counts each pair of people and keeps what they differ about`() throws {
    func item(_ id: String, _ gold: SentimentLabel, _ labels: [SentimentLabel]) -> LabelledItem {
      LabelledItem(
        id: id, text: "x", label: gold, votes: zip(["a1", "a2", "a3"], labels).map { .init(by: $0, label: $1) })
    }
    let found = try #require(
      LabelAgreement([
        item("1", .negative, [.negative, .negative]), item("2", .neutral, [.neutral, .neutral, .positive]),
        item("3", .positive, [.positive]), item("4", .positive, [.positive, .positive, .positive]),
      ]))
    #expect(found.n == 3 && found.pairs.map(\.n) == [3, 2, 2])
    #expect(found.pairs.first?.kappa == 1 && found.disputes.map(\.id) == ["2"])
    #expect(found.withGold["a3"] == 0.5)
    #expect(LabelAgreement([item("3", .positive, [.positive])]) == nil)
  }
}
