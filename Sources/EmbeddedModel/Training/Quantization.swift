#if canImport(Glibc)
  import Glibc
#endif

/// Numbers as steps of -127 to 127 of one size.
struct Quantized: Hashable {
  /// What one step is worth.
  let scale: Float
  /// The steps.
  let steps: [Int8]

  /// Rounds to the nearest step; the largest number gets 127 steps. Each error is at most half a step.
  init(_ numbers: [Float]) {
    let largest = numbers.reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 ? largest / 127 : 1
    self.scale = scale
    steps = numbers.map { Int8(($0 / scale).rounded()) }
  }
}

extension ModelTables {
  /// Rarity codes for features by the number of rows they occur in: smoothed inverse document frequency, in steps of a
  /// 255th of the largest; 0 below `fewest` rows.
  static func rarityCodes(rowCounts: [Int], rows: Int, fewest: Int) -> [UInt8] {
    let rarities = rowCounts.map { count in
      count < fewest ? 0 : Float(1 + log((1 + Double(rows)) / (1 + Double(count))))
    }
    let largest = rarities.max() ?? 0
    let scale = largest > 0 ? largest / 255 : 1
    return rarities.map { UInt8(($0 / scale).rounded()) }
  }

  /// The numbers of one class out of a table that holds `classes` numbers a bucket.
  static func column(_ index: Int, of numbers: [Float], classes: Int) -> [Float] {
    stride(from: index, to: numbers.count, by: classes).map { numbers[$0] }
  }
}
