/// The run of `From: / Sent: / To: / Subject:` lines that Outlook and its kin put above an earlier message.
struct HeaderBlock {
  /// The lines it takes.
  let lines: Range<Int>

  private static let mostLines = 24

  /// The block that begins at `line`, if one does.
  ///
  /// - Parameter isIntroduced: whether a separator stands above, so that two header lines are enough.
  init?(at line: Int, in body: BodyLines, isIntroduced: Bool) {
    guard let first = Self.keys(of: body.folded(line)).first, first != .other, first != .copy else { return nil }
    var kinds = 0
    var isMachineMade = false
    var isAddressed = false
    var end = line
    var index = line
    while index < min(line + Self.mostLines, body.lines.count), body.lines[index].depth == 0 {
      let found = Self.keys(of: body.folded(index))
      if found.isEmpty {
        guard Self.continues(after: index, in: body) else { break }
      } else {
        for key in found {
          kinds |= 1 << key.rawValue
          isMachineMade = isMachineMade || Self.isMachineMade(key, body.folded(index))
          isAddressed = isAddressed || (key == .to && Evidence(in: body.folded(index)).hasAddress)
        }
        end = index + 1
      }
      index += 1
    }
    // A date with year and time above an address is no customer's way to write.
    let isStamped = isMachineMade && isAddressed
    guard isStamped || Self.isEnough(kinds, isMachineMade: isMachineMade, isIntroduced: isIntroduced) else {
      return nil
    }
    lines = line..<end
  }

  /// A blank line, or the second line of a long list of recipients, belongs to the block if a header line follows.
  private static func continues(after line: Int, in body: BodyLines) -> Bool {
    guard let next = body.firstNonBlank(from: line + 1), next <= line + 2 else { return false }
    return body.lines[next].depth == 0 && !keys(of: body.folded(next)).isEmpty
  }

  private static func isEnough(_ kinds: Int, isMachineMade: Bool, isIntroduced: Bool) -> Bool {
    func has(_ kind: HeaderKeys.Kind) -> Bool { kinds & (1 << kind.rawValue) != 0 }
    let others = [HeaderKeys.Kind.date, .to, .subject].count(where: has)
    guard has(.from) else { return has(.subject) && others >= 2 && (isIntroduced || others == 3) }
    if isIntroduced { return others >= 1 }
    return (has(.subject) && others >= 2) || (isMachineMade && others >= 2)
  }

  /// People write `From: Berlin` and `Date: 3 May`; programs write addresses, and dates with year and time.
  private static func isMachineMade(_ key: HeaderKeys.Kind, _ line: ArraySlice<UInt8>) -> Bool {
    guard key == .from || key == .date else { return false }
    let evidence = Evidence(in: line)
    return key == .from ? evidence.hasAddress : evidence.hasDate && evidence.hasTime
  }

  /// The header names on a line: one as a rule, several where a converter joined the block into one line.
  private static func keys(of folded: ArraySlice<UInt8>) -> [HeaderKeys.Kind] {
    guard let first = key(at: folded.startIndex, in: folded) else { return [] }
    var found = [first.kind]
    guard folded.count > 40, first.kind == .from else { return found }
    var index = first.end
    while index < folded.endIndex, found.count < 8 {
      if folded[index - 1] == UInt8(ascii: " "), let next = key(at: index, in: folded) {
        found.append(next.kind)
        index = next.end
      } else {
        index += 1
      }
    }
    return found
  }

  private static func key(at start: Int, in folded: ArraySlice<UInt8>) -> (kind: HeaderKeys.Kind, end: Int)? {
    guard start < folded.endIndex else { return nil }
    let window = folded[start..<min(start + HeaderKeys.longest + 2, folded.endIndex)]
    guard let colon = window.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let name = Bytes.trim(window[start..<colon]) { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "_") }
    guard let match = HeaderKeys.names.prefix(of: name), match.length == name.count else { return nil }
    return HeaderKeys.Kind(rawValue: match.group).map { ($0, colon + 1) }
  }
}
