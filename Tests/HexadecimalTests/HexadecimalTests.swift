import Hexadecimal
import Testing

@Suite struct HexadecimalTests {
  @Test func everyByteComesBack() {
    let all = (0...255).map { UInt8($0) }
    #expect(all.hexadecimal.hasPrefix("000102") && all.hexadecimal.hasSuffix("fdfeff"))
    #expect([UInt8](hexadecimal: all.hexadecimal) == all)
    #expect([UInt8](hexadecimal: all.hexadecimal.uppercased()) == all)
    #expect([UInt8](hexadecimal: "")?.isEmpty == true)
  }

  @Test(arguments: ["0", "0g", "+1", " 1", "0x", "é1", "１２"])
  func whatIsNoPairOfDigitsIsRefused(text: String) {
    #expect([UInt8](hexadecimal: text) == nil)
  }
}
