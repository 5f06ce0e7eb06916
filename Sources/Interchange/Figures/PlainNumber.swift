/// Numbers as tables have them, which are read or refused and never guessed.
enum PlainNumber {
  /// `1204.5`, also with an exponent; with a decimal comma `1204,5` or `1.204,5`. `nil` for what is no plain number.
  static func value(_ text: String, decimalComma: Bool) -> Double? {
    guard decimalComma else { return isPlain(text.utf8) ? Double(text) : nil }
    guard let plain = withPoint(text.utf8) else { return nil }
    return Double(plain)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// `-?\d+(\.\d+)?([eE][+-]?\d{1,3})?`
  private static func isPlain(_ text: String.UTF8View) -> Bool {
    var rest = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
    func digits() -> Int {
      let count = rest.prefix(while: isDigit).count
      rest = rest.dropFirst(count)
      return count
    }
    guard digits() > 0 else { return false }
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      guard digits() > 0 else { return false }
    }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
      guard (1...3).contains(digits()) else { return false }
    }
    return rest.isEmpty
  }

  /// `-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?` with a point for the comma and without groups.
  private static func withPoint(_ text: String.UTF8View) -> String? {
    let halves = text.split(separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
    let isNegative = halves[0].first == UInt8(ascii: "-")
    let groups = halves[0].dropFirst(isNegative ? 1 : 0).split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }),
      groups.count == 1 || (groups[0].count <= 3 && groups.dropFirst().allSatisfy { $0.count == 3 })
    else { return nil }
    let fraction = halves.count > 1 ? halves[1] : nil
    if let fraction, fraction.isEmpty || !fraction.allSatisfy(isDigit) { return nil }
    let whole = groups.map { String(Substring($0)) }.joined()
    return (isNegative ? "-" : "") + whole + (fraction.map { "." + String(Substring($0)) } ?? "")
  }
}
