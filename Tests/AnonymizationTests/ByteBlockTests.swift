@testable import Anonymization
import Testing

@Suite
struct ByteBlockTests {
  /// Every byte value at every distance from the start and the end of texts of up to three blocks.
  @Test(arguments: 0..<48) func `find the first marked byte wherever it stands`(length: Int) {
    for place in 0..<length {
      for byte in UInt8.min...UInt8.max {
        var text = Array(repeating: UInt8(ascii: "a"), count: length)
        text[place] = byte
        let expected = (byte == 0x22 || byte < 0x20 || byte >= 0x80) ? place : length
        let found = text.span.first(from: 0, to: length) { $0.marks("\"") | $0.marks(below: 0x20) | $0.beyondASCII }
        #expect(found == expected, "byte \(byte) at \(place) of \(length)")
      }
    }
  }

  @Test func `stop at the end of the range, not of the text`() {
    let text = Array("aaaa\"aaaaaaa".utf8)
    #expect(text.span.first(from: 0, to: 3) { $0.marks("\"") } == 3)
    #expect(text.span.first(from: 5, to: 12) { $0.marks("\"") } == 12)
  }

  @Test(arguments: ["", "a", "zażółć gęślą jaźń", "Ελλάδα 🇬🇷 και 漢字", "é🙂é🙂é🙂é🙂é", "plain ASCII of some length"])
  func `count scalars as strings do`(text: String) {
    #expect(text.utf8.span.scalarCount(0..<text.utf8.count) == text.unicodeScalars.count)
  }

  @Test(arguments: [0, 7, 10, 99, 100, 12_345, Int.max, -1, Int.min]) func `write numbers as strings do`(number: Int) {
    var bytes: [UInt8] = []
    bytes.append(decimal: number)
    #expect(String(decoding: bytes, as: UTF8.self) == String(number))
  }
}
