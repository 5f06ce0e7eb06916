public import Conversation
import Foundation

/// What a table of figures is about.
public enum FigureKind: String, Sendable, Hashable, CaseIterable {
  /// Usage and support figures by day.
  case metrics
  /// Answers to a net promoter survey.
  case nps
}

/// Reads metrics or NPS answers from CSV (comma, semicolon or tab, told by the header) or JSONL, with foreign column names.
///
/// Nothing is guessed: a row whose account, day or number is not plain, that repeats an earlier one, or that lies in the
/// future is a problem and is left out; a column that the mapping names and the file lacks ends the file.
public struct FigureReader: Sendable {
  let kind: FigureKind
  let mapping: FigureMapping
  let metricNames: Set<String>
  let today: CalendarDay
  private static let maximumRowSize = 1 << 20

  /// - Parameters:
  ///   - metricNames: The names that metrics may have.
  ///   - today: Later days are in the future.
  public init(_ kind: FigureKind, mapping: FigureMapping, metricNames: Set<String>, today: CalendarDay) {
    self.kind = kind
    self.mapping = mapping
    self.metricNames = metricNames
    self.today = today
  }

  /// Hands each record and problem of a file to `body`, in their order.
  public func read(_ path: String, _ body: (ImportedRecord) async throws -> Void) async throws {
    let rows: any FieldRows
    let layout: FigureLayout
    do {
      (rows, layout) = try open(path)
    } catch let problem as ImportProblem {
      try await body(.problem(problem))
      return
    }
    var seen: Set<String> = []
    while let row = try next(of: rows, in: path) {
      for record in records(of: row, layout) {
        if case .problem = record {
          try await body(record)
        } else if seen.insert(record.identity).inserted {
          try await body(record)
        } else {
          try await body(
            .problem(
              ImportProblem(
                place: row.place, kind: .invalidField, what: "repeats an earlier row (\(record.repeated))",
                remedy: "keep the row that is right")))
        }
      }
    }
  }

  private func open(_ path: String) throws -> (any FieldRows, FigureLayout) {
    let unreadable = { (what: String) in
      ImportProblem(
        place: ImportPlace(file: path), kind: .unreadable, what: what, remedy: "check the path and its rights")
    }
    let head: [UInt8]
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      head = Array(try handle.read(upToCount: 1 << 16) ?? Data())
    } catch {
      throw unreadable("can't be read")
    }
    guard let first = head.first(where: { $0 > 0x20 && $0 < 0x80 }) else {
      throw ImportProblem(
        place: ImportPlace(file: path), kind: .emptyFile, what: "is empty", remedy: "check the export")
    }
    guard let source = try? ByteSource(path: path) else { throw unreadable("can't be opened") }
    if first == UInt8(ascii: "{") {
      return (
        LineRows(source: source, file: path, maximumLineSize: Self.maximumRowSize), FigureLayout(mapping, metricNames)
      )
    }
    let rows = TableRows(
      source: source, file: path, maximumRowSize: Self.maximumRowSize, separator: Self.separator(of: head))
    guard try rows.readHeader() else {
      throw ImportProblem(
        place: ImportPlace(file: path, line: 1), kind: .malformed, what: "has no readable header",
        remedy: "write the names of the columns into the first line")
    }
    let layout = FigureLayout(mapping, metricNames, columns: rows.columns)
    if let missing = layout.missing(for: kind, in: rows.columns) {
      throw ImportProblem(
        place: ImportPlace(file: path, line: 1), kind: .invalidField,
        what: "there is no column '\(missing)'; the header has \(rows.columns.joined(separator: ", "))",
        remedy: "name the right column in the mapping file (--mapping)")
    }
    return (rows, layout)
  }

  /// The separator that the first line has most of.
  private static func separator(of head: [UInt8]) -> UInt8 {
    let line = head.prefix { $0 != 0x0A }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return candidates.max { left, right in line.count { $0 == left } < line.count { $0 == right } } ?? candidates[0]
  }

  private func next(of rows: any FieldRows, in path: String) throws -> FieldRow? {
    do {
      return try rows.next()
    } catch {
      let problem = ImportProblem(
        place: ImportPlace(file: path), kind: .unreadable, what: "can't be read any further", remedy: "check the disk")
      throw problem
    }
  }

  private func records(of row: FieldRow, _ layout: FigureLayout) -> [ImportedRecord] {
    do {
      let fields = try row.fields.get()
      switch kind {
      case .metrics: return try metrics(fields, layout, row.place)
      case .nps: return [try answer(fields, layout, row.place)]
      }
    } catch let problem as ImportProblem {
      return [.problem(problem)]
    } catch let fault as FieldFault {
      return [.problem(fault.problem(at: row.place))]
    } catch {
      return [.problem(ImportProblem(place: row.place, kind: .malformed, what: "\(error)", remedy: "check the row"))]
    }
  }

  private func metrics(
    _ fields: [String: String], _ layout: FigureLayout, _ place: ImportPlace
  ) throws -> [ImportedRecord] {
    let account = try layout.required(layout.account, in: fields)
    let day = try self.day(try layout.required(layout.day, in: fields), layout.day)
    return try layout.values(in: fields).map { name, column, text in
      guard metricNames.contains(name) else {
        throw FieldFault(
          field: column, wanted: "names no known metric; there are \(metricNames.sorted().joined(separator: ", "))")
      }
      let value = try number(text, column)
      return .metric(ImportedMetric(place: place, account: account, day: day, name: name, value: value))
    }
  }

  private func answer(_ fields: [String: String], _ layout: FigureLayout, _ place: ImportPlace) throws -> ImportedRecord
  {
    let given = try layout.required(layout.score, in: fields)
    guard let score = Int(given), (0...10).contains(score), String(score) == given else {
      throw FieldFault(field: layout.score, wanted: "must be a whole number from 0 to 10")
    }
    let text = try layout.required(layout.respondedAt, in: fields)
    let time: Date
    if let exact = Timestamp.date(in: text) {
      time = exact
    } else {
      let day = try self.day(text, layout.respondedAt)
      // Noon in Greenwich is the same day nearly everywhere.
      time = Timestamp.date(in: "\(day)T12:00:00Z") ?? .distantPast
    }
    guard let day = CalendarDay(time.formatted(.iso8601.year().month().day())), day <= today else {
      throw FieldFault(field: layout.respondedAt, wanted: "lies in the future")
    }
    return .npsResponse(
      ImportedNPSResponse(
        place: place, account: try layout.required(layout.account, in: fields),
        contact: layout.optional(layout.contact, in: fields), score: score, respondedAt: time,
        comment: layout.optional(layout.comment, in: fields)))
  }

  private func day(_ text: String, _ column: String) throws -> CalendarDay {
    let format = mapping.dayFormat ?? .yearFirst
    let date = text.split { " Tt".contains($0) }.first ?? ""
    let parts = date.split { "./-".contains($0) }
    let day: CalendarDay? =
      switch (format, parts.count) {
      case (.yearFirst, _): CalendarDay(date)
      case (.dayFirst, 3): CalendarDay("\(parts[2])-\(Self.two(parts[1]))-\(Self.two(parts[0]))")
      case (.monthFirst, 3): CalendarDay("\(parts[2])-\(Self.two(parts[0]))-\(Self.two(parts[1]))")
      default: nil
      }
    guard let day else {
      throw FieldFault(field: column, wanted: "must be a day as \(format.rawValue) (day_format in the mapping file)")
    }
    guard day <= today else { throw FieldFault(field: column, wanted: "lies in the future") }
    return day
  }

  private static func two(_ part: Substring) -> String { part.count == 1 ? "0\(part)" : String(part) }

  private static let largest = 1e12

  /// The number with a decimal point and without groups; `nil` for what is no plain number.
  private static func plain(_ text: String, decimalComma: Bool) -> String? {
    if decimalComma {
      guard text.wholeMatch(of: /-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?/) != nil else { return nil }
      return text.replacing(".", with: "").replacing(",", with: ".")
    }
    return text.wholeMatch(of: /-?\d+(\.\d+)?([eE][+-]?\d{1,3})?/) == nil ? nil : text
  }

  private func number(_ text: String, _ column: String) throws -> Double {
    guard let plain = Self.plain(text, decimalComma: mapping.decimalComma == true), let value = Double(plain) else {
      throw FieldFault(
        field: column,
        wanted: mapping.decimalComma == true
          ? "must be a number as 1204,5 or 1.204,5"
          : "must be a number with a decimal point (decimal_comma in the mapping file)")
    }
    guard (0...Self.largest).contains(value) else { throw FieldFault(field: column, wanted: "must be 0 to 1e12") }
    return value
  }
}

extension ImportedRecord {
  /// What may occur once in a file.
  fileprivate var identity: String {
    switch self {
    case .metric(let metric): "\(metric.day)\t\(metric.name)\t\(metric.account)"
    case .npsResponse(let answer):
      "\(answer.respondedAt.timeIntervalSince1970)\t\(answer.contact ?? "")\t\(answer.account)"
    default: ""
    }
  }

  fileprivate var repeated: String {
    switch self {
    case .metric(let metric): "the same account, day and metric \(metric.name)"
    default: "the same account, person and time"
    }
  }
}
