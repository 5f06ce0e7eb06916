import Testing

@testable import ModelEndpoint

@Suite struct WireReaderTests {
  private func items(_ text: String, known: [String] = []) throws -> [String] {
    var items: [String] = []
    var reader = WireReader(Array(text.utf8), known: known.map { Array($0.utf8) })
    try reader.read { items.append($0.text) }
    return items
  }

  @Test func namesStringsAndNumbersAreAllShown() throws {
    let text = #"{"a":["b",{"c":-1.5e3,"d":null}],"e":"","f":true,"g":12345678}"#
    #expect(try items(text) == ["a", "b", "c", "-1.5e3", "d", "e", "", "f", "g", "12345678"])
  }

  @Test func escapesAreReadAsTheReceiverReadsThem() throws {
    #expect(try items(#"["a\u0040b","\ud83d\ude00","\"\\\/\b\f\n\r\t"]"#) == ["a@b", "😀", "\"\\/\u{8}\u{C}\n\r\t"])
  }

  @Test(arguments: [
    "", "{", "[1,]", "[1 ,2]", "\"a", "\"\\x\"", "\"\\ud83d\"", "\"\\ud83dx\"", "\"\\u00g0\"", "\"a\u{1}\"", "nul",
    "[1]]", "{\"a\"}", "{\"a\":}", "{1:2}", "-", "1e", String(repeating: "[", count: 1000),
  ])
  func whatIsNoJSONIsUnreadable(_ text: String) {
    #expect(throws: WireReader.Unreadable.self) { try items(text) }
  }

  @Test func invalidUTF8IsUnreadable() {
    var reader = WireReader([0x22, 0xC3, 0x28, 0x22], known: [])
    #expect(throws: WireReader.Unreadable.self) { try reader.read { _ in } }
  }

  @Test func knownValuesAreNotShownAndAlmostKnownOnesAre() throws {
    let text = #"{"a":"fixed","b":["fixed2",{"k":"v"}],"fixed":"c"}"#
    #expect(try items(text, known: [#""fixed""#, #"{"k":"v"}"#]) == ["a", "b", "fixed2", "fixed", "c"])
  }

  @Test func theContentsOfMessagesAreNumbered() throws {
    let text = #"{"messages":[{"role":"user","content":"x"},{"content":"y"}],"content":"z"}"#
    var found: [Int?: String] = [:]
    var reader = WireReader(Array(text.utf8), known: [])
    try reader.read { item in if item.message != nil { found[item.message] = item.text } }
    #expect(found == [0: "x", 1: "y"])
  }

  /// The reader must never crash, whatever the bytes: each prefix and each flipped byte of a body.
  @Test func brokenBytesAreRefusedWithoutACrash() {
    let body = Array(#"{"messages":[{"content":"a\u00e9\n\"b\" ü 12"}],"n":-1.5e-3,"t":[true,false,null]}"#.utf8)
    for count in 0..<body.count {
      var reader = WireReader(Array(body[..<count]), known: [])
      #expect(throws: WireReader.Unreadable.self) { try reader.read { _ in } }
    }
    var random = SeededRandom(seed: 7)
    for _ in 0..<20_000 {
      var broken = body
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        broken[Int.random(in: 0..<broken.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      var reader = WireReader(broken, known: [])
      try? reader.read { _ in }
    }
  }
}
