/// The p-quantile of sorted values by linear interpolation at h = (n - 1) p (type 7 of Hyndman and Fan 1996).
///
/// - Parameters:
///   - values: Sorted ascending.
///   - p: 0...1.
/// - Returns: Nil when there are no values.
public func quantile(ofSorted values: [Double], _ p: Double) -> Double? {
  guard let last = values.indices.last else { return nil }
  let position = Double(last) * min(1, max(0, p))
  let lower = Int(position)
  let fraction = position - Double(lower)
  return values[lower] + fraction * (values[min(lower + 1, last)] - values[lower])
}
