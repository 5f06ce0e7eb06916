/// Finds the customer's words in a prompt.
enum CustomerText {
  /// What stands between the last line `<interaction ...>` that is followed by a line `</interaction>` and that line; all
  /// of `message` when there is no such pair.
  static func extracted(from message: String) -> Substring {
    // A blank message has no lines to look at.
    let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let close = lines.lastIndex(where: { trimmed($0) == "</interaction>" }),
      let open = lines[..<close].lastIndex(where: isOpening)
    else { return Substring(message) }
    guard open + 1 < close else { return "" }
    return message[lines[open + 1].startIndex..<lines[close - 1].endIndex]
  }

  private static func isOpening(_ line: Substring) -> Bool {
    let line = trimmed(line)
    return line == "<interaction>" || (line.hasPrefix("<interaction ") && line.hasSuffix(">"))
  }

  private static func trimmed(_ line: Substring) -> Substring {
    var line = line.drop(while: \.isWhitespace)
    while let last = line.last, last.isWhitespace { line.removeLast() }
    return line
  }
}
