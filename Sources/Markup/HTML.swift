/// Markup that is safe by construction: literals are taken as they are, and every text put into one is escaped.
///
///     let row: HTML = "<td>\(name)</td>"
package struct HTML: ExpressibleByStringInterpolation, Sendable {
  package private(set) var text: String

  package init(stringLiteral value: String) { text = value }
  package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  package static let empty: HTML = ""

  package static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// What is between the markups and around nothing.
  package static func joined(_ parts: some Sequence<HTML>, separator: HTML = "") -> HTML {
    var all = HTML.empty
    var isFirst = true
    for part in parts {
      if !isFirst { all += separator }
      all += part
      isFirst = false
    }
    return all
  }

  package struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ markup: HTML) { text += markup.text }
    package mutating func appendInterpolation(_ markup: HTML?) { text += markup?.text ?? "" }
    package mutating func appendInterpolation(_ number: Int) { text += String(number) }
    package mutating func appendInterpolation(_ string: String) { HTML.escape(string, into: &text) }
  }

  /// Escapes for element content and quoted attribute values alike.
  private static func escape(_ string: String, into text: inout String) {
    for scalar in string.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension HTML {
  private static let longestTitle = 500

  /// A name of a stranger's choosing: one line, clipped, and kept from turning the text around it. What was clipped is in the
  /// title, unless there is no room for one.
  package static func name(_ text: String, limit: Int = 60, hasTitle: Bool = true) -> HTML {
    let line = PlainText.line(text, limit: limit)
    let whole = PlainText.line(text, limit: longestTitle)
    if hasTitle, line != whole { return "<bdi title=\"\(whole)\">\(line)</bdi>" }
    return "<bdi>\(line.isEmpty ? "(no name)" : line)</bdi>"
  }
}
