@testable import Anonymization
import Testing

@Suite struct FuzzTests {
  /// Set to repeat a failure; otherwise the same cases each time, so that a change is judged on equal terms.
  private static let seed: UInt64 = 20_250_611
  private static let cases = 4000

  @Test func `no disguise of an address or number gets through`() {
    var maker = FuzzCaseMaker(seed: Self.seed)
    for index in 0..<Self.cases {
      let sample = maker.next()
      var masking = Masker().beginCase()
      let masked = masking.mask(sample.text)
      let label = "seed \(Self.seed), case \(index), \(sample.transforms): \(sample.text.debugDescription)"
      let left = masked.text.lowercased().filter { $0.isLetter || $0.isNumber }
      for fragment in fragments(of: sample.secret.lowercased(), length: 4) {
        #expect(!left.contains(fragment), "\(fragment) is left, \(label)")
      }
      #expect(LeakScanner(placeholders: masking.placeholders).findings(in: masked.text) == [], "\(label)")
    }
  }

  @Test func `masked texts have the properties of masked texts`() {
    var maker = FuzzCaseMaker(seed: Self.seed &+ 1)
    for index in 0..<Self.cases {
      let text = maker.next().text
      let label: Comment = "seed \(Self.seed &+ 1), case \(index): \(text.debugDescription)"
      var masking = Masker().beginCase()
      let masked = masking.mask(text)
      #expect(masking.mask(text) == masked, "numbering is stable, \(label)")
      #expect(masking.mask(again: masked) == masked, "masking is idempotent, \(label)")
      #expect(masking.placeholders.restore(masked.text) == RestoredText(text: text, unresolved: []), label)
      check(Masker().detect(text), of: text, label)
    }
  }

  @Test func `random soup of signs keeps every promise`() {
    var random = SeededGenerator(seed: Self.seed &+ 2)
    let alphabet: [String] = [
      "@", ".", "a", "b", "1", "2", "0", " ", "\n", "+", "(", ")", "-", "\"", "\\", "&", "#", ";", "%", "4", "=", "?",
      "x", ":",
      "/", "<", ">", "_", "EMAIL_1", " at ", " dot ", "é", "ł", "\u{200B}", "\u{301}", "＠", "٣", "\u{1F600}", "&#64;",
      "=?u?B?",
      "PL", "one ", "http://", "\u{FFFD}", "amp;", "u0040", "\r", "[", "]",
    ]
    for index in 0..<Self.cases {
      let text = (0..<Int.random(in: 1...60, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
        .joined()
      let label: Comment = "seed \(Self.seed &+ 2), case \(index): \(text.debugDescription)"
      var masking = Masker().beginCase()
      let masked = masking.mask(text)
      check(Masker().detect(text), of: text, label)
      #expect(String(masked.text.unicodeScalars) == masked.text, label)
      _ = LeakScanner(placeholders: masking.placeholders).findings(in: masked.text)
      _ = masking.placeholders.restore(masked.text)
    }
  }

  private func check(_ spans: [EntitySpan], of text: String, _ label: Comment) {
    let bytes = Array(text.utf8)
    var end = 0
    for span in spans {
      #expect(span.range.lowerBound >= end && !span.range.isEmpty && span.range.upperBound <= bytes.count, label)
      end = span.range.upperBound
      for edge in [span.range.lowerBound, end] where edge < bytes.count {
        #expect(bytes[edge] & 0xC0 != 0x80, "within a scalar, \(label)")
      }
    }
  }

  private func fragments(of secret: String, length: Int) -> [String] {
    let characters = Array(secret)
    guard characters.count >= length else { return [] }
    return (0...characters.count - length).map { String(characters[$0..<$0 + length]) }
  }
}
