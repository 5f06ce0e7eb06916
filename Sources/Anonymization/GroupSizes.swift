/// The sizes of the first 16 digit groups of a row, a hexadecimal digit each, so that a form such as 4-4-4-4 is compared
/// as one number.
struct GroupSizes {
  private static let most = 16
  private static let threes: UInt64 = 0x3333_3333_3333_3333

  /// The first group in the highest digit: `0x334` are groups of three, three and four. Sizes above 15 count as 15.
  private(set) var form: UInt64 = 0
  private(set) var count = 0
  private(set) var smallest = Int.max
  private(set) var largest = 0

  @inline(__always) var first: Int { count > 0 ? Int(form >> UInt64(4 * (count - 1))) : 0 }
  @inline(__always) var last: Int { Int(form & 0xF) }
  @inline(__always) var secondToLast: Int { Int(form >> 4 & 0xF) }

  /// Whether all groups but the first have three digits.
  @inline(__always) var continuesInThrees: Bool {
    guard count > 1 else { return false }
    let rest: UInt64 = 1 << UInt64(4 * (count - 1)) - 1
    return form & rest == Self.threes & rest
  }

  @inline(__always)
  mutating func append(_ size: Int) {
    guard count < Self.most else { return }
    form = form << 4 | UInt64(min(size, 15))
    count += 1
    smallest = min(smallest, size)
    largest = max(largest, size)
  }
}
