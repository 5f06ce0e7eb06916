import Markup

/// A drawing with its title and description for who can't see it, a caption, and the same figures as a table.
struct ChartFigure {
  /// Unique on the page.
  let id: String
  let title: String
  /// What the drawing shows, in a sentence with figures.
  let description: String
  let width: Int
  let height: Int
  let drawing: HTML
  let caption: HTML
  let table: HTML

  var html: HTML {
    """
    <figure class="chart" id="\(id)"><svg viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)-t \(id)-d">\
    <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(description)</desc>\(drawing)</svg>\
    <figcaption>\(caption)</figcaption>\
    <details class="data"><summary>The figures as a table</summary><div class="wide" tabindex="0" role="region" \
    aria-label="\(title): the figures">\(table)</div></details></figure>

    """
  }
}

/// A rectangle with two axes.
struct Plot {
  let x: Scale
  let y: Scale

  static let left = 46.0
  static let top = 12.0

  var bottom: Double { y.start }
  var right: Double { x.end }

  /// Grid, ticks with their words, and what the axes say.
  func frame(
    xTitle: String, yTitle: String, xText: (Double) -> String, yText: (Double) -> String, labelled: Double? = nil
  ) -> HTML {
    let labels = labelled ?? bottom
    let rows = y.ticks.map { tick -> HTML in
      let at = y.place(tick)
      return """
        <path class="grid" d="M\(Figures.css(x.start)) \(Figures.css(at))H\(Figures.css(x.end))"/><text class="t" \
        text-anchor="end" x="\(Figures.css(x.start - 6))" y="\(Figures.css(at + 4))">\(yText(tick))</text>
        """
    }
    let columns = x.ticks.map { tick -> HTML in
      let at = x.place(tick)
      return """
        <path class="grid" d="M\(Figures.css(at)) \(Figures.css(y.start))V\(Figures.css(y.end))"/><text class="t" \
        text-anchor="middle" x="\(Figures.css(at))" y="\(Figures.css(labels + 15))">\(xText(tick))</text>
        """
    }
    return """
      \(HTML.joined(rows))\(HTML.joined(columns))<text class="t b" x="\(Figures.css((x.start + x.end) / 2))" \
      y="\(Figures.css(labels + 32))" text-anchor="middle">\(xTitle)</text><text class="t b" text-anchor="middle" \
      transform="translate(11 \(Figures.css((y.start + y.end) / 2))) rotate(-90)">\(yTitle)</text>
      """
  }

  func point(_ horizontal: Double, _ vertical: Double) -> String {
    "\(Figures.css(x.place(horizontal))) \(Figures.css(y.place(vertical)))"
  }

  /// A line from one value to another, upright at a place of the x-axis, with feet.
  func upright(at horizontal: Double, _ lower: Double, _ upper: Double) -> String {
    let at = x.place(horizontal)
    let foot = Figures.css(at - 3)
    return "M\(foot) \(Figures.css(y.place(lower)))h6M\(Figures.css(at)) \(Figures.css(y.place(lower)))V"
      + "\(Figures.css(y.place(upper)))M\(foot) \(Figures.css(y.place(upper)))h6"
  }
}
