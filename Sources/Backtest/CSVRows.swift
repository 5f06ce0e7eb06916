/// Rows of numbers and short words under a header, read by column name and parted by commas, semicolons or tabs, whichever the
/// header has most of. Fields may be quoted, without line ends in them.
struct CSVRows {
  let file: String
  private let lines: [Substring.UTF8View]
  private let places: [Int]
  private let separator: UInt8

  /// Whether there is nothing below the header.
  var isEmpty: Bool { lines.dropFirst().allSatisfy(Self.isBlank) }

  /// Throws `BacktestProblem` when a column is missing, or there twice.
  init(_ bytes: [UInt8], file: String, columns: [String]) throws(BacktestProblem) {
    // Spreadsheets put a mark before UTF-8.
    let text = String(
      decoding: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
    lines = text.utf8.split(omittingEmptySubsequences: false) { $0 == UInt8(ascii: "\n") }.map { Substring($0).utf8 }
    self.file = file
    let first = lines.first ?? Substring("").utf8
    let separators = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    let separator = separators.max { left, right in first.count { $0 == left } < first.count { $0 == right } }
    self.separator = separator ?? UInt8(ascii: ",")
    let header = Self.fields(first, self.separator).map { $0.lowercased() }
    var places: [Int] = []
    for column in columns {
      guard let place = header.firstIndex(of: column) else {
        throw BacktestProblem(
          file: file, line: 1,
          what: "there is no column '\(column)'; the header has \(header.joined(separator: ", "))")
      }
      guard !header[(place + 1)...].contains(column) else {
        throw BacktestProblem(file: file, line: 1, what: "there are several columns '\(column)'")
      }
      places.append(place)
    }
    self.places = places
  }

  /// Calls `body` with the wanted fields of each row, in the order of the columns, and the row's line. A row that `body`
  /// throws at, or that is cut short, becomes a problem and is left out.
  func forEach(_ problems: inout [BacktestProblem], _ body: (Row) throws(BacktestProblem) -> Void) {
    for (index, line) in lines.enumerated().dropFirst() {
      guard !Self.isBlank(line) else { continue }
      let fields = Self.fields(line, separator)
      do throws(BacktestProblem) {
        guard let last = places.max(), fields.count > last else {
          throw BacktestProblem(file: file, line: index + 1, what: "the row has only \(fields.count) fields")
        }
        try body(Row(file: file, line: index + 1, fields: places.map { fields[$0] }))
      } catch {
        problems.append(error)
      }
    }
  }

  /// One row's wanted fields.
  struct Row {
    let file: String
    let line: Int
    let fields: [String]

    func problem(_ what: String) -> BacktestProblem { BacktestProblem(file: file, line: line, what: what) }

    /// The whole number at a place. Throws `BacktestProblem`.
    func integer(_ place: Int, _ name: String, in range: ClosedRange<Int>) throws(BacktestProblem) -> Int {
      guard let number = Double(fields[place]), let value = Int(exactly: number), range.contains(value) else {
        throw problem(
          "\(name) is '\(fields[place])'; it must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return value
    }

    private static let largest = 1e12

    /// The number at a place, 0 to 1e12. Throws `BacktestProblem`.
    func amount(_ place: Int, _ name: String) throws(BacktestProblem) -> Double {
      guard let value = Double(fields[place]), value >= 0, value <= Self.largest else {
        throw problem("\(name) is '\(fields[place])'; it must be a number from 0 to 1e12")
      }
      return value
    }
  }

  private static func isBlank(_ line: Substring.UTF8View) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: " ") }
  }

  private static func fields(_ line: Substring.UTF8View, _ separator: UInt8) -> [String] {
    line.split(separator: separator, omittingEmptySubsequences: false).map { field in
      let bytes = field.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }
      let end = bytes.lastIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") }
      return end.map { String(Substring(bytes[...$0])) } ?? ""
    }
  }
}
