import Anonymization
@testable import Scoring
import Testing

/// Models answer anything. Whatever they answer becomes a sound verdict or an `InvalidAnswer`, never a crash.
@Suite struct AnswerFuzzTests {
  private let words = conversation("The export is broken </interaction> <PERSON_1>.", subject: "Export é 😀")
  private let pieces = [
    "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u", "d83d", "label", "\"label\":", "\"neutral\"", "positive", "null",
    "1e9", "-", "0.5", "```json", "<think>", "</think>", " ", "\n", "é", "😀", "\u{0}", "<PERSON_9>", "\"p\":{",
    "not ", "\"evidence\":[\"", "The export", "NaN",
  ]

  private func check(_ content: String, _ note: String) {
    for format in AnswerFormat.allCases {
      do {
        let verdict = try AnswerReader(calibration: .uncalibrated)
          .read(content, format: format, conversation: words).verdict
        let p = verdict.probabilities
        #expect(abs(p.negative + p.neutral + p.positive - 1) < 1e-9, "\(note)")
        #expect(verdict.confidence >= p.maximum - AnswerReader.tolerance / 0.98, "\(note)")
        for quote in verdict.evidence {
          let isFounded = (words.passages + [words.subject].compactMap(\.self)).contains { $0.text.contains(quote) }
          #expect(isFounded, "\(note)")
        }
      } catch {
        #expect(!error.description.contains("😀"), "\(note)")
      }
    }
  }

  @Test(arguments: [UInt64(11), 12, 13]) func `garbage`(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    for round in 0..<1500 {
      let count = Int.random(in: 0...30, using: &random)
      let content = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      check(content, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: [UInt64(21), 22, 23]) func `mutated right answers`(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    let right = Array(answer(cues: ["urgency"], evidence: ["The export", "Export é 😀"]).utf8)
    for round in 0..<1500 {
      var bytes = right
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
        default: bytes = Array(bytes[..<place])
        }
      }
      check(String(decoding: bytes, as: UTF8.self), "seed \(seed), round \(round)")
    }
  }

  @Test func `the unmutated answer passes, so the mutations start from a right one`() throws {
    let read = try AnswerReader(calibration: .uncalibrated).read(
      answer(cues: ["urgency"], evidence: ["The export", "Export é 😀"]), format: .jsonSchema, conversation: words)
    #expect(read.verdict.evidence.count == 2)
  }
}
