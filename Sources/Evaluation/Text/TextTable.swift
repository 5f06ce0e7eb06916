/// Rows of cells in aligned columns: the first to the left, the others to the right.
struct TextTable {
  private var rows: [[String]]

  init(head: [String]) { rows = [head] }

  mutating func append(_ row: [String]) { rows.append(row) }

  /// Lines indented by two, columns two blanks apart.
  var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }
      return ("  " + cells.joined(separator: "  ")).trimmingTrailingBlanks
    }
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
