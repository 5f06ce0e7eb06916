import Conversation
import Foundation

/// `account,ticket,event,at`, or `account,ticket,opened_at` and, where known, `solved_at,reopened_at,escalated_at`: what happened
/// to tickets.
final class TicketsTable: RecordReader {
  private static let common: Set<String> = ["account", "ticket"]
  private static let times = Set(ImportedTicketEvent.Kind.allCases.map { "\($0.rawValue)_at" })

  /// Whether these column names, in any order, are such a table's.
  static func matches(_ header: Set<String>) -> Bool {
    header == common.union(["event", "at"])
      || (header.isSuperset(of: common.union(["opened_at"])) && header.isSubset(of: common.union(times)))
  }

  private let rows: TableRows
  private let interpreter: FigureInterpreter
  private var order: TicketOrder
  /// The next records, the last first.
  private var pending: [ImportedRecord] = []
  private var isAtEnd = false

  /// Throws no fault in truth: the usual columns have one role each.
  init(source: ByteSource, file: String, options: ImportOptions) throws(FigureMapping.Fault) {
    rows = TableRows(
      source: source, file: file, maximumRowSize: options.maximumLineSize, separator: UInt8(ascii: ","))
    let clock = LocalClock(options.timeZone)
    interpreter = FigureInterpreter(
      kind: .tickets, layout: try FigureLayout(FigureMapping(), .tickets, []), mapping: FigureMapping(),
      metricNames: [], today: clock.day(of: options.importedAt), now: options.importedAt, clock: clock)
    order = TicketOrder(clock)
  }

  func next() throws -> ImportedRecord? {
    while pending.isEmpty, !isAtEnd {
      guard let row = try rows.next() else {
        isAtEnd = true
        pending = order.rest().reversed()
        break
      }
      pending = interpreter.records(of: row).flatMap { order.take($0) }.reversed()
    }
    return pending.popLast()
  }
}
