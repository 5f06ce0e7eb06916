/// What an array that is a parameter or a column is made of. `UInt8` stands apart: `[UInt8]` is bytea, not an array.
public protocol PostgresArrayElement: Sendable {
  /// The type of the whole array.
  static var arrayType: PostgresType { get }
  /// Writes the whole array in binary.
  static func encode(array: [Self], into encoder: inout PostgresEncoder)
  /// Reads the whole array: one dimension at most.
  static func decode(array field: PostgresField) throws(PostgresDecodingFault) -> [Self]
}

extension Array: PostgresEncodable where Element: PostgresArrayElement {
  /// bytea for bytes, else the array type of the elements.
  public static var postgresType: PostgresType { Element.arrayType }

  /// Writes the array in binary.
  public func encode(into encoder: inout PostgresEncoder) { Element.encode(array: self, into: &encoder) }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
  /// Reads an array of one dimension, or bytes.
  public static func decode(_ field: PostgresField?) throws(PostgresDecodingFault) -> [Element] {
    guard let field else { throw .null }
    return try Element.decode(array: field)
  }
}

extension PostgresScalar {
  /// The array type of the scalar.
  public static var arrayType: PostgresType { postgresArrayType }

  /// Writes a one-dimensional array.
  public static func encode(array: [Self], into encoder: inout PostgresEncoder) {
    encoder.writeArrayHeader(count: array.count, hasNulls: false, element: postgresElementType)
    for value in array { encoder.writeElement { value.encode(into: &$0) } }
  }

  /// Reads a one-dimensional array; NULL elements are an error.
  public static func decode(array field: PostgresField) throws(PostgresDecodingFault) -> [Self] {
    try field.elements(Self.self)
  }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresScalar {
  /// That of the value.
  public static var arrayType: PostgresType { Wrapped.postgresArrayType }

  /// Writes a one-dimensional array with NULLs.
  public static func encode(array: [Self], into encoder: inout PostgresEncoder) {
    encoder.writeArrayHeader(count: array.count, hasNulls: true, element: Wrapped.postgresElementType)
    for value in array { encoder.writeElement { value.encode(into: &$0) } }
  }

  /// Reads a one-dimensional array.
  public static func decode(array field: PostgresField) throws(PostgresDecodingFault) -> [Self] {
    try field.elements(Self.self)
  }
}

extension UInt8: PostgresArrayElement {
  /// Bytes are bytea.
  public static var arrayType: PostgresType { .bytea }

  /// Writes the bytes as they are.
  public static func encode(array: [UInt8], into encoder: inout PostgresEncoder) { encoder.write(array) }

  /// Reads bytea.
  public static func decode(array field: PostgresField) throws(PostgresDecodingFault) -> [UInt8] {
    guard field.type == .bytea else { throw .wrongType(field.type) }
    return [UInt8](field.bytes)
  }
}

extension [UInt8]: PostgresArrayElement, PostgresScalar {
  /// bytea[].
  public static var postgresArrayType: PostgresType { .byteaArray }
}

extension PostgresEncoder {
  /// The head of an array: dimensions, whether there are NULLs, the elements' type, their number, the first index.
  fileprivate mutating func writeArrayHeader(count: Int, hasNulls: Bool, element: PostgresType) {
    bytes.reserveCapacity(bytes.count + 20 + count * 12)
    write(Int32(count == 0 ? 0 : 1))
    write(Int32(hasNulls ? 1 : 0))
    write(element.oid)
    guard count > 0 else { return }
    write(Int32(truncatingIfNeeded: count))
    write(Int32(1))
  }
}

extension PostgresField {
  fileprivate func elements<Element: PostgresDecodable>(
    _: Element.Type
  ) throws(PostgresDecodingFault) -> [Element] {
    var rest = bytes[...]
    let dimensions = try Self.takeInt32(&rest)
    _ = try Self.takeInt32(&rest)
    let type = PostgresType(oid: UInt32(bitPattern: try Self.takeInt32(&rest)))
    guard dimensions > 0 else { return [] }
    guard dimensions == 1 else { throw .malformed }
    let count = Int(try Self.takeInt32(&rest))
    _ = try Self.takeInt32(&rest)
    guard count >= 0, count <= rest.count / 4 else { throw .malformed }
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count {
      let length = Int(try Self.takeInt32(&rest))
      guard length >= 0 else {
        elements.append(try Element.decode(nil))
        continue
      }
      guard length <= rest.count else { throw .malformed }
      let field = PostgresField(type: type, bytes: UnsafeRawBufferPointer(rebasing: rest.prefix(length)))
      elements.append(try Element.decode(field))
      rest = rest.dropFirst(length)
    }
    return elements
  }

  private static func takeInt32(_ rest: inout Slice<UnsafeRawBufferPointer>) throws(PostgresDecodingFault) -> Int32 {
    guard rest.count >= 4 else { throw .malformed }
    defer { rest = rest.dropFirst(4) }
    return Int32(bigEndian: UnsafeRawBufferPointer(rebasing: rest).loadUnaligned(as: Int32.self))
  }
}
