import CLibpq

/// Owns a result of libpq and frees it once. A result does not change after libpq hands it out, so any thread may read it.
final class QueryResult: Sendable {
  private nonisolated(unsafe) let raw: OpaquePointer
  let rowCount: Int
  let columnCount: Int

  init(_ raw: OpaquePointer) {
    self.raw = raw
    rowCount = Int(PQntuples(raw))
    columnCount = Int(PQnfields(raw))
  }

  deinit { PQclear(raw) }

  /// What a result stands for in the course of an exchange.
  enum Outcome {
    case success
    case failure(PostgresError)
    /// Skipped, because an earlier statement of the pipeline failed.
    case aborted
    case sync
    /// The server wants or sends bulk data.
    case copy
  }

  var outcome: Outcome {
    switch PQresultStatus(raw) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .success
    case PGRES_PIPELINE_SYNC: .sync
    case PGRES_PIPELINE_ABORTED: .aborted
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: .copy
    default: .failure(PostgresError(reportIn: raw))
    }
  }

  /// Whether the statement began or ended a transaction.
  var controlsTransaction: Bool {
    ["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "PREPARE TRANSACTION", "COMMIT PREPARED"].contains(commandTag)
  }

  /// The command's tag: "INSERT 0 5", "COMMIT".
  var commandTag: String { String(cString: PQcmdStatus(raw)) }
  var affected: Int { Int(String(cString: PQcmdTuples(raw))) ?? 0 }

  func columnName(_ column: Int) -> String { String(cString: PQfname(raw, Int32(column))) }

  func column(named name: String) -> Int? {
    (0..<columnCount).first { columnName($0) == name }
  }

  func withField<Value>(
    _ row: Int, _ column: Int, _ body: (PostgresField?) throws(PostgresDecodingFault) -> Value
  ) throws(PostgresDecodingFault) -> Value {
    let (row, column) = (Int32(row), Int32(column))
    let length = PQgetlength(raw, row, column)
    if length == 0 && PQgetisnull(raw, row, column) == 1 { return try body(nil) }
    let bytes = UnsafeRawBufferPointer(start: PQgetvalue(raw, row, column), count: Int(length))
    return try body(PostgresField(type: PostgresType(oid: PQftype(raw, column)), bytes: bytes))
  }

  func error(_ fault: PostgresDecodingFault, column: Int, wanted: Any.Type) -> PostgresError {
    let reason =
      switch fault {
      case .null: "is NULL, and \(wanted) is not optional"
      case .wrongType(let type): "is of type \(type), which \(wanted) cannot be read from; cast it in the statement"
      case .outOfRange: "holds a value that \(wanted) has no room for"
      case .malformed: "does not hold what its type promises"
      }
    var error = PostgresError(.decoding, "column \(column) (\(columnName(column))) \(reason)")
    error.column = columnName(column)
    return error
  }
}
