import Foundation

/// Reads JSONL: one object a line, an interaction, a metric or an NPS response by its fields.
final class JSONLinesReader: RecordReader {
  private let source: ByteSource
  private let file: String
  private let maximumLineSize: Int
  private var line = 0

  init(source: ByteSource, file: String, options: ImportOptions) {
    self.source = source
    self.file = file
    maximumLineSize = options.maximumLineSize
  }

  func next() throws -> ImportedRecord? {
    while let next = try source.nextLine(limit: maximumLineSize) {
      line += 1
      var bytes = next.bytes[...]
      if line == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
      guard bytes.contains(where: { $0 > 0x20 }) else { continue }
      let place = ImportPlace(file: file, line: line)
      if next.isTruncated {
        return .problem(
          ImportProblem(
            place: place, kind: .tooLarge, what: "the line is longer than \(maximumLineSize) bytes",
            remedy: "shorten the texts in it"))
      }
      return JSONRecord.read(bytes, place)
    }
    return nil
  }
}

extension JSONRecord {
  /// What one object says, or what is wrong with it.
  static func read(_ bytes: ArraySlice<UInt8>, _ place: ImportPlace) -> ImportedRecord {
    do {
      // Invalid UTF-8 within a text is repaired; JSON itself is ASCII.
      let text = String(decoding: bytes, as: UTF8.self)
      return try JSONDecoder().decode(JSONRecord.self, from: Data(text.utf8)).record(at: place)
    } catch let fault as FieldFault {
      return .problem(fault.problem(at: place))
    } catch let error as DecodingError {
      return .problem(Self.problem(error, place))
    } catch {
      return .problem(
        ImportProblem(
          place: place, kind: .malformed, what: "is not valid JSON", remedy: "write one JSON object a line"))
    }
  }

  private static func problem(_ error: DecodingError, _ place: ImportPlace) -> ImportProblem {
    func path(_ context: DecodingError.Context, _ last: String? = nil) -> String {
      (context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue } + [last].compactMap { $0 })
        .joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return FieldFault(field: path(context, key.stringValue), wanted: "is missing").problem(at: place)
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let field = path(context)
      if field.isEmpty { break }
      return FieldFault(field: field, wanted: "has the wrong type").problem(at: place)
    case .dataCorrupted(let context) where !context.codingPath.isEmpty:
      return FieldFault(field: path(context), wanted: context.debugDescription).problem(at: place)
    default: break
    }
    return ImportProblem(
      place: place, kind: .malformed, what: "is not a valid JSON object", remedy: "write one JSON object a line")
  }

  /// Whether the object is in the form described here, and none of a vendor's.
  static func isOwn(_ value: JSONValue) -> Bool {
    value["account", "id"] != nil && ["occurred_at", "day", "responded_at"].contains { value[$0] != nil }
  }
}

/// A field that is missing or is not what it should be. Never carries the field's value: it may be a customer's word.
struct FieldFault: Error {
  /// The field's path within the record.
  let field: String
  /// What is wrong with it.
  let wanted: String

  func problem(at place: ImportPlace) -> ImportProblem {
    ImportProblem(
      place: place, kind: .invalidField, what: "field '\(field)' \(wanted)", remedy: "see docs/import.md for the fields"
    )
  }
}
