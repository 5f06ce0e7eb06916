import Markup

/// Filter and order: a convenience that the page does without.
enum PageScript {
  /// Touches nothing but the order and the visibility of what the page has already.
  static let text: HTML = """
    (function () {
      "use strict";
      var list = document.getElementById("list");
      var form = document.getElementById("filter");
      var cards = Array.prototype.slice.call(list.children);
      var names = cards.map(function (card) { return card.querySelector("h3").textContent.toLowerCase(); });
      function value(id) { return document.getElementById(id).value; }
      function show() {
        var name = value("f-name").trim().toLowerCase(), verdict = value("f-verdict"), owner = value("f-owner");
        var shown = 0;
        cards.forEach(function (card, i) {
          var fits = names[i].indexOf(name) >= 0 && (!verdict || card.dataset.v === verdict)
            && (!owner || card.dataset.o === owner);
          card.hidden = !fits;
          if (fits) { shown += 1; }
        });
        document.getElementById("f-count").textContent = shown + " of " + cards.length;
      }
      function order() {
        var key = value("f-order"), sign = key === "p" ? -1 : 1;
        var sorted = cards.slice();
        if (key) { sorted.sort(function (a, b) { return sign * (a.dataset[key] - b.dataset[key]); }); }
        sorted.forEach(function (card) { list.appendChild(card); });
      }
      ["f-name", "f-verdict", "f-owner"].forEach(function (id) {
        document.getElementById(id).addEventListener("input", show);
      });
      document.getElementById("f-order").addEventListener("input", order);
      form.addEventListener("submit", function (event) { event.preventDefault(); });
      function reveal() {
        var target = document.getElementById(location.hash.slice(1));
        var details = target && target.closest("details");
        if (details) { details.open = true; details.scrollIntoView(); }
      }
      window.addEventListener("hashchange", reveal);
      form.hidden = false;
      show();
      reveal();
    })();
    """
}
