/// Text laid out in a terminal's columns.
enum TextColumns {
  /// Columns that a text takes: two for ideographs and emoji, none for marks.
  static func width(_ text: String) -> Int {
    text.reduce(0) { $0 + width($1) }
  }

  private static func width(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F000...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  /// Exactly so many columns wide: filled with blanks, or cut with an ellipsis.
  static func padded(_ text: String, _ columns: Int, left: Bool = false) -> String {
    let own = width(text)
    if own <= columns {
      let blanks = String(repeating: " ", count: columns - own)
      return left ? blanks + text : text + blanks
    }
    var cut = ""
    var used = 0
    for character in text {
      let next = width(character)
      if used + next > columns - 1 { break }
      cut.append(character)
      used += next
    }
    return cut + "…" + String(repeating: " ", count: max(0, columns - used - 1))
  }

  /// Broken at blanks; a word that is wider than a line is broken where the line ends.
  static func wrapped(_ text: String, width columns: Int, indent: String = "", hanging: String = "  ") -> [String] {
    var lines: [String] = []
    var line = indent
    var used = width(indent)
    var isFresh = true
    func newLine() {
      lines.append(line)
      line = hanging
      used = width(hanging)
      isFresh = true
    }
    for word in text.split(separator: " ") {
      let length = width(String(word))
      if !isFresh, used + 1 + length > columns { newLine() }
      if !isFresh {
        line += " "
        used += 1
      }
      isFresh = false
      for character in word {
        let next = width(character)
        if used + next > columns {
          newLine()
          isFresh = false
        }
        line.append(character)
        used += next
      }
    }
    return lines + [line]
  }
}
