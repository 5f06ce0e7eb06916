/// What may stand between the parts of an address without being one: comments and folding white space of RFC 5322, the
/// quote marks of a reply whose lines were broken, and tags of HTML.
enum MailGap {
  private static let mostBlanks = 6
  private static let longestTag = 64

  /// Where the gap ends that starts at `start`.
  static func end(in text: Bytes, from start: Int) -> Int {
    var index = start
    for _ in 0..<8 {
      let before = index
      index = blanksEnd(in: text, from: index)
      if text.at(index) == "(", let comment = MailComment.end(in: text, from: index) { index = comment }
      if text.at(index) == "<", let tag = tagEnd(in: text, from: index) { index = tag }
      if index == before { break }
    }
    return index
  }

  /// Where the gap starts that ends before `end`.
  static func start(in text: Bytes, endingAt end: Int) -> Int {
    var index = end
    for _ in 0..<8 {
      let before = index
      while end - index < 64, before - index < mostBlanks, text.at(index - 1).isWhitespace { index -= 1 }
      if text.at(index - 1) == ")", let comment = MailComment.start(in: text, endingAt: index, notBefore: 0) {
        index = comment
      }
      if text.at(index - 1) == ">", let tag = tagStart(in: text, endingAt: index) { index = tag }
      if index == before { break }
    }
    return index
  }

  /// Past blanks, and after a line break past the marks that quote a line.
  private static func blanksEnd(in text: Bytes, from start: Int) -> Int {
    var index = start
    var isQuoted = false
    while index - start < mostBlanks, text.at(index).isWhitespace || isQuoted && text.at(index).isOneOf(">|") {
      if text[index].isNewline { isQuoted = true }
      index += 1
    }
    return index
  }

  /// Where the line breaks off before a quoted one that begins with the sign at `end`: `> > @example.org`.
  static func lineStart(in text: Bytes, endingAt end: Int) -> Int {
    var index = end
    while end - index < mostBlanks * 2, text.at(index - 1).isBlank || text.at(index - 1).isOneOf(">|") { index -= 1 }
    return text.at(index - 1).isNewline ? index : end
  }

  static func tagEnd(in text: Bytes, from start: Int) -> Int? {
    guard text.at(start + 1).isASCIILetter || text.at(start + 1).isOneOf("/!") else { return nil }
    var index = start + 1
    while index - start < longestTag, index < text.count, text[index] != "@", text[index] != "<" {
      if text[index] == ">" { return index + 1 }
      index += 1
    }
    return nil
  }

  static func tagStart(in text: Bytes, endingAt end: Int) -> Int? {
    var index = end - 2
    while end - index < longestTag, index >= 0, text[index] != "@", text[index] != ">" {
      if text[index] == "<" { return text[index + 1].isASCIILetter || text[index + 1].isOneOf("/!") ? index : nil }
      index -= 1
    }
    return nil
  }
}

/// Comments of RFC 5322, nested ones too.
enum MailComment {
  private static let longest = 128

  /// Where the comment ends that starts at `start`, or `nil` when it is none.
  static func end(in text: Bytes, from start: Int) -> Int? {
    var depth = 0
    var index = start
    while index < min(text.count, start + longest) {
      switch text[index] {
      case "\\": index += 1
      case "(": depth += 1
      case ")":
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Where the comment starts that ends before `end`, or `nil` when it is none.
  static func start(in text: Bytes, endingAt end: Int, notBefore limit: Int) -> Int? {
    var depth = 0
    var index = end - 1
    while index >= max(limit, end - longest) {
      let isEscaped = index > limit && text[index - 1] == "\\"
      if !isEscaped, text[index] == ")" { depth += 1 }
      if !isEscaped, text[index] == "(" {
        depth -= 1
        if depth == 0 { return index }
      }
      index -= 1
    }
    return nil
  }
}
