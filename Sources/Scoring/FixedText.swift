import Anonymization

/// Finds what the wire gate would stop in text that every request carries: such a prompt could never be sent.
enum FixedText {
  static func check(_ text: String, file: PromptFile, line: Int? = nil) throws(PromptError) {
    guard let finding = LeakScanner().findings(in: text).first else { return }
    switch finding.rule {
    case .addressSign:
      throw PromptError(
        file, line: line, "an '@' between words, which the wire gate takes for an e-mail address",
        remedy: "write a placeholder such as <EMAIL_1>")
    case .encodedText:
      throw PromptError(
        file, line: line, "a word that the wire gate takes for base64", remedy: "write what it says, or another word")
    case .digitRun, .knownValue:
      throw PromptError(
        file, line: line, "seven or more digits in a row, which the wire gate takes for a telephone number",
        remedy: "write a placeholder such as <PHONE_1> or fewer digits")
    }
  }
}
