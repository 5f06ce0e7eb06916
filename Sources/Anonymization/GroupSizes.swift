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

  @inline(__always) var first: Int { self[0] }
  @inline(__always) var last: Int { self[count - 1] }
  @inline(__always) var secondToLast: Int { self[count - 2] }

  /// The size of one group, 15 when it has more digits; 0 when there is no such group.
  @inline(__always)
  subscript(index: Int) -> Int {
    0..<count ~= index ? Int(form >> UInt64(4 * (count - 1 - index)) & 0xF) : 0
  }

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
