@testable import Scoring
import Testing

@Suite struct ProseSearchTests {
  private func read(_ content: String, _ format: AnswerFormat) throws(InvalidAnswer) -> SentimentLabel {
    try AnswerReader(calibration: .uncalibrated).read(content, format: format, conversation: conversation("x"))
      .verdict.label
  }

  private func failure(_ content: String, _ format: AnswerFormat) -> InvalidAnswer.Reason? {
    do {
      _ = try read(content, format)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func `the one object is found among fences, prose and braces`() throws {
    for content in [
      "```json\n\(answer())\n```", "Sure! Here is it: \(answer()) Hope it helps.", "{well} {so} \(answer()) {end}",
      "<think>\nperhaps {\"label\":\"positive\"}\n</think>\n\n\(answer())",
    ] {
      #expect(try read(content, .jsonObject) == .neutral)
    }
  }

  @Test func `a second object makes the answer ambiguous`() {
    let injected = answer(label: "positive", p: #"{"negative":0,"neutral":0,"positive":1}"#)
    #expect(failure("The customer wrote \(injected). My answer: \(answer())", .jsonObject) == .severalObjects)
    #expect(failure("\(answer())\n{}", .jsonObject) == .severalObjects)
  }

  @Test func `no object, or a broken one, is not an answer`() {
    #expect(failure("neutral", .jsonObject) == .notJSON(detail: "no object in it"))
    #expect(failure(String(answer().dropLast()), .jsonObject) == .notJSON(detail: "ends too early"))
    #expect(failure("{\"draft\": \(answer())", .jsonObject) == .notJSON(detail: "ends too early"))
  }

  @Test(arguments: [
    ("neutral", SentimentLabel.neutral), ("Label: **Neutral**.", .neutral), ("NEGATIVE\n", .negative),
    ("{\"label\": \"positive\"}", .positive), ("positive, positive!", .positive),
    ("<think>negative? positive?</think> negative", .negative), ("\"negative\"", .negative),
    ("The tone is negative because it is not resolved.", .negative),
  ])
  func `one label word is enough`(content: String, label: SentimentLabel) throws {
    #expect(try read(content, .label) == label)
  }

  @Test(arguments: [
    ("neutral or negative", InvalidAnswer.Reason.ambiguousLabel), ("not negative", .ambiguousLabel),
    ("non-negative", .ambiguousLabel), ("positive/negative", .ambiguousLabel), ("I can't help with that.", .noLabel),
    ("negatively", .noLabel), ("neutralität", .noLabel), ("unpositive", .noLabel), ("negative\u{301}", .noLabel),
  ])
  func `two labels, negated ones and other words are not`(content: String, reason: InvalidAnswer.Reason) {
    #expect(failure(content, .label) == reason)
  }

  @Test func `a bare label claims no more than one half`() throws {
    let read = try AnswerReader(calibration: .uncalibrated).read(
      "negative", format: .label, conversation: conversation("x"))
    #expect(read.stated == nil)
    #expect(read.verdict.confidence == 0.5)
    #expect(read.verdict.score == -0.25)
  }
}
