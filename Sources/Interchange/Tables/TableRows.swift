/// The rows of a table with a header line (RFC 4180, with any separator), as fields by column name.
final class TableRows: FieldRows {
  private let source: ByteSource
  private let file: String
  private let maximumRowSize: Int
  private let separator: UInt8
  private var line = 0
  /// The column names, trimmed and in lower case; empty before the first row was asked for.
  private(set) var columns: [String] = []

  init(source: ByteSource, file: String, maximumRowSize: Int, separator: UInt8) {
    self.source = source
    self.file = file
    self.maximumRowSize = maximumRowSize
    self.separator = separator
  }

  /// The separator that the first line has most of: a comma, a semicolon or a tab.
  static func separator(of head: [UInt8]) -> UInt8 {
    let line = head.prefix { $0 != 0x0A }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return candidates.max { left, right in line.count { $0 == left } < line.count { $0 == right } } ?? candidates[0]
  }

  /// Reads the header, if that was not done. Throws `ImportProblem`, and what the system says.
  ///
  /// - Parameter read: Which of some columns are looked at; none of these may be there twice.
  func readHeader(lookingAt read: (([String]) -> Set<String>)? = nil) throws {
    guard columns.isEmpty else { return }
    let place = ImportPlace(file: file, line: 1)
    guard let text = try nextRow(), text.count <= maximumRowSize else {
      throw ImportProblem(
        place: place, kind: .malformed, what: "has no readable header",
        remedy: "write the names of the columns into the first line")
    }
    let columns = try fields(text, place).get().map { $0.trimmed.lowercased() }
    var seen: Set<String> = []
    let repeated = Set(columns.filter { !seen.insert($0).inserted })
    if let column = (read?(columns) ?? seen).intersection(repeated).min() {
      throw ImportProblem(
        place: place, kind: .malformed, what: "there are several columns '\(column)'",
        remedy: "name the one that counts differently from the others")
    }
    self.columns = columns
  }

  func next() throws -> FieldRow? {
    if columns.isEmpty {
      do {
        guard try !source.peek(1).isEmpty else { return nil }
        try readHeader()
      } catch let problem as ImportProblem {
        return FieldRow(place: problem.place, fields: .failure(problem))
      }
    }
    while true {
      let place = ImportPlace(file: file, line: line + 1)
      guard let text = try nextRow() else { return nil }
      guard text.count <= maximumRowSize else {
        return FieldRow(
          place: place,
          fields: .failure(
            ImportProblem(
              place: place, kind: .tooLarge, what: "the row is longer than \(maximumRowSize) bytes",
              remedy: "check for a quotation mark that is never closed")))
      }
      switch fields(text, place) {
      case .success([""]): continue
      case .success(let fields): return FieldRow(place: place, fields: named(fields, place))
      case .failure(let problem): return FieldRow(place: place, fields: .failure(problem))
      }
    }
  }

  private static func unclosed(_ place: ImportPlace) -> ImportProblem {
    ImportProblem(
      place: place, kind: .malformed, what: "a quotation mark is not closed or stands within a field",
      remedy: "write \"\" for a quotation mark within a quoted field")
  }

  private func named(_ fields: [String], _ place: ImportPlace) -> Result<[String: String], ImportProblem> {
    guard fields.count == columns.count else {
      return .failure(
        ImportProblem(
          place: place, kind: .malformed, what: "the row has \(fields.count) fields, the header \(columns.count)",
          remedy: "quote fields that contain the separator"))
    }
    return .success(Dictionary(zip(columns, fields), uniquingKeysWith: { first, _ in first }))
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

  /// The fields of a row, or why it can't be parted.
  private func fields(_ row: [UInt8], _ place: ImportPlace) -> Result<[String], ImportProblem> {
    let quote = UInt8(ascii: "\"")
    var bytes = row.starts(with: [0xEF, 0xBB, 0xBF]) ? row.dropFirst(3) : row[...]
    while bytes.last == 0x0A || bytes.last == 0x0D { bytes.removeLast() }
    var fields: [String] = []
    var field: [UInt8] = []
    var index = bytes.startIndex
    while true {
      if index < bytes.endIndex, bytes[index] == quote {
        index += 1
        while index < bytes.endIndex, bytes[index] != quote || Self.isDoubled(bytes, index) {
          if bytes[index] == quote { index += 1 }
          field.append(bytes[index])
          index += 1
        }
        guard index < bytes.endIndex else { return .failure(Self.unclosed(place)) }
        index += 1
      } else {
        while index < bytes.endIndex, bytes[index] != separator {
          if bytes[index] == quote { return .failure(Self.unclosed(place)) }
          field.append(bytes[index])
          index += 1
        }
      }
      guard let text = String(validating: field, as: UTF8.self) else { return .failure(.notUTF8(place)) }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
      guard index < bytes.endIndex else { return .success(fields) }
      guard bytes[index] == separator else { return .failure(Self.unclosed(place)) }
      index += 1
    }
  }

  private static func isDoubled(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    bytes[index] == UInt8(ascii: "\"") && index + 1 < bytes.endIndex && bytes[index + 1] == UInt8(ascii: "\"")
  }
}
