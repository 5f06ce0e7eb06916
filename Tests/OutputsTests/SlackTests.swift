import Diagnosis
import Foundation
import Testing

@testable import Outputs

/// What Slack takes.
@Suite struct SlackTests {
  private func blocks(_ body: [UInt8]) throws -> [[String: Any]] {
    try #require(try Samples.json(body)["blocks"] as? [[String: Any]])
  }

  private func text(_ block: [String: Any]) -> String { (block["text"] as? [String: Any])?["text"] as? String ?? "" }

  @Test func `accounts that changed are told of, worst first, and no others`() throws {
    let accounts = [
      try Samples.account("mild", usage: 40), try Samples.account("same", isChanged: false),
      try Samples.account("grave", usage: 10),
    ]
    let body = try #require(SlackMessage.body(Samples.run(accounts)))
    let sections = try blocks(body).filter { $0["type"] as? String == "section" }.map(text)
    #expect(sections.count == 2)
    #expect(sections[0].hasPrefix("*grave*  stable → *at risk*") && sections[1].hasPrefix("*mild*"))
    #expect(sections[0].contains("• Usage fell by 40 %"))
    #expect(sections[0].contains("The open ticket has waited 12 days."))
    let fallback = try #require(try Samples.json(body)["text"] as? String)
    #expect(fallback == "2 accounts changed, 2026-11-20: grave at risk, mild at risk")
  }

  @Test func `nothing is sent when nothing changed, and of first diagnoses only what worries`() throws {
    #expect(SlackMessage.body(Samples.run([])) == nil)
    #expect(SlackMessage.body(Samples.run([try Samples.account("a", isChanged: false)])) == nil)
    #expect(SlackMessage.body(Samples.run([try Samples.account("a", verdict: .stable, before: nil)])) == nil)
    #expect(SlackMessage.body(Samples.run([try Samples.account("a", before: nil)])) != nil)
  }

  @Test func `however many accounts change, Slack's limits hold`() throws {
    let long = String(repeating: "<&>*_~` \u{1F600}", count: 900)
    let quotes = (0..<9).map { OutputQuote(day: Samples.day - $0, channel: "email", text: long) }
    let accounts = try (0..<300).map { try Samples.account("account \($0)", name: long, quotes: quotes) }
    let body = try #require(SlackMessage.body(Samples.run(accounts)))
    let blocks = try blocks(body)
    #expect(blocks.count == 50)
    for block in blocks { #expect(text(block).unicodeScalars.count <= 3000) }
    #expect(text(blocks[0]) == "300 accounts changed, 2026-11-20")
    let last = try #require((blocks[49]["elements"] as? [[String: Any]])?.first?["text"] as? String)
    #expect(last.hasPrefix("and 252 more"))
  }

  @Test func `names and quotes are no markup`() throws {
    let quote = OutputQuote(day: Samples.day, channel: "email", text: "<!channel> & <https://evil.example|bank> *now*")
    let account = try Samples.account("a", name: "<@U1> R&D", quotes: [quote])
    let body = try #require(SlackMessage.body(Samples.run([account])))
    let section = text(try blocks(body)[1])
    #expect(section.contains("&lt;@U1&gt; R&amp;D"))
    #expect(section.contains("&lt;!channel&gt; &amp; &lt;https://evil.example|bank&gt;"))
    #expect(
      !section.contains("<!") && !section.contains("<h") && !section.contains("<@") && !section.contains(" *now*"))
    let fallback = try #require(try Samples.json(body)["text"] as? String)
    #expect(!fallback.contains("<@"))
  }
}
