public import FoundationEssentials

extension Bool: PostgresScalar {
  /// bool.
  public static var postgresType: PostgresType { .bool }
  /// bool[].
  public static var postgresArrayType: PostgresType { .boolArray }

  /// Writes one byte.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(UInt8(self ? 1 : 0)) }

  /// Reads bool.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Bool {
    guard let field else { throw .null }
    guard field.type == .bool else { throw .wrongType(field.type) }
    return try field.integer(UInt8.self) != 0
  }
}

extension PostgresField {
  /// Reads int2, int4, int8 or oid.
  @inline(__always)
  fileprivate func anyInteger() throws(PostgresDecodingFault) -> Int64 {
    switch type {
    case .int8: try integer(Int64.self)
    case .int4: Int64(try integer(Int32.self))
    case .int2: Int64(try integer(Int16.self))
    case .oid: Int64(try integer(UInt32.self))
    default: throw .wrongType(type)
    }
  }

  fileprivate static func narrow<I: FixedWidthInteger>(
    _ field: PostgresField?, _: I.Type
  ) throws(PostgresDecodingFault) -> I {
    guard let field else { throw .null }
    guard let value = I(exactly: try field.anyInteger()) else { throw .outOfRange }
    return value
  }
}

extension Int16: PostgresScalar {
  /// int2.
  public static var postgresType: PostgresType { .int2 }
  /// int2[].
  public static var postgresArrayType: PostgresType { .int2Array }

  /// Writes two bytes.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(self) }

  /// Reads any integer that fits.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Int16 {
    try PostgresField.narrow(field, Int16.self)
  }
}

extension Int32: PostgresScalar {
  /// int4.
  public static var postgresType: PostgresType { .int4 }
  /// int4[].
  public static var postgresArrayType: PostgresType { .int4Array }

  /// Writes four bytes.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(self) }

  /// Reads any integer that fits.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Int32 {
    try PostgresField.narrow(field, Int32.self)
  }
}

extension Int64: PostgresScalar {
  /// int8.
  public static var postgresType: PostgresType { .int8 }
  /// int8[].
  public static var postgresArrayType: PostgresType { .int8Array }

  /// Writes eight bytes.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(self) }

  /// Reads any integer.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Int64 {
    guard let field else { throw .null }
    return try field.anyInteger()
  }
}

extension Int: PostgresScalar {
  /// int8.
  public static var postgresType: PostgresType { .int8 }
  /// int8[].
  public static var postgresArrayType: PostgresType { .int8Array }

  /// Writes eight bytes.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(Int64(self)) }

  /// Reads any integer.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Int {
    try PostgresField.narrow(field, Int.self)
  }
}

extension Float: PostgresScalar {
  /// float4.
  public static var postgresType: PostgresType { .float4 }
  /// float4[].
  public static var postgresArrayType: PostgresType { .float4Array }

  /// Writes four bytes.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(bitPattern) }

  /// Reads float4.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Float {
    guard let field else { throw .null }
    guard field.type == .float4 else { throw .wrongType(field.type) }
    return Float(bitPattern: try field.integer(UInt32.self))
  }
}

extension Double: PostgresScalar {
  /// float8.
  public static var postgresType: PostgresType { .float8 }
  /// float8[].
  public static var postgresArrayType: PostgresType { .float8Array }

  /// Writes eight bytes.
  public func encode(into encoder: inout PostgresEncoder) { encoder.write(bitPattern) }

  /// Reads float8 or float4; numeric (what `sum` and `avg` give) wants a cast to float8 in the statement.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Double {
    guard let field else { throw .null }
    switch field.type {
    case .float8: return Double(bitPattern: try field.integer(UInt64.self))
    case .float4: return Double(Float(bitPattern: try field.integer(UInt32.self)))
    default: throw .wrongType(field.type)
    }
  }
}

/// Sent without a type, so that the server takes it for whatever the statement needs there: text, an enumeration, an
/// uuid, a date. Where nothing says what is needed, write `$1::text`. Within an array it is text.
extension String: PostgresScalar {
  /// Left to the server.
  public static var postgresType: PostgresType { .unspecified }
  /// As an element: text.
  public static var postgresElementType: PostgresType { .text }
  /// text[].
  public static var postgresArrayType: PostgresType { .textArray }
  /// Text, because the type is the server's choice.
  public static var isSentAsText: Bool { true }

  /// Writes UTF-8. Text with a zero byte is refused: PostgreSQL cannot store it.
  public func encode(into encoder: inout PostgresEncoder) {
    if utf8.contains(0) { encoder.refuse("holds a zero byte, which PostgreSQL cannot store in text") }
    encoder.write(utf8)
  }

  /// Reads text, varchar, char, name, json, jsonb, xml, enumerations and other user-defined types made of text.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> String {
    guard let field else { throw .null }
    switch field.type.oid {
    case 25, 1043, 1042, 19, 18, 114, 142, 705: return String(decoding: field.bytes, as: UTF8.self)
    case 3802: return try JSONText.decode(field).text
    default:
      guard field.type.isUserDefined else { throw .wrongType(field.type) }
      guard let text = String(validating: field.bytes, as: UTF8.self) else { throw .malformed }
      return text
    }
  }
}

extension UUID: PostgresScalar {
  /// uuid.
  public static var postgresType: PostgresType { .uuid }
  /// uuid[].
  public static var postgresArrayType: PostgresType { .uuidArray }

  /// Writes sixteen bytes.
  public func encode(into encoder: inout PostgresEncoder) {
    withUnsafeBytes(of: uuid) { encoder.write($0) }
  }

  /// Reads uuid.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> UUID {
    guard let field else { throw .null }
    guard field.type == .uuid else { throw .wrongType(field.type) }
    guard field.bytes.count == 16 else { throw .malformed }
    return UUID(uuid: field.bytes.loadUnaligned(as: uuid_t.self))
  }
}

/// timestamptz, to the microsecond. `infinity` has no `Date` and is an error when read.
extension Date: PostgresScalar {
  /// timestamptz.
  public static var postgresType: PostgresType { .timestamptz }
  /// timestamptz[].
  public static var postgresArrayType: PostgresType { .timestamptzArray }

  /// Seconds from PostgreSQL's beginning of time, 2000-01-01, to Foundation's, 2001-01-01.
  private static let secondsBetweenEpochs = 366.0 * 86_400

  /// Writes microseconds since 2000-01-01 00:00 UTC. Refuses what is no finite time within 290,000 years.
  public func encode(into encoder: inout PostgresEncoder) {
    let microseconds = ((timeIntervalSinceReferenceDate + Self.secondsBetweenEpochs) * 1_000_000).rounded()
    guard let value = Int64(exactly: microseconds), value > .min, value < .max else {
      return encoder.refuse("is no finite time that PostgreSQL can hold")
    }
    encoder.write(value)
  }

  /// Reads timestamptz. A timestamp without time zone is refused: it names no instant.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Date {
    guard let field else { throw .null }
    guard field.type == .timestamptz else { throw .wrongType(field.type) }
    let value = try field.integer(Int64.self)
    guard value > .min, value < .max else { throw .outOfRange }
    // Whole seconds apart from the rest: a Double holds both exactly, but not their sum in microseconds.
    let (seconds, microseconds) = value.quotientAndRemainder(dividingBy: 1_000_000)
    return Date(
      timeIntervalSinceReferenceDate: Double(seconds) - secondsBetweenEpochs + Double(microseconds) / 1_000_000)
  }
}

/// JSON as text, for jsonb and json columns; its syntax is checked by the server.
public struct JSONText: Sendable, Hashable, PostgresScalar {
  /// The JSON.
  public var text: String

  /// Takes any text.
  public init(_ text: String) { self.text = text }

  /// jsonb.
  public static var postgresType: PostgresType { .jsonb }
  /// jsonb[].
  public static var postgresArrayType: PostgresType { .jsonbArray }

  /// Writes jsonb's version number, 1, and the text.
  public func encode(into encoder: inout PostgresEncoder) {
    encoder.write(UInt8(1))
    encoder.write(text.utf8)
  }

  /// Reads jsonb or json.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> JSONText {
    guard let field else { throw .null }
    switch field.type {
    case .json: return JSONText(String(decoding: field.bytes, as: UTF8.self))
    case .jsonb:
      guard field.bytes.first == 1 else { throw .malformed }
      return JSONText(String(decoding: UnsafeRawBufferPointer(rebasing: field.bytes.dropFirst()), as: UTF8.self))
    default: throw .wrongType(field.type)
    }
  }
}
