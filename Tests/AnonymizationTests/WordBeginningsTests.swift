@testable import Anonymization
import Testing

@Suite struct WordBeginningsTests {
  private func mayKnow(_ word: [UInt8], _ beginnings: WordBeginnings) -> Bool {
    beginnings.mayKnow(0..<word.count, of: word.span)
  }

  private func isKnown(_ word: [UInt8]) -> Bool {
    Landmarks.Word(in: word.span, 0..<word.count, .shared) != nil
  }

  /// Every eleventh beginning of four letters, alone and before a number word.
  @Test func `no word that the lexicon knows something about is passed over`() {
    let beginnings = Lexicon.shared.beginnings
    var passedOver = 0
    for number in stride(from: 0, to: 26 * 26 * 26 * 26, by: 11) {
      let word = [number / 17_576, number / 676 % 26, number / 26 % 26, number % 26].map { UInt8(0x61 + $0) }
      guard !mayKnow(word, beginnings) else { continue }
      passedOver += 1
      for ending in ["", "zwanzig", "s"] where isKnown(word + Array(ending.utf8)) {
        Issue.record("\(String(decoding: word, as: UTF8.self))\(ending)")
      }
    }
    #expect(passedOver > 20_000)
  }

  @Test(arguments: ["PHOnes", "phon", "tel", "té漢字", "телефон"])
  func `capitals, short words and other scripts pass`(word: String) {
    var beginnings = WordBeginnings()
    beginnings.insert(Array("phone".utf8))
    #expect(mayKnow(Array(word.utf8), beginnings))
    #expect(!mayKnow(Array("phase".utf8), beginnings))
  }
}
