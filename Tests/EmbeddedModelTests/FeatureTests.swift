import Testing

@testable import EmbeddedModel

@Suite struct FeatureTests {
  private func buckets(_ text: String) -> [UInt32] {
    var extractor = FeatureExtractor(bucketBits: 20)
    extractor.extract(Substring(text))
    return extractor.buckets
  }

  private func folded(_ text: String) -> String {
    var folding = TextFolding()
    var text = text
    text.withUTF8 { folding.fold($0) }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: folding.scalars.compactMap(Unicode.Scalar.init))
    return String(result)
  }

  @Test("The buckets of a text never change: the weights are filed under them")
  func goldenBuckets() {
    #expect(buckets("Don't :)") == GoldenBuckets.dontSmile)
    #expect(buckets("żółw") == GoldenBuckets.turtle)
  }

  @Test(
    "Text is folded to lower case, straight quotes, short runs and one zero for digits",
    arguments: [
      ("HELLO World", " hello world "), ("ÉCOLE Żółw ÑANDÚ Ž", " école żółw ñandú ž "),
      ("don’t «so»", " don't \"so\" "),
      ("sooooooo!!!!!", " sooo!!! "), ("paid 1234 in 2026", " paid 0 in 0 "), ("a\u{A0}\t\n b", " a b "), ("", " "),
    ])
  func folding(text: String, expected: String) {
    #expect(folded(text) == expected)
  }

  @Test("Mentions and web addresses leave nothing")
  func references() {
    #expect(folded("@someone_9 look https://example.com/a?b=1 now") == "  look  now ".replacing("  ", with: " "))
    #expect(buckets("see https://example.com") == buckets("see http://example.org/other"))
  }

  @Test(
    "A placeholder is no feature, whatever it stands for",
    arguments: ["<EMAIL_1>", "<PHONE_12>", "<NATIONAL_ID_3>", "<PERSON_999>"])
  func placeholders(placeholder: String) {
    #expect(buckets("write to \(placeholder) today") == buckets("write to today"))
    #expect(buckets("write to \(placeholder), please") == buckets("write to , please"))
  }

  @Test("What only looks like a placeholder is text", arguments: ["<EMAIL>", "<email_1>", "<EMAIL_1", "<_1>", "<3>"])
  func lookalikes(text: String) {
    #expect(buckets("a \(text) b") != buckets("a b"))
  }

  @Test("Repeating a word adds no feature but the pairs it makes")
  func repetition() {
    #expect(Set(buckets("bad bad bad")) == Set(buckets("bad bad")))
  }

  @Test("Malformed UTF-8 is read to its end without a trap")
  func malformed() {
    for bytes: [UInt8] in [[0xFF], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0x80, 0x41], [0xED, 0xA0, 0x80]] {
      var folding = TextFolding()
      bytes.withUnsafeBufferPointer { folding.fold($0) }
      #expect(folding.scalars.first == TextFolding.blank && folding.scalars.last == TextFolding.blank)
    }
  }

  @Test("An extractor gives the same features after other texts as a fresh one")
  func reuse() {
    var extractor = FeatureExtractor(bucketBits: 20)
    for text in ["first text", String(repeating: "a long one with many words ", count: 500), "", "last text"] {
      extractor.extract(Substring(text))
      #expect(extractor.buckets == buckets(text))
    }
  }
}
