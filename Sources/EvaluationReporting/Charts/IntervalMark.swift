import Markup

/// A figure and its interval as a row's drawing, stretched to the width there is. The row's other cells say the same.
struct IntervalMark {
  static let width = 400
  static let height = 20

  private let scale: Scale

  init(_ domain: ClosedRange<Double>) {
    scale = Scale(domain: domain, start: 8, end: Double(Self.width) - 8)
  }

  func svg(value: Double, lower: Double?, upper: Double?, reference: Double?, look: String = "") -> HTML {
    let interval = lower.flatMap { lower in
      upper.map { "M\(Figures.css(scale.place(lower))) 10H\(Figures.css(scale.place($0)))" }
    }
    let line = reference.map { "M\(Figures.css(scale.place($0))) 0V20" }
    return """
      <svg class="mark \(look)" viewBox="0 0 \(Self.width) \(Self.height)" preserveAspectRatio="none" aria-hidden="true">\
      \(line.map { "<path class=\"ref\" d=\"\($0)\"/>" as HTML })\
      \(interval.map { "<path class=\"iv\" d=\"\($0)\"/>" as HTML })\
      <path class="dot" d="M\(Figures.css(scale.place(value))) 10h0"/></svg>
      """
  }

  /// The ticks' words below the rows.
  func axis(_ text: (Double) -> String) -> HTML {
    let words = scale.ticks.map { tick -> HTML in
      let at = 100 * scale.place(tick) / Double(Self.width)
      return "<span style=\"left:\(Figures.css(at))%\">\(text(tick))</span>"
    }
    return "<div class=\"ticks\" aria-hidden=\"true\">\(HTML.joined(words))</div>"
  }
}
