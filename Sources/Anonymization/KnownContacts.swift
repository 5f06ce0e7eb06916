/// What the CRM knows of one person of the account.
public struct KnownContact: Sendable, Hashable {
  /// Full names as the CRM writes them: "Ana Lopes", "Lopes, Ana".
  public var names: [String]
  /// E-mail addresses.
  public var addresses: [String]
  /// Telephone numbers in any format.
  public var phones: [String]

  /// - Parameters:
  ///   - names: Full names as the CRM writes them.
  ///   - addresses: E-mail addresses.
  ///   - phones: Telephone numbers in any format.
  public init(names: [String] = [], addresses: [String] = [], phones: [String] = []) {
    self.names = names
    self.addresses = addresses
    self.phones = phones
  }
}

/// Finds known contacts: names and addresses by their words, whatever stands between and however they are accented;
/// addresses by their local part alone too; numbers by their digits.
struct ContactMatcher: Sendable {
  private struct Pattern {
    let rule: MaskingRule
    /// A single word of a name may be an everyday word too: it counts only with a capital.
    let needsCapital: Bool
  }

  private let words: AhoCorasick
  private let wordPatterns: [Pattern]
  private let digits: AhoCorasick?

  /// Between words, and at both ends of a pattern.
  private static let gap: UInt8 = 0x20
  /// Enough of a number's end to be sure, and free of trunk zeros and country codes.
  private static let digitTail = 9
  private static let fewestDigits = 6
  /// Local parts that belong to no person.
  private static let impersonal: Set<String> = [
    "info", "contact", "kontakt", "contacto", "contatto", "sales", "support", "admin", "office", "hello", "mail",
    "team",
    "service", "billing", "noreply", "no-reply", "postmaster", "webmaster", "marketing", "help", "accounts", "orders",
  ]

  /// `nil` when nothing is known.
  init?(_ contacts: [KnownContact]) {
    var byText: [[UInt8]: Pattern] = [:]
    for name in contacts.flatMap(\.names) { Self.add(name: name, to: &byText) }
    for address in contacts.flatMap(\.addresses) { Self.add(address: address, to: &byText) }
    let numbers = contacts.flatMap(\.phones).map(Self.tail).filter { $0.count >= Self.fewestDigits }
    guard !byText.isEmpty || !numbers.isEmpty else { return nil }
    let ordered = byText.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    words = AhoCorasick(ordered.map(\.key))
    wordPatterns = ordered.map(\.value)
    digits = numbers.isEmpty ? nil : AhoCorasick(numbers)
  }

  private static func add(name: String, to patterns: inout [[UInt8]: Pattern]) {
    for writing in ContactName(name).writings {
      let key = pattern(writing.words)
      // What one way of writing does not need, none does.
      if patterns[key] == nil || !writing.needsCapital {
        patterns[key] = Pattern(rule: .knownName, needsCapital: writing.needsCapital)
      }
    }
  }

  private static func add(address: String, to patterns: inout [[UInt8]: Pattern]) {
    let parts = ContactName.words(of: address)
    guard !parts.isEmpty else { return }
    patterns[pattern(parts)] = Pattern(rule: .knownAddress, needsCapital: false)
    let local = String(address.prefix { $0 != "@" })
    let key = pattern(ContactName.words(of: local))
    guard local.utf8.count >= 5, !impersonal.contains(local.lowercased()), patterns[key] == nil else { return }
    patterns[key] = Pattern(rule: .knownAddress, needsCapital: local.utf8.allSatisfy(\.isASCIILetter))
  }

  private static func pattern(_ words: [[UInt8]]) -> [UInt8] {
    [gap] + words.joined(separator: [gap]) + [gap]
  }

  private static func tail(of phone: String) -> [UInt8] {
    Array(Folding.letters(of: Array(phone.utf8)).filter(\.isDigit).drop { $0 == 0x30 }.suffix(digitTail))
  }

  // MARK: Finding

  func find(in text: Bytes, into found: inout [Candidate]) {
    findWords(in: text, into: &found)
    findNumbers(in: text, into: &found)
  }

  /// Reads the text as words with one gap between neighbours.
  private func findWords(in text: Bytes, into found: inout [Candidate]) {
    guard !wordPatterns.isEmpty else { return }
    // Where in the text each byte of the stream since the last long break stood; patterns are far shorter.
    var origins: [Int] = [0]
    var state = words.advance(0, by: Self.gap)
    var index = 0
    while index <= text.count {
      let byte = text.at(index)
      if index < text.count, byte.isAlphanumeric {
        state = words.advance(state, by: byte.lowercased)
        origins.append(index)
      } else if index == 0 || text.at(index - 1).isAlphanumeric {
        state = words.advance(state, by: Self.gap)
        origins.append(index)
        words.forEachMatch(at: state) { pattern, length in
          let start = origins[origins.count - length + 1]
          let isCapital = text.at(start).isUpper || text.at(start) >= 0x80
          guard isCapital || !wordPatterns[pattern].needsCapital else { return }
          found.append(Candidate(range: start..<index, rule: wordPatterns[pattern].rule))
        }
      }
      index += 1
    }
  }

  /// Reads the text as digits; what stands between digits of one number is short and holds no letter.
  private func findNumbers(in text: Bytes, into found: inout [Candidate]) {
    guard let digits else { return }
    var state: Int32 = 0
    var row: [Int] = []
    for index in 0..<text.count {
      let byte = text[index]
      guard byte.isDigit else {
        if byte.isLetter || index - (row.last ?? index) > 5 {
          state = 0
          row.removeAll(keepingCapacity: true)
        }
        continue
      }
      state = digits.advance(state, by: byte)
      row.append(index)
      digits.forEachMatch(at: state) { _, length in
        let start = Self.prefixStart(in: text, before: row[row.count - length])
        found.append(Candidate(range: start..<index + 1, rule: .knownNumber))
      }
    }
  }

  /// Takes in the country code, trunk zero and plus sign before a number.
  private static func prefixStart(in text: Bytes, before start: Int) -> Int {
    var index = start
    var first = start
    var digits = 0
    while index > 0, start - index < 10, digits < 5 {
      let byte = text[index - 1]
      if byte.isDigit {
        digits += 1
        first = index - 1
      } else if byte == "+" {
        return index - 1
      } else if byte == "(" {
        first = index - 1
      } else if !byte.isOneOf(" )-./") {
        break
      }
      index -= 1
    }
    return first
  }
}
