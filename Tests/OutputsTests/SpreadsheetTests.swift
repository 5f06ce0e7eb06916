import Testing

@testable import Outputs

/// Cells that spreadsheet programs open.
@Suite struct SpreadsheetTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "\"'\t=1\""), ("\r=1", "\"'\r=1\""), ("-12.5", "-12.5"), ("+3", "+3"), ("-", "'-"), ("-.", "'-."),
    ("1,5", "\"1,5\""), ("a\"b", "\"a\"\"b\""), ("a,\"b\"", "\"a,\"\"b\"\"\""), ("a\nb", "\"a\nb\""),
    ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), ("\u{FF1D}1", "'\u{FF1D}1"),
  ])
  func `what a spreadsheet would take for a formula is made text`(_ value: String, _ cell: String) {
    #expect(SpreadsheetCell.text(value) == cell)
  }

  @Test func `a record ends in CRLF`() {
    #expect(SpreadsheetCell.line(["a", "=b", "c,d"]) == "a,'=b,\"c,d\"\r\n")
  }
}
