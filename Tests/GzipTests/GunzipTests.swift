import Gzip
import Testing

@Suite struct GunzipTests {
  /// `printf 'tone\n' | gzip -n`
  private let tone: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x2B, 0xC9, 0xCF, 0x4B, 0xE5, 0x02, 0x00, 0x91, 0xC6,
    0x23, 0x13, 0x05, 0x00, 0x00, 0x00,
  ]

  @Test func `decompresses a file, several members and trailing padding`() throws {
    #expect(try gunzip(tone, limit: 5) == Array("tone\n".utf8))
    #expect(try gunzip(tone + tone, limit: 10) == Array("tone\ntone\n".utf8))
    #expect(try gunzip(tone + [0, 0, 0], limit: 5) == Array("tone\n".utf8))
  }

  @Test func `stops at the limit`() {
    #expect(throws: GzipError.tooLarge(limit: 4)) { try gunzip(tone, limit: 4) }
  }

  @Test func `names what is wrong with the bytes`() {
    #expect(throws: GzipError.notGzip) { try gunzip(Array("tone".utf8), limit: 100) }
    #expect(throws: GzipError.notGzip) { try gunzip([], limit: 100) }
    for count in 2..<tone.count {
      #expect(throws: GzipError.truncated) { try gunzip(Array(tone[..<count]), limit: 100) }
    }
    var damaged = tone
    damaged[tone.count - 6] ^= 0xFF
    #expect(throws: GzipError.corrupt) { try gunzip(damaged, limit: 100) }
  }
}
