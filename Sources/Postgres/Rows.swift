/// What a statement returned: its rows, and how many rows it touched. The rows stay as libpq received them; a value is
/// decoded when it is asked for.
public struct Rows: Sendable, RandomAccessCollection {
  let result: QueryResult

  /// The rows that an insert, update, delete, merge or select touched.
  public var affected: Int { result.affected }
  /// The names of the columns, in order.
  public var columns: [String] { (0..<result.columnCount).map(result.columnName) }

  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of rows.
  public var endIndex: Int { result.rowCount }

  /// The row at a position from 0.
  public subscript(position: Int) -> Row {
    precondition(position >= 0 && position < result.rowCount, "row \(position) of \(result.rowCount)")
    return Row(result: result, index: position)
  }

  /// Decodes every row: `try rows.decode((UUID, String?).self)`.
  /// - Throws: `PostgresError` of kind `decoding` that names the column.
  public func decode<each Value: PostgresDecodable>(
    _ type: (repeat each Value).Type
  ) throws(PostgresError) -> [(repeat each Value)] {
    var values: [(repeat each Value)] = []
    values.reserveCapacity(count)
    for row in self { values.append(try row.decode(type)) }
    return values
  }

  /// The only row.
  /// - Throws: `PostgresError` of kind `decoding` when there is none, or more than one.
  public func one() throws(PostgresError) -> Row {
    guard count == 1 else { throw PostgresError(.decoding, "expected one row, found \(count)") }
    return self[0]
  }
}

/// One row of a result.
public struct Row: Sendable {
  let result: QueryResult
  let index: Int

  /// The number of columns.
  public var count: Int { result.columnCount }

  /// The value of the column at a position from 0: `let id: UUID = try row[0]`.
  /// - Throws: `PostgresError` of kind `decoding` that names the column.
  public subscript<Value: PostgresDecodable>(column: Int) -> Value {
    get throws(PostgresError) { try decode(Value.self, column) }
  }

  /// The value of the column of that name: `let note: String? = try row["note"]`.
  /// - Throws: `PostgresError` of kind `decoding` that names the column.
  public subscript<Value: PostgresDecodable>(name: String) -> Value {
    get throws(PostgresError) { try decode(Value.self, name) }
  }

  /// Decodes the column at a position from 0.
  /// - Throws: `PostgresError` of kind `decoding` that names the column.
  public func decode<Value: PostgresDecodable>(_: Value.Type, _ column: Int) throws(PostgresError) -> Value {
    guard column >= 0, column < count else {
      throw PostgresError(.decoding, "there is no column \(column): the result has \(count)")
    }
    do {
      return try result.withField(index, column, Value.decode)
    } catch {
      throw result.error(error, column: column, wanted: Value.self)
    }
  }

  /// Decodes the column of that name.
  /// - Throws: `PostgresError` of kind `decoding` that names the column.
  public func decode<Value: PostgresDecodable>(_ type: Value.Type, _ name: String) throws(PostgresError) -> Value {
    guard let column = result.column(named: name) else {
      throw PostgresError(.decoding, "there is no column \(name)")
    }
    return try decode(type, column)
  }

  /// Decodes the first columns, in order: `let (id, name) = try row.decode((UUID, String?).self)`.
  /// - Throws: `PostgresError` of kind `decoding` that names the column.
  public func decode<each Value: PostgresDecodable>(
    _: (repeat each Value).Type
  ) throws(PostgresError) -> (repeat each Value) {
    var column = 0
    func next<V: PostgresDecodable>(_ type: V.Type) throws(PostgresError) -> V {
      defer { column += 1 }
      return try decode(type, column)
    }
    return (repeat try next((each Value).self))
  }
}
