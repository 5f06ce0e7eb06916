import Foundation

/// Expressions that tests have a page evaluate.
package enum PageProbe {
  /// Each pair of colours in which text stands on a ground, with one such text: `[{text, ratio}]`, ratios after WCAG 2.
  /// Everything that folds is unfolded first. A text drawn on a circle stands on the circle's colour.
  package static let contrasts = """
    (function () {
      function parse(c) { var m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 && m[3] === 0 ? null : m; }
      function light(c) { var l = c.slice(0, 3).map(function (v) { v /= 255;
        return v <= .04045 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); });
        return .2126 * l[0] + .7152 * l[1] + .0722 * l[2]; }
      var seen = {};
      document.querySelectorAll("details").forEach(function (d) { d.open = true; });
      var walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), node;
      while ((node = walker.nextNode())) {
        var element = node.parentElement;
        if (!node.textContent.trim() || element.closest("script,option,pre,.sr,title,desc")) { continue; }
        var isDrawn = element instanceof SVGElement, circle = isDrawn && element.previousElementSibling;
        var colour = getComputedStyle(element)[isDrawn ? "fill" : "color"];
        var ground = element, back = null;
        if (circle && circle.tagName === "circle") { back = parse(getComputedStyle(circle).fill); }
        while (!back && !(back = parse(getComputedStyle(ground).backgroundColor))) { ground = ground.parentElement; }
        var pair = [light(parse(colour)), light(back)].sort(function (a, b) { return b - a; });
        var ratio = (pair[0] + .05) / (pair[1] + .05), key = colour + back;
        if (!(key in seen)) { seen[key] = {text: node.textContent.slice(0, 40), ratio: ratio}; }
      }
      return Object.values(seen);
    })()
    """

  /// One of ``contrasts``.
  package struct Contrast: Decodable {
    /// The beginning of the text.
    package let text: String
    /// 1...21.
    package let ratio: Double
  }

  /// A page with the given one in a frame as wide as a phone, which `phone` is the document of; windows can't be as narrow.
  package static func phone(_ page: String, width: Int = 360) -> String {
    """
    <html><body><iframe id="phone" width="\(width)" height="800"></iframe><script>
    var phone = document.getElementById("phone").contentDocument;
    phone.write(decodeURIComponent(escape(atob("\(Data(page.utf8).base64EncodedString())"))));
    phone.close(); phone.querySelectorAll("details").forEach(d => d.open = true);</script></body></html>
    """
  }
}
