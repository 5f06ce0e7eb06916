/// `name` and, where known, `email,account`: people at customers, so that transcripts' speakers are known.
public enum ContactsTable {
  private static let longestRow = 1 << 16

  /// Whether these columns make such a table that needs no naming; in any order.
  static func matches(_ header: Set<String>) -> Bool {
    header.isSuperset(of: ["name", "email"]) && header.isSubset(of: ["name", "email", "account"])
  }

  /// Reads a table, separated by commas, semicolons or tabs. Throws `ImportProblem` for the first row that can't be used,
  /// and what the system says when the file can't be read.
  public static func read(_ path: String) throws -> [KnownPerson] {
    let source = try ByteSource(path: path)
    let rows = TableRows(
      source: source, file: path, maximumRowSize: longestRow,
      separator: TableRows.separator(of: Array(try source.peek(1 << 16))))
    try rows.readHeader()
    guard rows.columns.contains("name") else {
      throw ImportProblem(
        place: ImportPlace(file: path, line: 1), kind: .invalidField, what: "there is no column 'name'",
        remedy: "write name,email,account into the first line")
    }
    var people: [KnownPerson] = []
    while let row = try rows.next() {
      let fields = try row.fields.get()
      func field(_ name: String) -> String? { fields[name].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed } }
      guard let name = field("name") else {
        throw FieldFault(field: "name", wanted: "is missing").problem(at: row.place)
      }
      people.append(KnownPerson(name: name, address: field("email")?.lowercased(), account: field("account")))
    }
    return people
  }
}
