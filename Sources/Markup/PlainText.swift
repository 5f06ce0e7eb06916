/// Text of strangers made fit to be read: it can be long, reverse what stands beside it, or pile marks on its lines.
package enum PlainText {
  /// How many combining marks a letter may carry; Vietnamese and Hebrew take two or three.
  private static let mostMarks = 4

  /// The first `limit` scalars on one line, without controls, overrides of the writing direction and piles of marks; ends
  /// with an ellipsis if something was cut off.
  package static func line(_ text: String, limit: Int) -> String {
    var kept = String.UnicodeScalarView()
    var count = 0
    var marks = 0
    var isBlank = true
    for scalar in text.unicodeScalars {
      if count >= limit { return String(kept) + "…" }
      switch kind(of: scalar) {
      case .dropped: continue
      case .blank:
        if isBlank { continue }
        kept.append(" ")
        isBlank = true
        marks = 0
      case .mark:
        marks += 1
        if marks > mostMarks { continue }
        kept.append(scalar)
      case .letter:
        kept.append(scalar)
        isBlank = false
        marks = 0
      }
      count += 1
    }
    while kept.last == " " { kept.removeLast() }
    return String(kept)
  }

  private enum Kind { case dropped, blank, mark, letter }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    switch scalar.value {
    case 0x20...0x7E: return scalar == " " ? .blank : .letter
    case 0x202A...0x202E, 0x2066...0x2069: return .dropped
    // A joiner is kept where it joins, as in emoji and Indic scripts, and counts as a mark so that it can't be piled.
    case 0x200C, 0x200D: return .mark
    default: break
    }
    if scalar.properties.isWhitespace { return .blank }
    switch scalar.properties.generalCategory {
    case .control: return scalar == "\n" || scalar == "\t" || scalar == "\r" ? .blank : .dropped
    case .format, .surrogate, .unassigned, .privateUse: return .dropped
    case .nonspacingMark, .enclosingMark: return .mark
    default: return .letter
    }
  }
}
