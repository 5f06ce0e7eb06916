import Anonymization
import Testing

@Suite struct HostileInputTests {
  /// Each grows with its parameter; a rule that is not linear would not come back from the larger one.
  static let texts: [(name: String, make: @Sendable (Int) -> String)] = [
    ("signs", { String(repeating: "@", count: $0) }), ("digits", { String(repeating: "7", count: $0) }),
    ("spaced digits", { String(repeating: "7 ", count: $0 / 2) }),
    ("addresses", { String(repeating: "a@", count: $0 / 2) }),
    ("marks", { "a" + String(repeating: "\u{301}", count: $0 / 2) }),
    ("quotes", { String(repeating: "\"@", count: $0 / 2) }),
    ("references", { String(repeating: "&amp;", count: $0 / 5) + "#64;" }),
    ("nested references", { "&" + String(repeating: "amp;", count: $0 / 4) + "#64;" }),
    ("percent", { String(repeating: "%25", count: $0 / 3) + "40" }),
    ("at words", { String(repeating: "at ", count: $0 / 3) }),
    ("framed signs in a row", { String(repeating: "a_at_", count: $0 / 5) }),
    ("spoken signs", { String(repeating: "at dot ", count: $0 / 7) }),
    ("spoken addresses", { String(repeating: "a at b dot c ", count: $0 / 13) }),
    ("comments", { String(repeating: "()@", count: $0 / 3) }), ("tags", { String(repeating: "<b>@", count: $0 / 4) }),
    ("base64", { String(repeating: "YWJj", count: $0 / 4) }),
    ("base64 signs", { String(repeating: "QEBA", count: $0 / 4) }),
    ("multipliers", { String(repeating: "triple 1 ", count: $0 / 9) }),
    ("plus words", { String(repeating: "1 plus ", count: $0 / 7) }),
    ("number words", { String(repeating: "one ", count: $0 / 4) }), ("brackets", { String(repeating: "(", count: $0) }),
    ("colons", { String(repeating: ":", count: $0) }), ("mime words", { String(repeating: "=?u?B?", count: $0 / 6) }),
    ("dots", { String(repeating: "a.", count: $0 / 2) + "@" }),
    ("schemes", { String(repeating: "a://", count: $0 / 4) }),
    ("look-alikes", { String(repeating: "<EMAIL_", count: $0 / 7) }),
    ("iban", { String(repeating: "PL61 ", count: $0 / 5) }),
  ]

  @Test(.timeLimit(.minutes(4)), arguments: texts.map(\.name))
  func `a text made to be slow is masked in linear time`(name: String) throws {
    let make = try #require(Self.texts.first { $0.name == name }?.make)
    for size in [4_000, 60_000] {
      var masking = Masker().beginCase()
      let masked = masking.mask(make(size))
      #expect(masked.text.utf8.count <= 8 * size + 64)
    }
  }

  @Test func `a value after a flood is found`() {
    for (name, make) in Self.texts {
      let text = make(5_000) + " . \n\n ana@example.org"
      #expect(found(in: text).last?.value.hasSuffix("example.org") == true, "\(name)")
    }
  }

  @Test func `nesting of encodings hides nothing`() {
    let nested = "ana&" + String(repeating: "amp;", count: 500) + "#64;example.org"
    #expect(found(in: nested) == [.email(nested)])
  }

  @Test func `an escape that swallows the end of an encoded word is survived`() {
    var masking = Masker().beginCase()
    let text = "%a=?T?B??=3=?8?B??="
    #expect(masking.mask(text).text == text)
  }
}
