import Foundation

extension Transform {
  /// Encodings of whole words and whole fields.
  static let encodings: [Transform] = [
    Transform("MIME word, base64") { value, _, random in
      "=?\(random.pick(["UTF-8", "utf-8", "Utf-8"]))?\(random.pick(["B", "b"]))?\(base64(value))?="
    },
    Transform("MIME word, quoted") { value, _, random in "=?UTF-8?\(random.pick(["Q", "q"]))?\(mimeQuoted(value))?=" },
    Transform("MIME words") { value, _, random in
      let characters = Array(value)
      let cut = random.below(characters.count + 1)
      let parts = [String(characters[..<cut]), String(characters[cut...])]
      return parts.map { "=?UTF-8?B?\(base64($0))?=" }.joined(separator: random.pick([" ", "\r\n ", "  "]))
    },
    Transform("base64 word", always: { base64($0) }),
    Transform("base64 word for URLs") { value, _, _ in
      base64(value).replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    },
    Transform("base64 of a line", always: { base64("Contact: \($0)\n") }),
    Transform("soft break", always: { String($0.prefix(3)) + "=\r\n" + $0.dropFirst(3) }),
    Transform("field in quoted printable", isOfText: true) { text, _, _ in quotedPrintable(text) },
    Transform("field in base64", isOfText: true) { text, _, _ in
      Data(text.utf8).base64EncodedString(options: .lineLength76Characters)
    },
    Transform("field in percent", isOfText: true) { text, _, _ in percentEncoded(text) },
    Transform("field in JSON", isOfText: true) { text, _, _ in json(text) },
    Transform("field in JSON twice", isOfText: true) { text, _, _ in json(json(text)) },
    Transform("field in HTML", isOfText: true) { text, _, _ in
      text.mapped { $0.isSign && $0 != "\n" || !$0.isASCII ? "&#\($0.value);" : String($0) }
        .replacing("\n", with: "<br>\n")
    },
  ]

  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private static func mimeQuoted(_ text: String) -> String {
    text.mapped { $0 == " " ? "_" : $0.isASCIILetter || $0.digit != nil ? String($0) : quoted($0) }
  }

  /// RFC 2045, section 6.7: what is not plain ASCII escaped, lines of at most 76 characters.
  private static func quotedPrintable(_ text: String) -> String {
    var column = 0
    return text.mapped { scalar in
      let written = scalar.isASCII && scalar != "=" && scalar != "@" ? String(scalar) : quoted(scalar)
      if scalar == "\n" {
        column = 0
        return written
      }
      let isFull = column + written.count > 75
      column = isFull ? written.count : column + written.count
      return isFull ? "=\n" + written : written
    }
  }

  private static func json(_ text: String) -> String {
    text.mapped { scalar in
      switch scalar {
      case "\"", "\\", "/": "\\\(scalar)"
      case "\n": "\\n"
      case "\r": "\\r"
      case "@", "+": "\\u00" + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
  }
}
