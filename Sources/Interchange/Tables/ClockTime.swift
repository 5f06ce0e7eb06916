/// A clock time: `10:15`, `10:15:30`, `10:15:30.250`.
struct ClockTime {
  /// Whole seconds since midnight, below 86400.
  let seconds: Int
  /// What a text has behind the whole second, 0..<1.
  let fraction: Double
  /// Whether the text has two digits of hours, and seconds.
  let isWhole: Bool

  /// `nil` for anything else; up to nine digits of a fraction are read.
  init?(_ text: some StringProtocol) {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = Self.number(parts[0], digits: 1...2), hour < 24,
      let minute = Self.number(parts[1], digits: 2...2), minute < 60
    else { return nil }
    var second = 0
    var fraction = 0.0
    if parts.count == 3 {
      let halves = parts[2].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      guard let whole = Self.number(halves[0], digits: 2...2), whole < 60 else { return nil }
      second = whole
      if halves.count == 2 {
        guard let digits = Self.number(halves[1], digits: 1...9) else { return nil }
        fraction = (0..<halves[1].count).reduce(Double(digits)) { value, _ in value / 10 }
      }
    }
    seconds = 3600 * hour + 60 * minute + second
    self.fraction = fraction
    isWhole = parts.count == 3 && parts[0].count == 2
  }

  private static func number(_ text: some Collection<UInt8>, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return text.reduce(0) { 10 * $0 + Int($1 - 0x30) }
  }
}
