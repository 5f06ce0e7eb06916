import Markup

/// Sorting and filtering of the item tables: a convenience that the page does without.
enum EvaluationScript {
  /// Touches nothing but the order and the visibility of what the page has already.
  static let text: HTML = """
    (function () {
      "use strict";
      function list(nodes) { return Array.prototype.slice.call(nodes); }
      list(document.querySelectorAll("table.sortable")).forEach(function (table) {
        var body = table.tBodies[0], heads = list(table.tHead.rows[0].cells), given = list(body.rows);
        heads.forEach(function (head, column) {
          var kind = head.dataset.sort;
          if (!kind) { return; }
          var button = document.createElement("button");
          button.type = "button";
          button.textContent = head.textContent;
          head.textContent = "";
          head.appendChild(button);
          button.addEventListener("click", function () {
            var next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")];
            if (next === undefined) { next = "ascending"; }
            heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
            var rows = given.slice();
            if (next) {
              head.setAttribute("aria-sort", next);
              rows.sort(function (a, b) {
                var left = a.cells[column].textContent, right = b.cells[column].textContent;
                var order = kind === "number" ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
                return next === "descending" ? -order : order;
              });
            }
            rows.forEach(function (row) { body.appendChild(row); });
          });
        });
      });
      list(document.querySelectorAll("form.filter")).forEach(function (form) {
        var rows = list(document.getElementById(form.dataset.for).tBodies[0].rows);
        var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
        var select = form.querySelector("select"), search = form.querySelector("input");
        function show() {
          var kind = select ? select.value : "", part = search.value.trim().toLowerCase(), shown = 0;
          rows.forEach(function (row, i) {
            var fits = (!kind || row.dataset.k === kind) && texts[i].indexOf(part) >= 0;
            row.hidden = !fits;
            if (fits) { shown += 1; }
          });
          form.querySelector("output").textContent = shown + " of " + rows.length;
        }
        if (select) { select.addEventListener("input", show); }
        search.addEventListener("input", show);
        form.addEventListener("submit", function (event) { event.preventDefault(); });
        form.hidden = false;
        show();
      });
    })();
    """
}
