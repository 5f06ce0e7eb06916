import CLibpq

extension PostgresError {
  /// Reads what the server, or libpq on its behalf, put into a failed result or a notice.
  init(reportIn result: OpaquePointer) {
    func field(_ code: Character) -> String? {
      code.asciiValue.flatMap { PQresultErrorField(result, Int32($0)) }.map { String(cString: $0) }
    }
    let primary = field("M") ?? oneLine(String(cString: PQresultErrorMessage(result)))
    self.init(.server, primary, sqlState: field("C").map(SQLState.init(rawValue:)))
    severity = field("V") ?? field("S")
    (detail, hint, context) = (field("D"), field("H"), field("W"))
    (schema, table, column, constraint) = (field("s"), field("t"), field("c"), field("n"))
    position = field("P").flatMap { Int($0) }
  }

  /// Reads libpq's text about a connection, which may hold a report of the server: `FATAL:  28P01: password ...`.
  init(connectionFailure text: String, _ kind: Kind) {
    var message = oneLine(text)
    var state: SQLState?
    if let (range, code) = Self.codeInText(message) {
      state = SQLState(rawValue: code)
      message.removeSubrange(range)
    }
    self.init(kind, message.isEmpty ? "the connection broke without a reason given" : message, sqlState: state)
  }

  /// The SQLSTATE in `...:  28P01: ...`, with the blank after it.
  private static func codeInText(_ text: String) -> (Range<String.Index>, String)? {
    var rest = text[...]
    while let colon = rest.firstIndex(of: ":") {
      rest = rest[rest.index(after: colon)...]
      let trimmed = rest.drop { $0 == " " }
      let code = trimmed.prefix(5)
      let isCode = code.count == 5 && code.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
      let after = trimmed.dropFirst(5)
      if isCode, code.contains(where: \.isNumber), after.hasPrefix(": ") {
        return (trimmed.startIndex..<after.index(after.startIndex, offsetBy: 2), String(code))
      }
    }
    return nil
  }

  /// The same report, seen as the end of the connection that it announced.
  func asLoss() -> PostgresError {
    var loss = PostgresError(.connectionLost, message, sqlState: sqlState)
    (loss.severity, loss.detail, loss.hint, loss.statement) = (severity, detail, hint, statement)
    return loss
  }
}

/// Joins libpq's lines, without the one that names a line of the server's source code.
private func oneLine(_ text: String) -> String {
  text.split(whereSeparator: \.isNewline)
    .map { $0.drop { $0 == "\t" || $0 == " " } }
    .filter { !$0.isEmpty && !$0.contains(".c:") }
    .joined(separator: "; ")
}
