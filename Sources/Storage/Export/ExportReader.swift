import Conversation
import Encryption
import Foundation
import Postgres

/// Reads one snapshot of an organization page by page, opens what is sealed, and hands on lines of JSON.
struct ExportReader {
  /// Takes lines, each with its newline, and how many they are, for a file of that name.
  typealias Writer = (_ file: String, _ lines: [UInt8], _ rows: Int) throws -> Void

  let organization: OrganizationID
  let session: Transaction
  let keys: OrganizationKeys
  let write: Writer
  private let encoder: JSONEncoder

  init(_ organization: OrganizationID, _ session: Transaction, _ keys: OrganizationKeys, _ write: @escaping Writer) {
    (self.organization, self.session, self.keys, self.write) = (organization, session, keys, write)
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
  }

  /// Exports a whole table, or the rows for which `condition` holds.
  /// - Parameters:
  ///   - columns: the clear columns to show; nil for all but those that only serve to look things up.
  ///   - condition: about `t`, with parameters from `$2` on.
  func export(
    _ table: ExportTable, columns: [String]? = nil, where condition: String = "true",
    _ parameters: [any PostgresEncodable] = []
  ) async throws {
    let fields = table.sealed.filter { columns?.contains($0.column.column) ?? true }
    let name = fields.first?.name.read ?? "null::text"
    let select = """
      select \(name), \(try await json(table, columns))\(fields.map { ", t.\($0.column.column)" }.joined())
      from \(table.name) t
      where t.organization_id = $1 and \(condition)
      order by \(table.order)
      """
    try write(table.file, [], 0)
    try await forEachPage(of: select, parameters, rows: table.page) { rows in
      var lines: [UInt8] = []
      for row in rows {
        let (name, clear) = try row.decode((String?, String).self)
        var line = ExportLine(clear: clear)
        for (index, field) in fields.enumerated() {
          let envelope = try row.decode([UInt8]?.self, 2 + index)
          try append(field, envelope, name: name ?? "", to: &line)
        }
        lines += line.finished
      }
      try write(table.file, lines, rows.count)
    }
  }

  /// Runs a query through a cursor; no more than one page is in memory.
  func forEachPage(
    of select: String, _ parameters: [any PostgresEncodable], rows: Int, _ body: (Rows) async throws -> Void
  ) async throws {
    try await control("declare export_page no scroll cursor for \(select)", [organization] + parameters)
    while true {
      let page = try await control("fetch \(rows) from export_page")
      if page.isEmpty { break }
      try await body(page)
    }
    try await control("close export_page")
  }

  /// Not prepared: each cursor of that name has columns of its own.
  @discardableResult
  private func control(_ sql: String, _ parameters: [any PostgresEncodable] = []) async throws -> Rows {
    var statement = Statement(sql, parameters, name: "export")
    statement.isCached = false
    return try await session.query(statement)
  }

  /// The clear columns of `t` as a JSON object in SQL, in the table's own order.
  func json(_ table: ExportTable, _ columns: [String]? = nil) async throws -> String {
    let rows = try await session.query(
      Statement(
        """
        select quote_ident(a.attname)
        from pg_attribute a
        where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped
          and a.atttypid <> 'vault.sealed'::regtype
          and ($2::text[] is null or a.attname = any($2)) and a.attname <> all($3::text[])
          and a.attname <> 'organization_id'
        order by a.attnum
        """, [table.name, columns, table.omitted], name: "list columns"))
    let names = try rows.decode(String.self).map { "t.\($0)" }.joined(separator: ", ")
    return "(select row_to_json(c) from (select \(names)) c)::text"
  }

  // MARK: Opening

  private func append(_ field: SealedField, _ envelope: [UInt8]?, name: String, to line: inout ExportLine) throws {
    guard let envelope else { return line.append(field.column.column, json: Array("null".utf8)) }
    let opened = try open(envelope, field, name: name)
    switch field.column {
    case .content: line.append(members: try encode(try JSONDecoder().decode(InteractionContent.self, from: opened)))
    // These are JSON before they are sealed.
    case .evidence, .placeholders, .outputSettings: line.append(field.column.column, json: Array(opened))
    default: line.append(field.column.column, json: try encode(String(decoding: opened, as: UTF8.self)))
    }
  }

  func open(_ envelope: [UInt8], _ field: SealedField, name: String) throws -> Data {
    do {
      return Data(try keys.open(envelope, field.column, row: try field.row(name)))
    } catch is EncryptionError {
      // Keys and envelopes are of one snapshot: nothing that is fetched anew could open it.
      throw ExportError.damaged(table: field.column.table, row: name)
    }
  }

  func encode(_ value: some Encodable) throws -> [UInt8] { Array(try encoder.encode(value)) }
}

/// One line of an export: an object that grows by members.
struct ExportLine {
  private var bytes: [UInt8]

  /// Begins with an object of at least one member, as PostgreSQL writes it.
  init(clear: String) { bytes = Array(clear.utf8.dropLast()) }

  /// Adds a member whose value is JSON already.
  mutating func append(_ name: String, json: [UInt8]) {
    bytes += Array(",\"\(name)\":".utf8) + json
  }

  /// Adds the members of another object, which must have one.
  mutating func append(members object: [UInt8]) {
    bytes.append(UInt8(ascii: ","))
    bytes += object.dropFirst().dropLast()
  }

  /// The line with its end.
  var finished: [UInt8] { bytes + Array("}\n".utf8) }
}
