@testable import Scoring
import Testing

@Suite struct AnswerReaderTests {
  private let reader = AnswerReader(calibration: .uncalibrated)
  private let words = conversation(
    "The export\n  is broken since Tuesday.", "Ask <PERSON_1> please.", subject: "Export down")

  private func read(_ content: String, _ format: AnswerFormat = .jsonSchema) throws(InvalidAnswer) -> ReadAnswer {
    try reader.read(content, format: format, conversation: words)
  }

  private func failure(_ content: String, _ format: AnswerFormat = .jsonSchema) -> InvalidAnswer.Reason? {
    do {
      _ = try read(content, format)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `reads every member of a right answer`() throws {
    let read = try read(
      answer(
        label: "negative", p: #"{"negative":0.7,"neutral":0.2,"positive":0.1}"#, mixed: "true", cues: ["urgency"],
        evidence: ["is broken"], topics: ["bug", "other"], language: "EN-us"))
    #expect(
      read.verdict
        == Verdict(
          label: .negative, probabilities: try #require(Probabilities(normalizing: 0.7, 0.2, 0.1)), isMixed: true,
          reportsIssue: true, cues: [.urgency], evidence: ["is broken"], topics: [.bug, .other], language: "en-US"))
    #expect(read.verdict.confidence == read.stated?[.negative])
    #expect(read.dropped.total == 0)
  }

  @Test(arguments: [
    ("label", "'label'"), ("p", "'p'"), ("mixed", "'mixed'"), ("issue_reported", "'issue_reported'"),
    ("cues", "'cues'"), ("evidence", "'evidence'"), ("topics", "'topics'"), ("language", "'language'"),
  ])
  func `every member is required and typed`(member: String, quoted: String) throws {
    let json = try JSONReader.read(Array(answer().utf8), maximumBytes: 4096)
    let members = try #require(json.object)
    let without = JSON.object(members.filter { $0.name != member })
    #expect(failure(without.compactText) == .missing(member: member))
    let illTyped = JSON.object(members.map { $0.name == member ? .init(name: member, value: .null, offset: 0) : $0 })
    guard case .wrongType(member, _)? = failure(illTyped.compactText) else {
      Issue.record("\(member): \(String(describing: failure(illTyped.compactText)))")
      return
    }
  }

  @Test func `members of p are required, numbers, and within 0 and 1`() {
    #expect(failure(answer(p: #"{"negative":0,"neutral":1}"#)) == .missing(member: "p.positive"))
    #expect(
      failure(answer(p: #"{"negative":0,"neutral":"1","positive":0}"#))
        == .wrongType(member: "p.neutral", expected: "a number"))
    #expect(failure(answer(p: #"{"negative":-0.1,"neutral":1,"positive":0.1}"#)) == .outOfRange(member: "p.negative"))
    #expect(failure(answer(p: #"{"negative":0,"neutral":1.01,"positive":0}"#)) == .outOfRange(member: "p.neutral"))
    #expect(
      failure(answer(p: #"{"negative":0,"neutral":NaN,"positive":0}"#)) == .notJSON(detail: "unexpected character"))
  }

  @Test func `p sums to 1 within 0.02 and is then scaled to exactly 1`() throws {
    let stated = try #require(try read(answer(p: #"{"negative":0.1,"neutral":0.82,"positive":0.1}"#)).stated)
    #expect(abs(stated.neutral - 0.82 / 1.02) < 1e-12)
    #expect(abs(stated.negative + stated.neutral + stated.positive - 1) < 1e-12)
    #expect(throws: Never.self) { try read(answer(p: #"{"negative":0.09,"neutral":0.8,"positive":0.09}"#)) }
    for p in [#"{"negative":0.1,"neutral":0.83,"positive":0.1}"#, #"{"negative":0,"neutral":0,"positive":0}"#] {
      guard case .probabilitySum? = failure(answer(p: p)) else {
        Issue.record("\(p) was read")
        continue
      }
    }
  }

  @Test func `the label is among the most probable ones, within the tolerance`() {
    let tied = #"{"negative":0.41,"neutral":0.4,"positive":0.19}"#
    #expect(failure(answer(label: "neutral", p: tied)) == nil)
    #expect(failure(answer(label: "negative", p: tied)) == nil)
    #expect(failure(answer(label: "positive", p: tied)) == .labelContradictsProbabilities)
    #expect(
      failure(answer(label: "neutral", p: #"{"negative":0.45,"neutral":0.4,"positive":0.15}"#))
        == .labelContradictsProbabilities)
  }

  @Test func `labels are exact words`() {
    #expect(failure(answer(label: "Neutral")) == .unknownLabel)
    #expect(failure(answer(label: "mixed")) == .unknownLabel)
  }

  @Test func `members beyond the schema are invalid in json_schema and ignored in json_object`() {
    let extra = String(answer().dropLast()) + #","reasoning":"x"}"#
    #expect(failure(extra) == .unknownMember)
    #expect(failure(extra, .jsonObject) == nil)
  }

  @Test func `a member twice is invalid in every JSON format`() {
    let twice = String(answer().dropLast()) + #","label":"positive"}"#
    #expect(failure(twice) == .notJSON(detail: "the same member twice in one object"))
    #expect(failure(twice, .jsonObject) == .notJSON(detail: "the same member twice in one object"))
  }

  @Test func `json_schema admits nothing around the object`() {
    #expect(failure("```json\n\(answer())\n```") == .notJSON(detail: "unexpected character"))
    #expect(failure(answer() + " Done.") == .notJSON(detail: "something follows the value"))
    #expect(failure(" \n\(answer())\n") == nil)
    #expect(failure("[\(answer())]") == .notJSON(detail: "not an object"))
  }

  @Test func `cues, topics and languages beyond the sets are dropped and counted, repeated ones kept once`() throws {
    let read = try read(
      answer(cues: ["urgency", "joy", "urgency"], topics: ["bug", "weather", "sports"], language: "English"))
    #expect(read.verdict.cues == [.urgency])
    #expect(read.verdict.topics == [.bug])
    #expect(read.verdict.language == "und")
    #expect(read.dropped.cues == 1 && read.dropped.topics == 2 && read.dropped.languages == 1)
  }

  @Test func `the source's language stands in when the answer has none`() throws {
    let polish = conversation("x", language: "pl_PL")
    #expect(
      try reader.read(answer(language: "und"), format: .jsonSchema, conversation: polish).verdict.language == "pl-PL")
    #expect(try reader.read("neutral", format: .label, conversation: polish).verdict.language == "pl-PL")
    #expect(try reader.read(answer(language: "de"), format: .jsonSchema, conversation: polish).verdict.language == "de")
  }

  @Test func `empty and oversized answers are refused`() {
    #expect(failure("") == .empty)
    #expect(failure(" \n", .label) == .empty)
    let long = String(repeating: " ", count: AnswerReader.maximumBytes + 1)
    #expect(failure(long) == .tooLong(bytes: AnswerReader.maximumBytes + 1))
  }

  @Test func `calibration changes probabilities and confidence, not what was stated`() throws {
    let calibrated = AnswerReader(calibration: try #require(Calibration(fitted: 2)))
    let content = answer(p: #"{"negative":0.04,"neutral":0.64,"positive":0.32}"#)
    let read = try calibrated.read(content, format: .jsonSchema, conversation: words)
    // Square roots 0.2, 0.8, 0.565685: sum 1.565685.
    #expect(abs(read.verdict.confidence - 0.8 / 1.5656854249492381) < 1e-12)
    #expect(read.stated?.neutral == 0.64)
  }

  @Test func `errors say where without repeating the answer`() throws {
    let error = #expect(throws: InvalidAnswer.self) { try read(#"{"label": "secret <PERSON_1>"}"#) }
    #expect(error?.description == "'label' is none of negative, neutral, positive (at byte 10).")
    let shifted = #expect(throws: InvalidAnswer.self) { try read(#"Here: {"label": "x"}"#, .jsonObject) }
    #expect(shifted?.offset == 16)
  }
}
