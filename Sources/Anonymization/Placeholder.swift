/// The token that stands for one masked value: `<EMAIL_1>`.
public struct Placeholder: Sendable, Hashable, Codable {
  /// The kind of value it stands for.
  public let type: EntityType
  /// 1 for the first value of its type within a case.
  public let number: Int

  /// - Parameters:
  ///   - type: The kind of value it stands for.
  ///   - number: 1 or more.
  public init(type: EntityType, number: Int) {
    self.type = type
    self.number = number
  }

  /// The placeholder that a name such as `EMAIL_1` means; nil when it means none.
  init?(name: String) {
    guard let underscore = name.lastIndex(of: "_"), let type = EntityType(rawValue: String(name[..<underscore])),
      let number = Int(name[name.index(after: underscore)...]), number > 0
    else { return nil }
    self.init(type: type, number: number)
  }

  /// The token's name: `EMAIL_1`.
  public var name: String { String(token.dropFirst().dropLast()) }

  /// The token as it is written into masked text.
  public var token: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends ``token``.
  func write(to bytes: inout [UInt8]) {
    bytes.append(0x3C)
    bytes += type.rawValue.utf8
    bytes.append(0x5F)
    bytes.append(decimal: number)
    bytes.append(0x3E)
  }
}

/// A place in a text that reads like a placeholder, exactly or after a model's drift.
///
/// Grammar: `TYPE_12` anywhere as a word of its own, or `<` `TYPE` separator `12` letters `>` with the separator one of
/// `_`, `-`, blank; in any case. One more `_` after the type name marks an escaped look-alike: the input had it.
struct PlaceholderLookalike {
  /// All of it, angle brackets included.
  let range: Range<Int>
  let type: EntityType
  /// `nil` when the digits do not fit an `Int`.
  let number: Int?
  /// Where the type name ends: an escaping underscore goes there.
  let nameEnd: Int
  /// The number of escaping underscores that are there already: 0 for what reads as a real placeholder.
  let escapes: Int
  /// What a model put between the number and the closing bracket: the `'s` of `<PERSON_1's>`.
  let suffix: Range<Int>
}

extension PlaceholderLookalike {
  private static let names: [(type: EntityType, name: [UInt8])] = EntityType.allCases.map {
    ($0, Array($0.rawValue.utf8))
  }

  /// All look-alikes of `text`, in order, without overlap.
  /// - Parameter masked: Stretches, in order, that placeholders will take the place of: a name right behind one of them
  ///   is a word of its own then.
  static func all(in text: Bytes, behind masked: [Range<Int>] = []) -> [PlaceholderLookalike] {
    guard isPossible(in: text) else { return [] }
    var found: [PlaceholderLookalike] = []
    var masked = masked[...]
    var index = 0
    while index < text.count {
      guard text[index].isASCIILetter else {
        index += 1
        continue
      }
      var end = index
      while text.at(end).isASCIILetter { end += 1 }
      while let next = masked.first, next.upperBound < index { masked.removeFirst() }
      let isFree =
        !text.at(index - 1).isDigit && text.at(index - 1) != "_" || masked.first?.upperBound == index
      if isFree, text.at(end) == "_" || bracket(in: text, before: index) != nil,
        let match = lookalike(in: text, at: index)
      {
        found.append(match)
        index = match.range.upperBound
      } else {
        index = end
      }
    }
    return found
  }

  /// Where the bracket is that opens before `start`, perhaps with blanks between.
  private static func bracket(in text: Bytes, before start: Int) -> Int? {
    var open = start - 1
    while text.at(open).isBlank { open -= 1 }
    return text.at(open) == "<" ? open : nil
  }

  private static func lookalike(in text: Bytes, at start: Int) -> PlaceholderLookalike? {
    for (type, name) in names where name[0] == text[start] & 0xDF && matches(name, in: text, at: start) {
      return lookalike(of: type, in: text, name: start..<start + name.count)
    }
    return nil
  }

  private static func matches(_ name: [UInt8], in text: Bytes, at start: Int) -> Bool {
    guard start + name.count <= text.count else { return false }
    for (offset, byte) in name.enumerated() where text[start + offset].lowercased != byte.lowercased { return false }
    return true
  }

  private static func lookalike(of type: EntityType, in text: Bytes, name: Range<Int>) -> PlaceholderLookalike? {
    let open = bracket(in: text, before: name.lowerBound)
    var index = name.upperBound
    while text.at(index) == "_" { index += 1 }
    var escapes = index - name.upperBound
    if open != nil, text.at(index) == "-" || text.at(index).isBlank {
      index += 1
    } else {
      escapes -= 1
    }
    guard escapes >= 0, let digits = digits(in: text, from: index) else { return nil }

    let bare = PlaceholderLookalike(
      range: name.lowerBound..<digits.end, type: type, number: digits.value, nameEnd: name.upperBound,
      escapes: escapes, suffix: digits.end..<digits.end)
    guard let open else {
      return isWord(text.at(digits.end)) ? nil : bare
    }
    var suffixEnd = digits.end
    while suffixEnd - digits.end < 8, text.at(suffixEnd).isASCIILetter || text.at(suffixEnd) == "'" { suffixEnd += 1 }
    var close = suffixEnd
    while text.at(close).isBlank { close += 1 }
    guard text.at(close) == ">" else { return isWord(text.at(digits.end)) ? nil : bare }
    return PlaceholderLookalike(
      range: open..<(close + 1), type: type, number: digits.value, nameEnd: name.upperBound, escapes: escapes,
      suffix: digits.end..<suffixEnd)
  }

  /// Brackets of another width, and scripts without blanks, end a name: `＜EMAIL_1＞`.
  private static func isWord(_ byte: UInt8) -> Bool { byte.isDigit || byte.isASCIILetter }

  private static func digits(in text: Bytes, from start: Int) -> (value: Int?, end: Int)? {
    var end = start
    var value: Int? = 0
    while text.at(end).isDigit {
      if let soFar = value {
        let (product, overflow) = soFar.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int(text[end] &- 0x30))
        value = overflow || carry ? nil : sum
      }
      end += 1
    }
    return end > start ? (value, end) : nil
  }
}

extension PlaceholderLookalike {
  /// Whether `text` has a character without which there is no look-alike: the cheap question before the full search.
  static func isPossible(in text: Bytes) -> Bool {
    text.first(from: 0, to: text.count) { $0.marks("_") | $0.marks("<") } < text.count
  }
}
