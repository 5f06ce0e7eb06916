import Foundation

/// One row of a table or one object of JSONL, as fields by name in lower case.
struct FieldRow {
  let place: ImportPlace
  /// The fields, or why the row can't be read.
  let fields: Result<[String: String], ImportProblem>
}

/// Where rows come from. Used from one task at a time.
protocol FieldRows: AnyObject {
  /// The next row; `nil` at the end. Throws when the file can't be read any further.
  func next() throws -> FieldRow?
}

/// The objects of a JSONL file as rows; numbers and booleans are read as they are written.
final class LineRows: FieldRows {
  private let source: ByteSource
  private let file: String
  private let maximumLineSize: Int
  private let decoder = JSONDecoder()
  private var line = 0

  init(source: ByteSource, file: String, maximumLineSize: Int) {
    self.source = source
    self.file = file
    self.maximumLineSize = maximumLineSize
  }

  func next() throws -> FieldRow? {
    while let next = try source.nextLine(limit: maximumLineSize) {
      line += 1
      var bytes = next.bytes[...]
      if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
      guard bytes.contains(where: { $0 > 0x20 }) else { continue }
      let place = ImportPlace(file: file, line: line)
      let text = String(decoding: bytes, as: UTF8.self)
      guard !next.isTruncated, let scalars = try? decoder.decode([String: Scalar].self, from: Data(text.utf8)) else {
        return FieldRow(
          place: place,
          fields: .failure(
            ImportProblem(
              place: place, kind: .malformed, what: "is not a flat JSON object",
              remedy: "write one object a line, whose values are texts and numbers")))
      }
      let fields = scalars.compactMap { name, value in value.text.map { (name.lowercased(), $0) } }
      return FieldRow(place: place, fields: .success(Dictionary(fields, uniquingKeysWith: { first, _ in first })))
    }
    return nil
  }

  /// A JSON value that is no array and no object.
  private struct Scalar: Decodable {
    /// `nil` for null.
    let text: String?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        text = nil
      } else if let string = try? container.decode(String.self) {
        text = string
      } else if let whole = try? container.decode(Int64.self) {
        text = String(whole)
      } else {
        text = String(try container.decode(Double.self))
      }
    }
  }
}
