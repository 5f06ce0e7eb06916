/// A place in a text that may be a value nobody masked. It never shows the value.
public struct LeakFinding: Sendable, Hashable, CustomStringConvertible {
  /// Which rule struck.
  public enum Rule: String, Sendable, CaseIterable {
    /// An `@` with neighbours.
    case addressSign
    /// Seven or more digits that nothing accounts for.
    case digitRun
    /// An original of the case, in any spelling.
    case knownValue
    /// Base64 of a text, whatever that says; or what the masker finds once the escapes are undone.
    case encodedText
  }

  /// UTF-8 byte offsets into the scanned text; both ends lie on scalar boundaries.
  public let range: Range<Int>
  /// Which rule struck.
  public let rule: Rule
  /// What the place is masked as when it is masked by force.
  public let type: EntityType

  /// The rule and the place.
  public var description: String { "\(rule.rawValue) at \(range.lowerBound)..<\(range.upperBound)" }
}
