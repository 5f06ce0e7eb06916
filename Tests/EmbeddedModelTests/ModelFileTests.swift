import Testing

@testable import EmbeddedModel

@Suite struct ModelFileTests {
  @Test("A model file is read as it was written")
  func roundTrip() throws {
    let file = try ModelFile(Samples.smallModel())
    #expect(try ModelFile(file.encoded()) == file)
    #expect(file.encoded() == (try Samples.smallModel()))
  }

  @Test("A changed byte is noticed wherever it is")
  func corruption() throws {
    let intact = try Samples.smallModel()
    for offset in Array(stride(from: 0, to: intact.count, by: 97)) + Array(0..<64) + [intact.count - 1] {
      var damaged = intact
      damaged[offset] ^= 0x10
      #expect(throws: ModelFileError.self, "byte \(offset)") { try ModelFile(damaged) }
    }
  }

  @Test("A file that was cut off or has grown is refused")
  func length() throws {
    let intact = try Samples.smallModel()
    for count in [0, 7, 8, 63, 64, 100, intact.count / 2, intact.count - 1] {
      #expect(throws: ModelFileError.self, "\(count) bytes") { try ModelFile(Array(intact.prefix(count))) }
    }
    #expect(throws: ModelFileError.wrongLength(expected: UInt64(intact.count), actual: intact.count + 1)) {
      try ModelFile(intact + [0])
    }
  }

  @Test("Sizes that contradict each other are refused even with a right checksum")
  func inconsistentSizes() throws {
    for (offset, value) in [(24, UInt8(30)), (24, 11), (28, 0), (32, 0), (32, 200), (36, 1), (39, 0xFF)] {
      var file = try Samples.smallModel()
      file[offset] = value
      let checksum = Checksum.crc32(file[16...])
      for byte in 0..<4 { file[12 + byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte)) }
      #expect(throws: ModelFileError.self, "byte \(offset) = \(value)") { try ModelFile(file) }
    }
  }

  @Test("Errors say what to do")
  func messages() {
    #expect(throws: ModelFileError.notAModel) { try ModelFile(Array("GIF89a and then some more bytes".utf8)) }
    #expect("\(ModelFileError.checksumMismatch)".contains("copy it again"))
  }

  @Test("The checksum is that of gzip", arguments: [("", UInt32(0)), ("123456789", 0xCBF4_3926), ("a", 0xE8B7_BE43)])
  func checksum(text: String, expected: UInt32) {
    #expect(Checksum.crc32(Array(text.utf8)) == expected)
  }

  @Test("A missing file is an error that names it")
  func missingFile() {
    #expect { try ToneClassifier(file: "/nonexistent/model.bin") } throws: { error in
      "\(error)".contains("/nonexistent/model.bin")
    }
  }
}
