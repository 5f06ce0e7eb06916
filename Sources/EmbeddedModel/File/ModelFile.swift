/// A model as bytes.
///
/// Everything is little-endian. Header, 64 bytes:
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `phanoTM` and a line feed |
/// | 8 | 4 | format version, 1 |
/// | 12 | 4 | CRC-32 of all bytes from offset 16 on |
/// | 16 | 8 | length of the file in bytes |
/// | 24 | 4 | bucket bits of the tone table |
/// | 28 | 4 | bucket bits of the language table |
/// | 32 | 4 | number of languages, n |
/// | 36 | 4 | length of the metadata in bytes |
/// | 40 | 4 | temperature (32-bit float) |
/// | 44 | 20 | zeros |
///
/// then, without gaps: 3 tone scales, 3 tone biases, n language scales, n language biases (32-bit floats); n times two
/// ASCII letters; the tone table, four bytes a bucket; the language table, n bytes a bucket; the metadata as JSON.
/// ``ModelTables`` says what the numbers mean.
struct ModelFile: Sendable, Hashable {
  static let formatVersion: UInt32 = 1

  var tables: ModelTables
  var metadata: ModelMetadata

  private static let magic = Array("phanoTM\n".utf8)
  private static let headerLength = 64
  private static let checkedFrom = 16
  private static let toneCount = Tone.allCases.count
}

extension ModelFile {
  /// Reads a model and checks every byte of it.
  init(_ bytes: [UInt8]) throws(ModelFileError) {
    guard bytes.starts(with: Self.magic), bytes.count >= Self.headerLength else { throw .notAModel }
    var reader = LittleEndianReader(bytes, at: Self.magic.count)
    let format = reader.uint32()
    guard format == Self.formatVersion else {
      throw .unsupportedFormat(found: format, supported: Self.formatVersion)
    }
    let checksum = reader.uint32()
    let length = UInt64(reader.uint32()) | UInt64(reader.uint32()) << 32
    guard length == UInt64(bytes.count) else { throw .wrongLength(expected: length, actual: bytes.count) }
    guard Checksum.crc32(bytes[Self.checkedFrom...]) == checksum else { throw .checksumMismatch }

    let bucketBits = Int(reader.uint32())
    let languageBits = Int(reader.uint32())
    let languageCount = Int(reader.uint32())
    let metadataLength = Int(reader.uint32())
    guard (8...24).contains(bucketBits), (8...20).contains(languageBits), (1...64).contains(languageCount) else {
      throw .inconsistent("table sizes")
    }
    let temperature = reader.float()
    reader.skip(to: Self.headerLength)
    let fixed = 4 * 2 * (Self.toneCount + languageCount) + 2 * languageCount
    let expected =
      Self.headerLength + fixed + 4 << bucketBits + languageCount << languageBits + metadataLength
    guard expected == bytes.count else { throw .inconsistent("lengths") }

    tables = ModelTables(
      bucketBits: bucketBits, languageBits: languageBits,
      toneScales: reader.floats(Self.toneCount), toneBiases: reader.floats(Self.toneCount),
      temperature: temperature, toneEntries: [],
      languages: [], languageScales: reader.floats(languageCount), languageBiases: reader.floats(languageCount),
      languageWeights: [])
    tables.languages = (0..<languageCount).map { _ in String(decoding: reader.bytes(2), as: UTF8.self) }
    tables.toneEntries = reader.uint32s(1 << bucketBits)
    tables.languageWeights = reader.int8s(languageCount << languageBits)
    metadata = try ModelMetadata(json: reader.bytes(metadataLength))
    let numbers = tables.toneScales + tables.toneBiases + tables.languageScales + tables.languageBiases
    guard numbers.allSatisfy(\.isFinite), temperature.isFinite, temperature > 0 else {
      throw .inconsistent("numbers")
    }
  }

  /// The bytes of the model; reading them gives the same model.
  func encoded() -> [UInt8] {
    let metadata = metadata.json()
    var body = LittleEndianWriter()
    body.append(UInt32(tables.bucketBits))
    body.append(UInt32(tables.languageBits))
    body.append(UInt32(tables.languages.count))
    body.append(UInt32(metadata.count))
    for number in [tables.temperature, 0, 0, 0, 0, 0] { body.append(number) }
    for numbers in [tables.toneScales, tables.toneBiases, tables.languageScales, tables.languageBiases] {
      for number in numbers { body.append(number) }
    }
    body.append(tables.languages.flatMap { Array($0.utf8.prefix(2)) })
    for entry in tables.toneEntries { body.append(entry) }
    body.append(tables.languageWeights.map { UInt8(bitPattern: $0) })
    body.append(metadata)

    var checked = LittleEndianWriter()
    let length = UInt64(Self.checkedFrom + 8 + body.bytes.count)
    checked.append(UInt32(truncatingIfNeeded: length))
    checked.append(UInt32(truncatingIfNeeded: length >> 32))
    checked.append(body.bytes)

    var file = LittleEndianWriter()
    file.append(Self.magic)
    file.append(Self.formatVersion)
    file.append(Checksum.crc32(checked.bytes))
    file.append(checked.bytes)
    return file.bytes
  }
}
