/// A value that can be a parameter of a statement.
public protocol PostgresEncodable: Sendable {
  /// The type it is sent as; `unspecified` leaves it to the server to infer from the statement.
  static var postgresType: PostgresType { get }

  /// Whether `encode` writes PostgreSQL's text form instead of its binary form. False unless said otherwise.
  static var isSentAsText: Bool { get }

  /// Writes the value.
  func encode(into encoder: inout PostgresEncoder)
}

extension PostgresEncodable {
  /// Binary, as nearly every type is.
  public static var isSentAsText: Bool { false }
}

/// A value that can be read from a column of a result.
public protocol PostgresDecodable {
  /// Reads the value, or says why it cannot be read.
  /// - Parameter field: nil for NULL; its bytes are valid during the call only.
  static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Self
}

/// A value in a result, in PostgreSQL's binary form.
public struct PostgresField {
  /// The column's type, or the array's element type.
  public let type: PostgresType
  /// The value; valid only during the call that was given it.
  public let bytes: UnsafeRawBufferPointer

  /// Makes a field over bytes that outlive it.
  public init(type: PostgresType, bytes: UnsafeRawBufferPointer) {
    (self.type, self.bytes) = (type, bytes)
  }

  /// The value as an integer of exactly its width.
  @inline(__always)
  func integer<I: FixedWidthInteger>(_: I.Type) throws(PostgresDecodingFault) -> I {
    guard bytes.count == MemoryLayout<I>.size else { throw .malformed }
    return I(bigEndian: bytes.loadUnaligned(as: I.self))
  }
}

/// Why a value of a result cannot be read as the type asked for; `Row` adds the column and makes a `PostgresError` of it.
public enum PostgresDecodingFault: Error {
  /// It is NULL, and the type is not optional.
  case null
  /// The column's type does not go with the type asked for.
  case wrongType(PostgresType)
  /// The value lies outside the type's range.
  case outOfRange
  /// The bytes are not what the column's type promises.
  case malformed
}

/// A value that PostgreSQL can hold by itself or in an array: what the arrays `[Value]` and `[Value?]` are made of.
///
/// A type of one's own with a raw value takes everything from it: `extension AccountID: PostgresScalar {}`.
public protocol PostgresScalar: PostgresEncodable, PostgresDecodable, PostgresArrayElement {
  /// The type of an array of it.
  static var postgresArrayType: PostgresType { get }
  /// The type its elements have within an array; as a parameter alone it may be left `unspecified`.
  static var postgresElementType: PostgresType { get }
}

extension PostgresScalar {
  /// The same as when it stands alone.
  public static var postgresElementType: PostgresType { postgresType }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  /// That of the value.
  public static var postgresType: PostgresType { Wrapped.postgresType }
  /// That of the value.
  public static var isSentAsText: Bool { Wrapped.isSentAsText }

  /// Writes the value, or NULL.
  public func encode(into encoder: inout PostgresEncoder) {
    if let self { self.encode(into: &encoder) } else { encoder.writeNull() }
  }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  /// Reads the value, or nil for NULL.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Self {
    guard let field else { return nil }
    return try Wrapped.decode(field)
  }
}

extension RawRepresentable where Self: PostgresScalar, RawValue: PostgresScalar {
  /// That of the raw value.
  public static var postgresType: PostgresType { RawValue.postgresType }
  /// That of the raw value.
  public static var isSentAsText: Bool { RawValue.isSentAsText }
  /// That of the raw value.
  public static var postgresArrayType: PostgresType { RawValue.postgresArrayType }
  /// That of the raw value.
  public static var postgresElementType: PostgresType { RawValue.postgresElementType }

  /// Writes the raw value.
  public func encode(into encoder: inout PostgresEncoder) { rawValue.encode(into: &encoder) }

  /// Reads the raw value; out of range when the type has no such value.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> Self {
    guard let value = Self(rawValue: try RawValue.decode(field)) else { throw .outOfRange }
    return value
  }
}
