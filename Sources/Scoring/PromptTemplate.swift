/// Text with `{{variable}}` places: filled in one pass, nothing escaped, so a value that itself holds `{{` stays as it is.
///
/// A line whose variable has no value is left out as a whole; that is all the logic there is.
struct PromptTemplate: Sendable, Hashable {
  private enum Segment: Sendable, Hashable {
    case text(String)
    case variable(String)
  }

  private let lines: [[Segment]]

  /// Parses a template. One line feed at its end belongs to the file, not to the text.
  init(_ text: String, file: PromptFile, variables: Set<String>, required: Set<String>) throws(PromptError) {
    var lines: [[Segment]] = []
    var seen: Set<String> = []
    for (index, line) in text.removingFinalLineFeed.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let segments = try Self.segments(of: line, file: file, line: index + 1, variables: variables)
      for case .variable(let name) in segments where !seen.insert(name).inserted {
        throw PromptError(
          file, line: index + 1, "the variable {{\(name)}} is used a second time", remedy: "use it in one place")
      }
      lines.append(segments)
    }
    if let missing = required.subtracting(seen).min() {
      throw PromptError(file, "the variable {{\(missing)}} is missing", remedy: "put {{\(missing)}} where it belongs")
    }
    self.lines = lines
  }

  /// The text with each variable replaced by its value.
  func rendered(_ values: [String: String]) -> String {
    lines.compactMap { segments in
      var text = ""
      for segment in segments {
        switch segment {
        case .text(let fixed): text += fixed
        case .variable(let name):
          guard let value = values[name] else { return nil }
          text += value
        }
      }
      return text
    }.joined(separator: "\n")
  }

  private static func segments(
    of line: Substring, file: PromptFile, line number: Int, variables: Set<String>
  ) throws(PromptError) -> [Segment] {
    var segments: [Segment] = []
    var rest = line
    while let open = rest.firstRange(of: "{{") {
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        throw PromptError(file, line: number, "a {{ is never closed", remedy: "write {{name}} or a single {")
      }
      let name = String(rest[open.upperBound..<close.lowerBound])
      guard variables.contains(name) else {
        let known = variables.sorted().map { "{{\($0)}}" }.joined(separator: ", ")
        throw PromptError(
          file, line: number, "{{\(name)}} is not a variable of this file", remedy: "use one of \(known)")
      }
      if open.lowerBound > rest.startIndex { segments.append(.text(String(rest[..<open.lowerBound]))) }
      segments.append(.variable(name))
      rest = rest[close.upperBound...]
    }
    if !rest.isEmpty { segments.append(.text(String(rest))) }
    return segments
  }
}

extension String {
  var removingFinalLineFeed: Substring { hasSuffix("\n") ? dropLast() : self[...] }
}
