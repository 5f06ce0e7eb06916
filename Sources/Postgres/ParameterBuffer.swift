/// The parameters of one statement, encoded one after the other in a single buffer.
struct ParameterBuffer: Sendable {
  struct Slot: Sendable {
    let type: PostgresType
    /// 1 for PostgreSQL's binary form, 0 for text that ends in a zero byte.
    let format: Int32
    let offset: Int
    /// Bytes without the closing zero; nil for NULL.
    let length: Int?
  }

  private(set) var slots: [Slot] = []
  private(set) var bytes: [UInt8] = []
  /// Why the statement cannot be sent; never quotes a value.
  private(set) var fault: String?

  var count: Int { slots.count }

  mutating func append(_ value: some PostgresEncodable) {
    append(type: type(of: value).postgresType, format: type(of: value).isSentAsText ? 0 : 1) { value.encode(into: &$0) }
  }

  private mutating func append(type: PostgresType, format: Int32, _ encode: (inout PostgresEncoder) -> Void) {
    let offset = bytes.count
    var encoder = PostgresEncoder(bytes: bytes)
    // Both would hold the array otherwise, and the first byte written would copy it.
    bytes = []
    encode(&encoder)
    bytes = encoder.bytes
    if let reason = encoder.fault, fault == nil { fault = "parameter $\(slots.count + 1) \(reason)" }
    let length = encoder.isNull ? nil : bytes.count - offset
    if format == 0 { bytes.append(0) }
    slots.append(Slot(type: type, format: format, offset: offset, length: length))
  }
}

/// Where a value writes its bytes.
public struct PostgresEncoder {
  var bytes: [UInt8]
  private(set) var isNull = false
  private(set) var fault: String?

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Writes NULL: the value must write nothing else.
  public mutating func writeNull() { isNull = true }

  /// Refuses the value; the statement fails with kind `encoding` when it is run.
  /// - Parameter reason: continues "parameter $3 ..."; must not quote the value.
  public mutating func refuse(_ reason: String) { fault = fault ?? reason }

  /// Writes an integer, most significant byte first.
  @inline(__always)
  public mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes bytes as they are.
  @inline(__always)
  public mutating func write(_ content: some Collection<UInt8>) { bytes.append(contentsOf: content) }

  /// Writes an element of an array: its length, then itself; -1 for NULL.
  mutating func writeElement(_ encode: (inout PostgresEncoder) -> Void) {
    let start = bytes.count
    write(Int32(0))
    let outer = isNull
    isNull = false
    encode(&self)
    let length = isNull ? Int32(-1) : Int32(truncatingIfNeeded: bytes.count - start - 4)
    isNull = outer
    for byte in 0..<4 { bytes[start + byte] = UInt8(truncatingIfNeeded: length >> (24 - 8 * Int32(byte))) }
  }
}
