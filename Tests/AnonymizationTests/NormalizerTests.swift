@testable import Anonymization
import Testing

@Suite struct NormalizerTests {
  /// Plain stretches are copied whole; whatever ends an escape must not be among them.
  @Test(arguments: [
    ("%4\u{FF10}", "@"), ("a%\u{FF14}0b", "a@b"), ("\u{FF05}40", "@"), ("%2540", "@"), ("%25%34%30", "@"),
    ("&amp;#64;", "@"), ("&amp;amp;commat;", "@"), ("é&ZeroWidthSpace;a", "ea"),
    ("é&zerowidthspace;", "e&zerowidthspace;"),
    ("&#x00000040;x", "@x"), ("&#64 x", "@ x"), ("=\r\na", "a"),
    ("é, then some plain words=\na", "e, then some plain wordsa"),
    ("\\u0040 and \\x40", "@ and @"), ("some plain words %C3%A9 and =C3=A9 too", "some plain words e and e too"),
    ("&#37;40", "@"), ("&#38;commat;", "@"), ("\u{FF06}commat;", "@"),
    ("&#6=\n4;", "@"), ("é097&#61;&#13;<br>\n651", "e097651"), ("é067=20459=20234", "e067 459 234"),
    ("&#6\u{E007F}4;", "@"), ("a\\x00b", "ab"), ("a\\u{0}b", "ab"), ("a&#0;b", "ab"),
    ("ana \u{24D0} b", "ana @ b"), ("\u{24D0}\u{24DD}\u{24D0}", "ana"),
  ]) func `an escape is decoded wherever it begins, ends or comes from`(text: String, expected: String) {
    let copy = Normalizer.copy(of: text.utf8.span)
    #expect(copy.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
  }

  @Test(arguments: [("=40123", "=40123"), ("=4590549717;", "=4590549717;"), ("=40163.com", "@163.com")])
  func `a row of digits behind an equals sign is a value`(text: String, expected: String) {
    let copy = Normalizer.copy(of: "é\(text)".utf8.span)
    #expect(copy.map { String(decoding: $0.bytes, as: UTF8.self) } == "e\(expected)")
  }

  @Test(arguments: 0..<40) func `offsets lead back across plain stretches of any length`(length: Int) {
    let plain = String(repeating: "a", count: length)
    let text = "é\(plain)%40\(plain)é\(plain)@"
    let copy = Normalizer.copy(of: text.utf8.span)
    let bytes = copy?.bytes ?? []
    #expect(String(decoding: bytes, as: UTF8.self) == "e\(plain)@\(plain)e\(plain)@")
    for (offset, byte) in bytes.enumerated() where byte == 0x40 {
      let original = copy?.map.original(of: offset..<offset + 1) ?? 0..<0
      #expect(["%40", "@"].contains(String(decoding: Array(text.utf8)[original], as: UTF8.self)))
    }
  }

  @Test(arguments: [
    "<a href=\"tel:+353(0)822719419\">here</a>", "<a href=\"mailto:ana@example.org\">here</a>",
    "<span title=\"ana&#64;example.org\">x</span>", "<!-- ana@example.org -->",
  ])
  func `a value in a tag is read`(text: String) {
    #expect(!Masker().detect(text).isEmpty)
  }

  @Test func `a tag without a value is passed over`() {
    #expect(
      Normalizer.copy(of: "06 12<b class=\"x\"> 34</b><!-- - -->".utf8.span).map {
        String(decoding: $0.bytes, as: UTF8.self)
      } == "06 12 34")
  }
}
