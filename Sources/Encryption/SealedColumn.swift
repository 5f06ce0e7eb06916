/// A column whose values are envelopes. Table and column are part of what an envelope is bound to, so a value that
/// somebody moves to another column does not open there.
public struct SealedColumn: Sendable, Hashable {
  /// The table with its schema, and the column; 1 to 255 bytes each.
  public let table, column: String

  /// A column of a table.
  public init(_ table: String, _ column: String) {
    self.table = table
    self.column = column
  }
}

/// Where an envelope belongs: an organization, a column and a row.
struct EnvelopeContext {
  let organization: RowKey
  let column: SealedColumn
  let row: RowKey

  /// `"CIW-CTX1" | org16 | u8len | table | u8len | column | row16`
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(42 + column.table.utf8.count + column.column.utf8.count)
    bytes += "CIW-CTX1".utf8
    bytes += organization.bytes
    bytes.append(short: column.table)
    bytes.append(short: column.column)
    bytes += row.bytes
    return bytes
  }
}

extension [UInt8] {
  /// Appends a length and a string of up to 255 bytes; names of columns are ours, and all of them shorter.
  mutating func append(short text: String) {
    precondition(text.utf8.count < 256, "a name of more than 255 bytes cannot be bound to an envelope")
    append(UInt8(text.utf8.count))
    append(contentsOf: text.utf8)
  }
}
