import Foundation

/// The one place that writes to standard output: a table for people or JSON for programs.
package struct Output {
  /// How results are printed.
  package enum Format {
    case table
    case json
  }

  /// A column of a table.
  package struct Column {
    package enum Alignment { case left, right }
    package let title: String
    package let alignment: Alignment

    package static func left(_ title: String) -> Column { Column(title: title, alignment: .left) }
    package static func right(_ title: String) -> Column { Column(title: title, alignment: .right) }
  }

  package let format: Format

  package init(json: Bool) { format = json ? .json : .table }

  /// Prints `rows` as a table, or `values` as a JSON array, one element a line so that it can be read while it streams.
  package func list<Value: Encodable>(_ values: [Value], columns: [Column], row: (Value) -> [String]) throws {
    switch format {
    case .table: Self.write(Self.table(columns: columns, rows: values.map(row)))
    case .json:
      let encoder = Self.encoder
      let lines = try values.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
      Self.write(lines.isEmpty ? "[]\n" : "[\n\(lines.joined(separator: ",\n"))\n]\n")
    }
  }

  /// Prints one value: `text` for people, or the JSON of `value`.
  package func one<Value: Encodable>(_ value: Value, text: @autoclosure () -> String) throws {
    switch format {
    case .table: Self.write(text() + "\n")
    case .json: Self.write(try Self.json(value))
    }
  }

  /// One value as a line of JSON.
  static func json(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }

  /// Text of a customer's for a terminal: without the characters of control by which it could do more than be read.
  static func printable(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { clean.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(clean)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
  }

  /// Aligned columns, two spaces apart, with a rule under the head.
  package static func table(columns: [Column], rows: [[String]]) -> String {
    let clean = rows.map { $0.map { printable($0).replacing("\n", with: " ") } }
    let widths = columns.indices.map { index in
      clean.reduce(columns[index].title.count) { max($0, $1[index].count) }
    }
    func line(_ cells: [String]) -> String {
      let padded = columns.indices.map { index in
        let space = String(repeating: " ", count: widths[index] - cells[index].count)
        return columns[index].alignment == .left ? cells[index] + space : space + cells[index]
      }
      var text = padded.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return line(columns.map(\.title)) + line(rule) + clean.map(line).joined()
  }

  /// Whether a person is looking.
  static var isTerminal: Bool { isatty(FileHandle.standardOutput.fileDescriptor) == 1 }

  /// Writes bytes to standard output as they are.
  static func write(_ bytes: [UInt8]) {
    put(Data(bytes))
  }

  /// Writes text to standard output as it is.
  package static func write(_ text: String) {
    put(Data(text.utf8))
  }

  /// Ends the process when nobody takes what it prints: a full disk, or a reader that went away.
  private static func put(_ data: Data) {
    do {
      try FileHandle.standardOutput.write(contentsOf: data)
    } catch {
      remark(
        "error: standard output takes no more\n  mend: Make room on the disk that it goes to, and run the command again."
      )
      Foundation.exit(ExitStatus.tryAgain.rawValue)
    }
  }

  /// Writes a remark for people to standard error.
  package static func remark(_ text: String, terminator: String = "\n") {
    // When standard error takes nothing, there is nobody left to tell.
    try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
  }
}
