/// The buckets that one text has touched: an open-addressing table whose entries carry a generation, so that starting on
/// the next text costs nothing.
struct BucketSet {
  private var keys: [UInt64] = []
  private var generation: UInt32 = 0

  /// Forgets everything and makes room for `count` buckets.
  mutating func begin(expecting count: Int) {
    let isLastGeneration = generation == .max
    generation = isLastGeneration ? 1 : generation + 1
    let wanted = max(1024, count * 2)
    guard keys.count < wanted || isLastGeneration else { return }
    var size = 1024
    while size < wanted { size *= 2 }
    keys = Array(repeating: 0, count: size)
  }

  /// Whether `bucket` is new; it is in the set from now on.
  @inline(__always)
  mutating func insert(_ bucket: UInt32) -> Bool {
    let key = UInt64(generation) << 32 | UInt64(bucket)
    let mask = keys.count - 1
    var slot = Int(truncatingIfNeeded: (UInt64(bucket) &* 0x9E37_79B1) >> 7) & mask
    while true {
      let found = keys[slot]
      if found == key { return false }
      if UInt32(truncatingIfNeeded: found >> 32) != generation {
        keys[slot] = key
        return true
      }
      slot = (slot + 1) & mask
    }
  }
}
