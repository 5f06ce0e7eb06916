/// A cell of a CSV file that spreadsheet programs open.
///
/// Source: OWASP, "CSV Injection"; quoting by RFC 4180.
public enum SpreadsheetCell {
  /// The cell as it is written. What a spreadsheet would take for a formula (a cell that begins with `=`, `+`, `-`, `@`, a tab or
  /// a carriage return) gets an apostrophe before it, unless it is a plain number.
  public static func text(_ value: String) -> String {
    let scalars = value.unicodeScalars
    let isFormula = scalars.first.map { "=+-@\t\r＝＋－＠".unicodeScalars.contains($0) } ?? false
    let safe = isFormula && !isNumber(value) ? "'" + value : value
    let needsQuotes = safe.unicodeScalars.contains { ",;\"\r\n\t".unicodeScalars.contains($0) }
    return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
  }

  /// One record, with its line end (CRLF).
  public static func line(_ cells: [String]) -> String { cells.map(text).joined(separator: ",") + "\r\n" }

  /// A sign, digits and one point: nothing that could be a formula.
  private static func isNumber(_ value: String) -> Bool {
    let digits = value.utf8.dropFirst(value.hasPrefix("-") || value.hasPrefix("+") ? 1 : 0)
    let points = digits.count { $0 == UInt8(ascii: ".") }
    return digits.count > points && points <= 1
      && digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
  }
}
