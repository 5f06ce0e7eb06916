/// Feature vectors, one after another: row `i` has the columns and values from `starts[i]` to `starts[i + 1]`.
struct SparseRows: Sendable {
  private(set) var starts = [0]
  private(set) var columns: [UInt32] = []
  var values: [Float] = []

  var count: Int { starts.count - 1 }

  /// Adds a row.
  mutating func append(columns: some Sequence<UInt32>, values: some Sequence<Float>) {
    self.columns.append(contentsOf: columns)
    self.values.append(contentsOf: values)
    starts.append(self.columns.count)
  }

  /// Brings every row to length 1 after multiplying each value with the factor of its column; factor 0 drops a column.
  mutating func scaleToUnitLength(factors: [Float]) {
    for row in 0..<count {
      var squared: Float = 0
      for index in starts[row]..<starts[row + 1] {
        values[index] *= factors[Int(columns[index])]
        squared += values[index] * values[index]
      }
      guard squared > 0 else { continue }
      let length = squared.squareRoot()
      for index in starts[row]..<starts[row + 1] { values[index] /= length }
    }
  }

  /// Multiplies each value with the factor of its column.
  mutating func multiply(byFactorOfColumn factors: [Float]) {
    for index in values.indices { values[index] *= factors[Int(columns[index])] }
  }

  /// In how many rows each of `width` columns occurs.
  func rowCounts(width: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: width)
    for column in columns { counts[Int(column)] += 1 }
    return counts
  }
}
