/// Markup that is safe by construction: literals are taken as they are, and every text put into one is escaped.
///
///     let row: HTML = "<td>\(name)</td>"
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }
  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  static let empty: HTML = ""

  static func += (left: inout HTML, right: HTML) { left.text += right.text }

  /// What is between the markups and around nothing.
  static func joined(_ parts: some Sequence<HTML>, separator: HTML = "") -> HTML {
    var all = HTML.empty
    var isFirst = true
    for part in parts {
      if !isFirst { all += separator }
      all += part
      isFirst = false
    }
    return all
  }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ markup: HTML) { text += markup.text }
    mutating func appendInterpolation(_ markup: HTML?) { text += markup?.text ?? "" }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }
    mutating func appendInterpolation(_ string: String) { HTML.escape(string, into: &text) }
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
  static func name(_ text: String, limit: Int = 60, hasTitle: Bool = true) -> HTML {
    let line = PlainText.line(text, limit: limit)
    let whole = PlainText.line(text, limit: longestTitle)
    if hasTitle, line != whole { return "<bdi title=\"\(whole)\">\(line)</bdi>" }
    return "<bdi>\(line.isEmpty ? "(no name)" : line)</bdi>"
  }
}
