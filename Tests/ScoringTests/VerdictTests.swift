import Foundation
@testable import Scoring
import Testing

@Suite struct VerdictTests {
  private let verdict = Verdict(
    label: .positive, probabilities: .bareLabel(.positive), isMixed: true, cues: [.churnRisk], evidence: ["é"],
    topics: [.featureRequest], language: "pt-BR")

  @Test func `round-trips through JSON with the schema's member names`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(verdict)
    #expect(
      String(decoding: data, as: UTF8.self)
        == #"{"confidence":0.5,"cues":["churn_risk"],"evidence":["é"],"issue_reported":false,"label":"positive","#
        + #""language":"pt-BR","mixed":true,"p":{"negative":0.25,"neutral":0.25,"positive":0.5},"#
        + #""topics":["feature_request"]}"#)
    #expect(try JSONDecoder().decode(Verdict.self, from: data) == verdict)
  }

  @Test func `refuses stored probabilities that are none`() {
    for text in [
      #"{"negative":0.5,"neutral":0.5,"positive":0.5}"#, #"{"negative":-0.5,"neutral":1,"positive":0.5}"#,
      #"{"negative":1,"neutral":0}"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Probabilities.self, from: Data(text.utf8)) }
    }
  }

  @Test func `weights that are no distribution can't be normalized`() {
    #expect(Probabilities(normalizing: 0, 0, 0) == nil)
    #expect(Probabilities(normalizing: -1, 1, 1) == nil)
    #expect(Probabilities(normalizing: .nan, 1, 1) == nil)
    #expect(Probabilities(normalizing: .infinity, 1, 1) == nil)
    #expect(Probabilities(normalizing: 1, 1, 2)?.positive == 0.5)
  }

  @Test func `the ladder of answer formats ends at the label`() {
    #expect(AnswerFormat.jsonSchema.fallback == .jsonObject)
    #expect(AnswerFormat.jsonObject.fallback == .label)
    #expect(AnswerFormat.label.fallback == nil)
  }

  @Test(arguments: [
    ("de", "de"), ("PT-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("es-419", "es-419"), ("en_US", "en-US"),
    ("de-1996", "de"), ("und", "und"),
  ])
  func `language tags are put into canonical form`(stated: String, canonical: String) {
    #expect(canonicalLanguageTag(stated) == canonical)
  }

  @Test(arguments: ["", "english", "d", "de-", "-de", "de--DE", "d3", "français", "en\nignore", "en-toolongsubtag"])
  func `what has not the shape of a tag is none`(stated: String) {
    #expect(canonicalLanguageTag(stated) == nil)
  }
}
