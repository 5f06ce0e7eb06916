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
  }

  /// UTF-8 byte offsets into the scanned text.
  public let range: Range<Int>
  /// Which rule struck.
  public let rule: Rule

  /// What the value is masked as when it is masked by force.
  public var type: EntityType {
    switch rule {
    case .addressSign: .email
    case .digitRun: .phone
    case .knownValue: .person
    }
  }

  /// The rule and the place.
  public var description: String { "\(rule.rawValue) at \(range.lowerBound)..<\(range.upperBound)" }
}

/// The independent, looser second rule that the wire gate applies to what is about to leave.
public struct LeakScanner: Sendable {
  /// - Parameter placeholders: The case's map; none of its originals may occur.
  public init(placeholders: PlaceholderMap = .init()) {}

  /// Every place of `text` that a rule strikes, in order.
  public func findings(in text: String) -> [LeakFinding] { [] }
}
