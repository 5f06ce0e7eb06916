/// Tags and comments of HTML that were left in a text. A reader sees none of them: what they stand between belongs
/// together, or is parted by a line or a cell.
enum InlineTag {
  private static let longest = 256

  /// What a reader sees in place of a tag.
  enum Sight {
    case nothing
    case blank
    case lineBreak
  }

  /// The tag that starts at `start`, and where it ends; `nil` when none does. What else stands in angle brackets is text.
  static func tag(in text: Bytes, at start: Int) -> (end: Int, sight: Sight)? {
    var index = start + 1
    if text.at(index) == "!", text.at(index + 1) == "-" || text.at(index + 1) == "[" {
      return close(in: text, from: start).map { ($0, .nothing) }
    }
    if text.at(index) == "/" { index += 1 }
    let name = index
    while index - name < 8, text.at(index).isASCIILetter || text.at(index).isDigit { index += 1 }
    // A name is followed by the tag's end, by attributes, or by the slash of an empty one.
    guard index > name, text.at(index).isOneOf(">/ \t\n\r"), let sight = sight(of: name..<index, in: text),
      let end = close(in: text, from: index)
    else { return nil }
    return (end, sight)
  }

  /// A tag that may hold a value, as links do, is text like any other.
  private static func close(in text: Bytes, from start: Int) -> Int? {
    var index = start
    while index < text.count, index - start < longest {
      if text[index] == ">" { return index + 1 }
      if text[index].isDigit || text[index].isOneOf("@&%\\") || text[index] >= 0x80 { return nil }
      index += 1
      if text.at(index) == "<" { return nil }
    }
    return nil
  }

  private static func sight(of name: Range<Int>, in text: Bytes) -> Sight? {
    for (names, sight) in [(unseen, Sight.nothing), (cells, .blank), (lines, .lineBreak)] {
      for candidate in names where candidate.utf8CodeUnitCount == name.count {
        if text.continues(with: candidate, at: name.lowerBound) { return sight }
      }
    }
    return nil
  }

  private static let unseen: [StaticString] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q",
    "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
  ]
  private static let cells: [StaticString] = ["td", "th"]
  private static let lines: [StaticString] = [
    "br", "div", "dd", "dt", "li", "ol", "p", "pre", "table", "tbody", "tr", "ul",
  ]
}
