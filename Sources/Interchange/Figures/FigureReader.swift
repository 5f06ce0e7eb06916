public import Conversation
public import Foundation
import Gzip

/// What a table of figures is about.
public enum FigureKind: String, Sendable, Hashable, CaseIterable {
  /// Usage and support figures by day.
  case metrics
  /// Answers to a net promoter survey.
  case nps
  /// What happened to tickets.
  case tickets
}

/// Reads metrics, NPS answers or what happened to tickets from CSV (comma, semicolon or tab, told by the header) or JSONL,
/// plain or packed by gzip, with foreign column names.
///
/// Nothing is guessed: a row whose account, day or number is not plain, that repeats an earlier one, or that lies in the
/// future or before 2000 is a problem and is left out; a column that the mapping names and the file lacks ends the file.
public struct FigureReader: Sendable {
  let kind: FigureKind
  let mapping: FigureMapping
  let metricNames: Set<String>
  let today: CalendarDay
  let now: Date
  let timeZone: TimeZone
  private static let maximumRowSize = 1 << 20

  /// - Parameters:
  ///   - metricNames: The names that metrics may have.
  ///   - today: Later days are in the future.
  ///   - now: Later times are.
  ///   - timeZone: Of times that name none, unless the mapping says another.
  public init(
    _ kind: FigureKind, mapping: FigureMapping, metricNames: Set<String>, today: CalendarDay, now: Date,
    timeZone: TimeZone
  ) {
    self.kind = kind
    self.mapping = mapping
    self.metricNames = metricNames
    self.today = today
    self.now = now
    self.timeZone = mapping.timeZone.flatMap { TimeZone(identifier: $0) } ?? timeZone
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
    var repeats = RepeatedRecords()
    while let row = try next(of: rows, in: path) {
      for record in records(of: row, layout) {
        try await body(repeats.problem(with: record).map { .problem($0) } ?? record)
      }
    }
  }

  private func open(_ path: String) throws -> (any FieldRows, FigureLayout) {
    let unreadable = { (what: String) in
      ImportProblem(
        place: ImportPlace(file: path), kind: .unreadable, what: what, remedy: "check the path and its rights")
    }
    let source: ByteSource
    let head: [UInt8]
    do {
      source = try ByteSource.unpacking(path)
      head = Array(try source.peek(1 << 16))
    } catch let error as GzipError {
      throw unreadable("can't be unpacked: \(error)")
    } catch {
      throw unreadable("can't be read")
    }
    guard let first = head.first(where: { $0 > 0x20 && $0 < 0x80 }) else {
      throw ImportProblem(
        place: ImportPlace(file: path), kind: .emptyFile, what: "is empty", remedy: "check the export")
    }
    if first == UInt8(ascii: "{") {
      return (
        LineRows(source: source, file: path, maximumLineSize: Self.maximumRowSize), FigureLayout(mapping, metricNames)
      )
    }
    let rows = TableRows(
      source: source, file: path, maximumRowSize: Self.maximumRowSize, separator: TableRows.separator(of: head))
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
      case .tickets: return try ticketEvents(fields, layout, row.place)
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
    // Noon is the same day nearly everywhere.
    let time = try time(try layout.required(layout.respondedAt, in: fields), layout.respondedAt, hourOfDays: 12)
    return .npsResponse(
      ImportedNPSResponse(
        place: place, account: try layout.required(layout.account, in: fields),
        responseID: layout.optional(layout.responseID, in: fields),
        contact: layout.optional(layout.contact, in: fields), score: score, respondedAt: time,
        comment: layout.optional(layout.comment, in: fields)))
  }

  func day(_ text: String, _ column: String) throws -> CalendarDay {
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
    guard day.year >= 2000 else { throw FieldFault(field: column, wanted: "lies before 2000") }
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
