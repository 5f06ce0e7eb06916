/// Reads comma-separated values (RFC 4180) with a header line and makes a record of each row.
final class TableReader: RecordReader {
  /// Makes a record of a row's fields by column name. Throws `FieldFault`.
  typealias Row = (_ fields: [String: String], _ place: ImportPlace) throws -> ImportedRecord

  private let rows: TableRows
  private let row: Row

  init(source: ByteSource, file: String, maximumRowSize: Int, row: @escaping Row) {
    rows = TableRows(source: source, file: file, maximumRowSize: maximumRowSize, separator: UInt8(ascii: ","))
    self.row = row
  }

  func next() throws -> ImportedRecord? {
    guard let next = try rows.next() else { return nil }
    do {
      return try row(next.fields.get(), next.place)
    } catch let problem as ImportProblem {
      return .problem(problem)
    } catch let fault as FieldFault {
      return .problem(fault.problem(at: next.place))
    } catch {
      return .problem(
        ImportProblem(
          place: next.place, kind: .malformed, what: "can't be read (\(error))", remedy: "check the row"))
    }
  }
}

extension StringProtocol where UTF8View: BidirectionalCollection {
  /// The text without white space at its ends.
  var trimmed: String {
    func isBlank(_ byte: UInt8?) -> Bool { byte.map { $0 <= 0x20 || $0 >= 0x80 } ?? false }
    // Most texts begin and end with a letter or digit, which takes no look at what Unicode calls white space.
    if !isBlank(utf8.first), !isBlank(utf8.last) { return String(self) }
    let start = drop(while: \.isWhitespace)
    return String(start[..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)])
  }
}
