import Conversation
import Foundation
import Interchange
import Testing

/// Options under which one speaker is known to be an agent and calls belong to an account.
private func options(agents: Set<String> = ["Ann Agent"], account: String? = "acme") -> ImportOptions {
  ImportOptions(rules: ImportRules(agentNames: agents), importedAt: importTime, account: account)
}

private func turns(_ text: String, _ options: ImportOptions = options()) async throws -> [String] {
  let interaction = try #require(try await records(of: text, options).interactions.first)
  return interaction.interaction.turns.map { "\($0.author) \($0.authorName ?? "-"): \($0.body)" }
}

struct TranscriptTests {
  static let spoken = ["agent Ann Agent: How are you?", "customer Bea Buyer: Not well. The export fails."]

  @Test(
    "All forms of cues come to the same turns",
    arguments: [
      "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Ann Agent>How are you?</v>\n\n2\n00:00:03.000 --> 00:00:04.000\n<v Bea Buyer>Not well.</v>\n\n00:00:05.000 --> 00:00:06.000\n<v Bea Buyer>The export fails.</v>\n",
      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Agent>How are you?\n\n00:03.000 --> 00:04.000\n<v Bea Buyer>Not well.\n\n00:05.000 --> 00:06.000\n<v Bea Buyer>The export fails.\n",
      "\u{FEFF}WEBVTT - call\r\n\r\n1\r\n00:00:01.000 --> 00:00:02.000 align:start position:0%\r\nAnn Agent: How are you?\r\n\r\n2\r\n00:00:03.000 --> 00:00:06.000\r\nBea Buyer: Not well.\r\nThe export fails.\r\n",
      "1\n00:00:01,000 --> 00:00:02,000\nAnn Agent: How are you?\n2\n00:00:03,000 --> 00:00:04,000\nBea Buyer: Not well.\n3\n00:00:05,000 --> 00:00:06,000\nThe export fails.\n",
      "WEBVTT\rNOTE a note\rof two lines\r\rSTYLE\r::cue { color: red }\r\r00:00:01.000 --> 00:00:02.000\r<v.loud Ann Agent><i>How</i> are&nbsp;you?\r\r00:00:03.000 --> 00:00:06.000\r<v Bea Buyer>Not well. <c.yellow>The export fails.</c>\r",
    ])
  func readsCues(text: String) async throws {
    #expect(try await turns(text) == Self.spoken)
  }

  @Test(
    "All forms of plain transcripts come to the same turns",
    arguments: [
      "Ann Agent: How are you?\nBea Buyer: Not well.\nBea Buyer: The export fails.\n",
      "[00:00:01] Ann Agent: How are you?\n[00:00:03] Bea Buyer: Not well.\n[00:00:05] Bea Buyer: The export fails.\n",
      "Meeting of Friday\n\nAnn Agent   0:01\nHow are you?\n\nBea Buyer   0:03\nNot well.\n\nBea Buyer   0:05\nThe export fails.\n",
      "[Ann Agent] 10:15:01\nHow are you?\n\n[Bea Buyer] 10:15:03\nNot well.\n\n[Bea Buyer] 10:15:05\nThe export fails.\n",
      "0:01 | Ann Agent\nHow are you?\n\n0:03 | Bea Buyer\nNot well.\nThe export fails.\n\n0:09 | Bea Buyer\n",
    ])
  func readsPlain(text: String) async throws {
    #expect(try await turns(text) == Self.spoken)
  }

  @Test func `a transcript in UTF-16 is read`() async throws {
    let text =
      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Agent>Grüße!\n\n00:03.000 --> 00:04.000\n<v Bea Buyer>Schlecht.\n"
    let units = text.utf16.flatMap { (unit: UInt16) -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let bytes: [UInt8] = [0xFF, 0xFE] + units
    let read = try #require(try await records(of: bytes, options()).interactions.first)
    #expect(read.interaction.turns.map(\.body) == ["Grüße!", "Schlecht."])
    #expect(read.interaction.customerVoice().passages.map(\.text) == ["Schlecht."])
  }

  @Test(arguments: [
    ("<v Customer Success>We fix it.", "agent"), ("<v Contact Center>We fix it.", "agent"),
    ("<v Customer A>It fails.", "customer"), ("<v Customer 2>It fails.", "customer"),
    ("<v Customer Sam>It fails.", "system"),
  ])
  func `a customer's label with a team behind it is the company's own`(line: String, role: String) async throws {
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\(line)\n"
    #expect(try await turns(text, options(agents: [])).first?.hasPrefix("\(role) ") == true)
  }

  @Test func `beside a known agent, what a program calls unknown is nobody`() async throws {
    let text =
      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Agent>Hello.\n\n00:03.000 --> 00:04.000\n<v Unknown Speaker>This call is recorded.\n"
    #expect(try await turns(text).last?.hasPrefix("system ") == true)
  }

  @Test func `of three speakers those whom nobody knows are not scored`() async throws {
    let text = "Ann Agent: Hello.\nBea Buyer: Slow!\nCid Colleague: We are on it.\nBea Buyer: Please.\n"
    let read = try #require(try await records(of: text, options()).interactions.first)
    #expect(read.interaction.turns.map(\.author) == [.agent, .system, .system, .system])
    #expect(read.interaction.customerVoice().silence == .noCustomerTurn)
    #expect(read.notes.contains(.unknownSpeakers(turns: 3)))
  }

  @Test func `contacts tell who is a customer's and of which account`() async throws {
    let rules = ImportRules(
      agentNames: ["Ann Agent"],
      contacts: [KnownPerson(name: "bea buyer", address: "bea@example.com", account: "nordhafen")])
    let text = "Ann Agent: Hello.\nBea Buyer (Guest): Slow!\nCid Colleague: We are on it.\nBea Buyer (Guest): Please.\n"
    let read = try #require(
      try await records(of: text, ImportOptions(rules: rules, importedAt: importTime)).interactions.first)
    #expect(read.account.externalID == "nordhafen")
    #expect(read.interaction.turns.map(\.author) == [.agent, .customer, .system, .customer])
  }

  @Test func `an address beside the name tells by its domain`() async throws {
    let rules = ImportRules(agentDomains: ["example.org"])
    let text =
      "Ann <ann@example.org>: Hello.\nBea <bea@acme.example>: Slow!\nCid <cid@example.org>: Yes.\nBea <bea@acme.example>: No.\n"
    let read = try #require(
      try await records(of: text, ImportOptions(rules: rules, importedAt: importTime)).interactions.first)
    #expect(read.interaction.turns.map(\.author) == [.agent, .customer, .agent, .customer])
    #expect(read.account.externalID == "acme.example")
  }

  @Test func `labels that name a part tell who speaks`() async throws {
    let text = "Agent: Hallo.\nKunde: Der Export geht nicht.\nAgent: Moment.\nKunde: Danke.\n"
    #expect(try await turns(text, options(agents: [])).last == "customer Kunde: Danke.")
  }

  @Test func `a transcript of nobody's account is refused with the way out`() async throws {
    let text = "Ann Agent: Hello.\nBea Buyer: Slow!\nAnn Agent: Sorry.\n"
    let problem = try #require(try await records(of: text, options(account: nil)).problems.first)
    #expect(problem.remedy.contains("--account"))
  }

  @Test(arguments: ["WEBVTT\n\nNOTE nothing was said\n", "WEBVTT\n\n00:01.000 --> 00:02.000\n\n"])
  func `cues that are missing are reported`(text: String) async throws {
    let all = try await records(of: text, options())
    #expect(all.interactions.isEmpty)
    #expect(all.problems.map(\.kind) == [.malformed])
  }

  @Test func `a date in the file's name dates the call, and the same words are the same call`() async throws {
    let folder = try Folder()
    let text = "Ann Agent: Hello.\nBea Buyer: Slow!\nAnn Agent: Sorry.\n"
    let one = try folder.write(Array(text.utf8), "GMT20240503-101500_Recording.transcript.txt")
    let two = try folder.write(Array(text.utf8), "2024-05-03 call.txt")
    let first = try #require(await records(at: one, options()).interactions.first)
    let second = try #require(await records(at: two, options()).interactions.first)
    #expect(first.interaction.occurredAt == Date(timeIntervalSince1970: 1_714_731_300))
    #expect(second.interaction.occurredAt == Date(timeIntervalSince1970: 1_714_737_600))
    #expect(first.externalID == second.externalID)
  }

  @Test(arguments: [
    "Dear team: hello\nthis is a letter\nwith nothing in it\n", "Note: one\nTo do: two\nIdea: three\nPlan: four\n",
  ])
  func `what merely has colons is no transcript`(text: String) async throws {
    #expect(try await records(of: text, options()).interactions.isEmpty)
  }
}
