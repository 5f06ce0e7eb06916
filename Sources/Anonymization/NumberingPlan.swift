/// Possible lengths of telephone numbers by country calling code: the US, every European country and its neighbours.
/// Source: the possible lengths of libphonenumber's public metadata. It can raise a number's score, never rule one out.
enum NumberingPlan {
  /// Calling code, and the fewest and most digits of a national number after it.
  private static let lengths: [(code: Int, national: ClosedRange<Int>)] = [
    (1, 10...10), (7, 10...10), (20, 8...10), (27, 9...9), (30, 10...10), (31, 9...9), (32, 8...9), (33, 9...9),
    (34, 9...9), (36, 8...9), (39, 6...11), (40, 9...9), (41, 9...9), (43, 7...13), (44, 9...10), (45, 8...8),
    (46, 7...10), (47, 8...8), (48, 9...9), (49, 7...11), (55, 10...11), (90, 10...10), (212, 9...9), (213, 8...9),
    (216, 8...8), (350, 8...8), (351, 9...9), (352, 6...11), (353, 7...9), (354, 7...7), (355, 8...9), (356, 8...8),
    (357, 8...8), (358, 6...11), (359, 8...9), (370, 8...8), (371, 8...8), (372, 7...8), (373, 8...8), (374, 8...8),
    (375, 9...9), (376, 6...9), (377, 8...9), (378, 6...10), (380, 9...9), (381, 8...9), (382, 8...8), (383, 8...8),
    (385, 8...9), (386, 8...8), (387, 8...9), (389, 8...8), (420, 9...9), (421, 9...9), (423, 7...7), (995, 9...9),
  ]

  private static let byCode: [ClosedRange<Int>?] = {
    var byCode = [ClosedRange<Int>?](repeating: nil, count: 1000)
    for (code, national) in lengths { byCode[code] = national }
    return byCode
  }()

  /// Whether a number of `count` digits that begins with `leading` (its first three digits) may be a calling code and
  /// a national number of fitting length.
  static func fits(leading: Int, count: Int) -> Bool {
    guard 100..<1000 ~= leading else { return false }
    for (divisor, length) in [(1, 3), (10, 2), (100, 1)] {
      if let national = byCode[leading / divisor], national.contains(count - length) { return true }
    }
    return false
  }
}
