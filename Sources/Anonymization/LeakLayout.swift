/// Takes away what stands between the parts of a value without being seen: tags of HTML, comments, the marks of quoted
/// lines.
enum LeakLayout {
  private static let longestTag = 256

  /// The reading without them; `nil` when it has none.
  static func stripped(_ reading: LeakReading) -> LeakReading? {
    var output: LeakReading?
    var index = 0
    while index < reading.bytes.count {
      if let end = end(ofMarkAt: index, in: reading) {
        if output == nil { output = beginning(of: reading, upTo: index) }
        index = end
        continue
      }
      output?.append(reading.bytes[index], from: reading.origin(index))
      index += 1
    }
    return output
  }

  private static func beginning(of reading: LeakReading, upTo end: Int) -> LeakReading {
    var output = LeakReading(capacity: reading.bytes.count)
    for index in 0..<end { output.append(reading.bytes[index], from: reading.origin(index)) }
    return output
  }

  private static func end(ofMarkAt index: Int, in reading: LeakReading) -> Int? {
    switch reading.bytes[index] {
    case UInt8(ascii: "<"): endOfTag(at: index, in: reading)
    case UInt8(ascii: ">"), 0x20: reading.at(index - 1).isNewline || index == 0 ? endOfQuoteMarks(index, reading) : nil
    default: nil
    }
  }

  /// `> > `, after a line break.
  private static func endOfQuoteMarks(_ start: Int, _ reading: LeakReading) -> Int? {
    var index = start
    var marks = 0
    while reading.at(index) == UInt8(ascii: ">") || reading.at(index) == 0x20 {
      if reading.at(index) == UInt8(ascii: ">") { marks += 1 }
      index += 1
    }
    return marks > 0 ? index : nil
  }

  /// A tag has a name of HTML; what else stands in angle brackets is text.
  private static func endOfTag(at start: Int, in reading: LeakReading) -> Int? {
    var index = start + 1
    if reading.at(index) == UInt8(ascii: "!") || reading.at(index) == UInt8(ascii: "?") {
      return close(after: index, in: reading)
    }
    if reading.at(index) == UInt8(ascii: "/") { index += 1 }
    let name = index
    while index - name <= 10, reading.at(index).isAlphanumeric, reading.at(index) < 0x80 { index += 1 }
    guard index > name, names.contains(String(decoding: reading.bytes[name..<index], as: UTF8.self).lowercased()) else {
      return nil
    }
    return close(after: index, in: reading)
  }

  private static func close(after start: Int, in reading: LeakReading) -> Int? {
    var index = start
    while index - start < longestTag, index < reading.bytes.count {
      if reading.bytes[index] == UInt8(ascii: ">") { return index + 1 }
      if reading.bytes[index] == UInt8(ascii: "<") { return nil }
      index += 1
    }
    return nil
  }

  /// Elements that stand within a line, or between the cells of one.
  private static let names: Set<String> = [
    "a", "abbr", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "del", "dfn", "div", "em", "font", "i",
    "ins",
    "kbd", "li", "mark", "o:p", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "td",
    "th", "tr", "tt", "u", "var", "wbr", "nobr", "img", "h1", "h2", "h3", "h4", "label", "tbody", "table",
  ]
}
