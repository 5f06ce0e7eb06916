import Conversation
import Foundation
import Interchange
import Testing

private func clean(_ raw: String, _ channel: Channel = .email) -> CleanedText {
  TextCleaner().clean(raw, channel: channel)
}

/// What the ranges of a cleaned text take.
private func cut(_ cleaned: CleanedText, from raw: String) -> [String] {
  let scalars = Array((cleaned.body ?? raw).unicodeScalars)
  return cleaned.removed.map { removal in
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[removal.range])
    return String(text)
  }
}

struct CleaningTests {
  @Test func `offsets are scalars of the raw text`() {
    let raw = "Grüße 👋🏽 fehlen.\r\n\r\n> älter 👋🏽\r\n> alt\r\n"
    let cleaned = clean(raw)
    #expect(cleaned.text == "Grüße 👋🏽 fehlen.")
    #expect(cleaned.body == nil)
    #expect(cut(cleaned, from: raw) == ["> älter 👋🏽\r\n> alt"])
    #expect(cleaned.removed.map(\.why) == [.quotedText])
  }

  @Test func `HTML is recognised, and offsets are into its text`() {
    let raw = "<div>It is <b>slow</b>.</div><blockquote><p>Is it?</p></blockquote>"
    let cleaned = clean(raw)
    #expect(cleaned.text == "It is slow.")
    #expect(cleaned.body?.contains("> Is it?") == true)
    #expect(cut(cleaned, from: raw) == ["> \n> Is it?"])
  }

  @Test func `a whole mail is recognised and decoded`() {
    let raw = """
      From: Bea <bea@example.com>\r
      Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r
      MIME-Version: 1.0\r
      Content-Type: text/plain; charset=iso-8859-1\r
      Content-Transfer-Encoding: quoted-printable\r
      \r
      Es h=E4ngt.\r
      \r
      Am 03.05.2024 um 10:15 schrieb Ann:\r
      > H=E4ngt es?\r

      """
    #expect(clean(raw).text == "Es hängt.")
    #expect(clean(raw).body?.contains("Hängt es?") == true)
  }

  @Test func `a mail that a machine sent has no words`() {
    let raw =
      "From: a@example.com\nMessage-ID: <1@example.com>\nAuto-Submitted: auto-replied\nSubject: Away\n\nI am away.\n"
    #expect(clean(raw).text.isEmpty)
    #expect(clean(raw).removed.map(\.why) == [.automaticReply])
  }

  @Test func `headers above an earlier message make no mail`() {
    let raw =
      "From: Ann <ann@example.com>\nSent: Friday, May 3, 2024 10:15 AM\nTo: Bea\nSubject: Invoice\n\nIs it right?"
    #expect(clean(raw).body == nil)
    #expect(clean(raw).text.isEmpty)
  }

  @Test func `of a transcript the customer's lines stay`() {
    let raw = "Agent: Hello.\nCustomer: It is broken.\nAgent: Sorry.\nCustomer: Again!"
    let cleaned = clean(raw, .call)
    #expect(cleaned.text == "It is broken.\nAgain!")
    #expect(cut(cleaned, from: raw) == ["Agent: Hello.", "Agent: Sorry."])
  }

  @Test(arguments: [
    "if (a < b && c > d) { return <T>x }", "Use <b> or <i>?", "a <- c(1)\n<NA>\n> print(a)", "1 < 2", "<3 your product",
  ])
  func `code and hearts are no HTML`(raw: String) {
    #expect(clean(raw).body == nil)
  }

  @Test func `lines are answered one for one, and bad ones say where and why`() throws {
    let folder = try Folder()
    let lines = """
      {"id": 1, "channel": "email", "raw": "No.\\n\\n> Yes?"}
      {"id": "b", "channel": "fax", "raw": "x"}

      not json
      {"id": "c", "raw": "Still \\"slow\\"."}
      {"id": "d", "channel": "email"}
      """
    let path = try folder.write(Array(lines.utf8), "in.jsonl")
    var answers: [String] = []
    var complaints: [String] = []
    try CleaningLines(TextCleaner()).read(path, called: "in.jsonl") { answer in
      switch answer {
      case .cleaned(let line): answers.append(line)
      case .failed(let line, let complaint):
        answers.append(line)
        complaints.append(complaint)
      }
    }
    #expect(
      answers == [
        #"{"id":1,"text":"No.","removed":[{"start":5,"end":11,"why":"quotedText"}]}"#,
        #"{"id":"b","error":"'channel' must be one of email, ticket, call, meeting, survey"}"#,
        #"{"id":null,"error":"is not a JSON object (byte 1); write one object a line"}"#,
        #"{"id":"c","text":"Still \"slow\".","removed":[]}"#,
        #"{"id":"d","error":"'raw' is missing or no text; give the message as it came"}"#,
      ])
    #expect(complaints.map { $0.prefix(16) } == ["in.jsonl, line 2", "in.jsonl, line 4", "in.jsonl, line 6"])
  }

  @Test func `a hostile text is cleaned in linear time`() {
    for unit in [
      "<div>", "Name: x\n", "> ", "-->\n", "On 1/1/2024 10:00 a@b.example wrote:\n", "&#x41;", "\u{1F44B}\u{1F3FD}",
    ] {
      let short = ContinuousClock().measure { _ = clean(String(repeating: unit, count: 2_000)) }
      let long = ContinuousClock().measure { _ = clean(String(repeating: unit, count: 16_000)) }
      #expect(long < short * 24 + .milliseconds(500), "\(unit)")
    }
  }
}
