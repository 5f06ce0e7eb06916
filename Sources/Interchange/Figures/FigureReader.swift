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
  private let kind: FigureKind
  private let mapping: FigureMapping
  private let layout: FigureLayout
  private let metricNames: Set<String>
  private let today: CalendarDay
  private let now: Date
  private let timeZone: TimeZone
  private static let maximumRowSize = 1 << 20

  /// A reader. Throws when the mapping gives one column two roles.
  ///
  /// - Parameters:
  ///   - metricNames: The names that metrics may have.
  ///   - today: Later days are in the future.
  ///   - now: Later times are.
  ///   - timeZone: Of times that name none, unless the mapping says another.
  public init(
    _ kind: FigureKind, mapping: FigureMapping, metricNames: Set<String>, today: CalendarDay, now: Date,
    timeZone: TimeZone
  ) throws(FigureMapping.Fault) {
    layout = try FigureLayout(mapping, kind, metricNames)
    self.kind = kind
    self.mapping = mapping
    self.metricNames = metricNames
    self.today = today
    self.now = now
    self.timeZone = mapping.timeZone.flatMap { TimeZone(identifier: $0) } ?? timeZone
  }

  /// Hands each record and problem of a file to `body`, in their order; what happened to a ticket waits for its opening.
  public func read(_ path: String, _ body: (ImportedRecord) async throws -> Void) async throws {
    let rows: any FieldRows
    do {
      rows = try open(path)
    } catch let problem as ImportProblem {
      try await body(.problem(problem))
      return
    }
    let clock = LocalClock(timeZone)
    let interpreter = FigureInterpreter(
      kind: kind, layout: layout, mapping: mapping, metricNames: metricNames, today: today.daysSince1970, now: now,
      clock: clock)
    var repeats = RepeatedRecords()
    var order = TicketOrder(clock)
    while let row = Self.next(of: rows, in: path) {
      for record in interpreter.records(of: row) {
        let once = repeats.problem(with: record).map { .problem($0) } ?? record
        for told in order.take(once) { try await body(told) }
      }
    }
    for told in order.rest() { try await body(told) }
  }

  /// The next row; one that says so where the disk gives no more, which is the last.
  private static func next(of rows: any FieldRows, in path: String) -> FieldRow? {
    do {
      return try rows.next()
    } catch {
      let problem = unreadable(path, "can't be read any further", remedy: "check the disk")
      return FieldRow(place: problem.place, fields: .failure(problem))
    }
  }

  private func open(_ path: String) throws -> any FieldRows {
    let source: ByteSource
    let head: [UInt8]
    do {
      source = try ByteSource.unpacking(path)
      head = Array(try source.peek(1 << 16))
    } catch let error as GzipError {
      throw Self.unreadable(path, "can't be unpacked: \(error)", remedy: "check the path and its rights")
    } catch {
      throw Self.unreadable(path, "can't be read", remedy: "check the path and its rights")
    }
    guard let first = head.first(where: { $0 > 0x20 && $0 < 0x80 }) else {
      throw ImportProblem(
        place: ImportPlace(file: path), kind: .emptyFile, what: "is empty", remedy: "check the export")
    }
    if first == UInt8(ascii: "{") {
      return LineRows(source: source, file: path, maximumLineSize: Self.maximumRowSize)
    }
    let rows = TableRows(
      source: source, file: path, maximumRowSize: Self.maximumRowSize, separator: Self.separator(of: head))
    try rows.readHeader(lookingAt: { layout.read(of: $0) })
    if let missing = layout.missing(in: rows.columns) {
      throw ImportProblem(
        place: ImportPlace(file: path, line: 1), kind: .invalidField,
        what: "there is no column '\(missing)'; the header has \(rows.columns.joined(separator: ", "))",
        remedy: "name the right column in the mapping file (--mapping)")
    }
    return rows
  }

  /// The separator that the first line has most of.
  private static func separator(of head: [UInt8]) -> UInt8 {
    let line = head.prefix { $0 != 0x0A }
    let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    return candidates.max { left, right in line.count { $0 == left } < line.count { $0 == right } } ?? candidates[0]
  }

  private static func unreadable(_ path: String, _ what: String, remedy: String) -> ImportProblem {
    ImportProblem(place: ImportPlace(file: path), kind: .unreadable, what: what, remedy: remedy)
  }
}
