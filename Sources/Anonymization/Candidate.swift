/// What one detector claims about a stretch of text.
struct Candidate {
  /// Byte offsets into the detection copy; after ``Resolution`` into the original.
  var range: Range<Int>
  var type: EntityType
  /// Which claim names the whole when claims overlap.
  var standing: Standing

  enum Standing: Int, Comparable {
    /// Shape and context.
    case heuristic
    /// A checksum or a grammar proves it.
    case validated
    /// The account's own contact data.
    case known
    /// Its inner digits mean nothing by themselves.
    case enclosing

    static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }
  }
}
