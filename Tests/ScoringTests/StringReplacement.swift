import Testing

extension String {
  /// Replaces the first occurrence; a test whose fixture no longer has it must not pass by accident.
  mutating func replaceOnce(_ old: String, with new: String) {
    guard let range = firstRange(of: old) else {
      Issue.record("the fixture has no \(old)")
      return
    }
    replaceSubrange(range, with: new)
  }
}
