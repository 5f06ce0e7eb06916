/// Finds what the wire gate would stop in text that every request carries: such a prompt could never be sent.
enum FixedText {
  static func check(_ text: String, file: PromptFile, line: Int? = nil) throws(PromptError) {
    if text.utf8.contains(UInt8(ascii: "@")) {
      throw PromptError(
        file, line: line, "an '@', which the wire gate takes for an e-mail address",
        remedy: "write a placeholder such as <EMAIL_1>")
    }
    if hasLongDigitRun(text) {
      throw PromptError(
        file, line: line, "seven or more digits in a row, which the wire gate takes for a telephone number",
        remedy: "write a placeholder such as <PHONE_1> or fewer digits")
    }
  }

  /// Seven digits with at most one separator between two of them.
  private static func hasLongDigitRun(_ text: String) -> Bool {
    var digits = 0
    var separators = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        separators = 0
        if digits >= 7 { return true }
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("),
        UInt8(ascii: ")"):
        separators += 1
        if separators > 1 { digits = 0 }
      default: digits = 0
      }
    }
    return false
  }
}
