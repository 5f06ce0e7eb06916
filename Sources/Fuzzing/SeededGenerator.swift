/// The same numbers for the same seed, on any machine (Steele, Lea, Flood 2014: SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts where `seed` says.
  public init(seed: UInt64) { state = seed }

  /// One stream for each index of a seed, so that a case does not depend on the cases before it.
  public init(seed: UInt64, stream: UInt64) {
    var mixer = SeededGenerator(seed: seed)
    state = mixer.next() ^ (stream &* 0xD6E8_FEB8_6659_FD93)
    state = next()
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number below `bound`, which is 1 or more.
  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// One of `choices`, which are not empty.
  mutating func pick<Choices: RandomAccessCollection>(_ choices: Choices) -> Choices.Element {
    choices[choices.index(choices.startIndex, offsetBy: below(choices.count))]
  }

  /// Whether something that happens once in `rarity` times happens now.
  mutating func once(in rarity: Int) -> Bool { below(rarity) == 0 }
}
