/// Reads comma-separated values (RFC 4180) with a header line and makes a record of each row.
final class TableReader: RecordReader {
  /// Makes a record of a row's fields by column name. Throws `FieldFault`.
  typealias Row = (_ fields: [String: String], _ place: ImportPlace) throws -> ImportedRecord

  private let source: ByteSource
  private let file: String
  private let maximumRowSize: Int
  private let row: Row
  private var columns: [String] = []
  private var line = 0

  init(source: ByteSource, file: String, maximumRowSize: Int, row: @escaping Row) {
    self.source = source
    self.file = file
    self.maximumRowSize = maximumRowSize
    self.row = row
  }

  func next() throws -> ImportedRecord? {
    while true {
      let place = ImportPlace(file: file, line: line + 1)
      guard let text = try nextRow() else { return nil }
      guard text.count <= maximumRowSize else {
        return .problem(
          ImportProblem(
            place: place, kind: .tooLarge, what: "the row is longer than \(maximumRowSize) bytes",
            remedy: "check for a quotation mark that is never closed"))
      }
      guard let fields = Self.fields(text) else {
        return .problem(
          ImportProblem(
            place: place, kind: .malformed, what: "a quotation mark is not closed or stands within a field",
            remedy: "write \"\" for a quotation mark within a quoted field"))
      }
      if columns.isEmpty {
        columns = fields.map { $0.trimmed.lowercased() }
      } else if fields != [""] {
        return record(fields, place)
      }
    }
  }

  private func record(_ fields: [String], _ place: ImportPlace) -> ImportedRecord {
    guard fields.count == columns.count else {
      return .problem(
        ImportProblem(
          place: place, kind: .malformed, what: "the row has \(fields.count) fields, the header \(columns.count)",
          remedy: "quote fields that contain commas"))
    }
    do {
      return try row(Dictionary(zip(columns, fields), uniquingKeysWith: { first, _ in first }), place)
    } catch let fault as FieldFault {
      return .problem(fault.problem(at: place))
    } catch {
      return .problem(
        ImportProblem(place: place, kind: .malformed, what: "can't be read (\(error))", remedy: "check the row"))
    }
  }

  /// The next row with its line ends, which quoted fields may contain. A row that exceeds the limit is read over to the
  /// next line end, so that one stray quotation mark does not cost the rest of the file.
  private func nextRow() throws -> [UInt8]? {
    var text: [UInt8] = []
    while let next = try source.nextLine(limit: maximumRowSize + 1) {
      line += 1
      text.append(contentsOf: next.bytes)
      let quotes = text.count { $0 == UInt8(ascii: "\"") }
      if quotes.isMultiple(of: 2) || text.count > maximumRowSize { return text }
    }
    return text.isEmpty ? nil : text
  }

  /// The fields of a row; `nil` when its quotation marks don't match.
  private static func fields(_ row: [UInt8]) -> [String]? {
    let quote = UInt8(ascii: "\"")
    var bytes = row.starts(with: [0xEF, 0xBB, 0xBF]) ? row.dropFirst(3) : row[...]
    while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
    var fields: [String] = []
    var field: [UInt8] = []
    var index = bytes.startIndex
    while true {
      if index < bytes.endIndex, bytes[index] == quote {
        index += 1
        while index < bytes.endIndex, bytes[index] != quote || isDoubled(bytes, index) {
          if bytes[index] == quote { index += 1 }
          field.append(bytes[index])
          index += 1
        }
        guard index < bytes.endIndex else { return nil }
        index += 1
      } else {
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: ",") {
          if bytes[index] == quote { return nil }
          field.append(bytes[index])
          index += 1
        }
      }
      fields.append(String(decoding: field, as: UTF8.self))
      field.removeAll(keepingCapacity: true)
      guard index < bytes.endIndex else { return fields }
      guard bytes[index] == UInt8(ascii: ",") else { return nil }
      index += 1
    }
  }

  private static func isDoubled(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "\"") && index + 1 < bytes.endIndex && bytes[index + 1] == UInt8(ascii: "\"")
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    return String(start[..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)])
  }
}
