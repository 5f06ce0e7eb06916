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
      return FieldRow(place: place, fields: next.isTruncated ? .failure(.notFlat(place)) : fields(bytes, place))
    }
    return nil
  }

  private func fields(_ bytes: ArraySlice<UInt8>, _ place: ImportPlace) -> Result<[String: String], ImportProblem> {
    guard let text = String(validating: bytes, as: UTF8.self) else { return .failure(.notUTF8(place)) }
    guard let scalars = try? decoder.decode([String: Scalar].self, from: Data(text.utf8)) else {
      return .failure(.notFlat(place))
    }
    guard Self.members(of: text.utf8) == scalars.count else {
      return .failure(.ambiguous(place, "has a member twice"))
    }
    var fields: [String: String] = [:]
    for (name, value) in scalars {
      guard let text = value.text else { continue }
      if fields.updateValue(text, forKey: name.lowercased()) != nil {
        return .failure(.ambiguous(place, "has two members whose names differ in case alone"))
      }
    }
    return .success(fields)
  }

  /// How many members a flat object was written with: as many as there are colons outside of texts. The decoder keeps one of
  /// those whose names are the same, and does not say which.
  private static func members(of json: some Sequence<UInt8>) -> Int {
    var count = 0
    var isText = false
    var isEscaped = false
    for byte in json {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        isText.toggle()
      } else if byte == UInt8(ascii: ":"), !isText {
        count += 1
      }
    }
    return count
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

extension ImportProblem {
  fileprivate static func ambiguous(_ place: ImportPlace, _ what: String) -> ImportProblem {
    ImportProblem(place: place, kind: .malformed, what: what, remedy: "keep the one that is right")
  }

  fileprivate static func notFlat(_ place: ImportPlace) -> ImportProblem {
    ImportProblem(
      place: place, kind: .malformed, what: "is not a flat JSON object",
      remedy: "write one object a line, whose values are texts and numbers")
  }
}
