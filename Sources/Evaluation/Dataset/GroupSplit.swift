/// Which split a group falls into, decided by its name alone: adding items never moves others.
public enum GroupSplit {
  /// Whether a group belongs to the test split: the first 8 bytes of SHA-256("phano-split-v1:" + group) are below
  /// `share` of all there are.
  ///
  /// - Parameter oneIn: The share of groups that are test, as one in so many; at least 1. Default: 5, that is 20 %.
  public static func isTest(group: String, oneIn: UInt64 = 5) -> Bool {
    // 2^64 itself does not fit into 64 bits.
    oneIn <= 1 || number(of: group) < oneIn.dividingFullWidth((high: 1, low: 0)).quotient
  }

  /// The number that decides.
  static func number(of group: String) -> UInt64 { Fingerprint.number("phano-split-v1:" + group) }
}
