import Foundation
import Gzip

/// Goes through the files of a path and delivers their records. Used from one task at a time.
final class FileWalk {
  private let options: ImportOptions
  private var pending: [String]
  private var reader: (any RecordReader)?
  private var file = ""
  private var repeats = RepeatedRecords()

  init(path: String, options: ImportOptions) {
    self.options = options
    pending = [path]
  }

  /// The next record; `nil` at the end.
  func next() -> ImportedRecord? {
    while true {
      do {
        if let record = try reader?.next() { return repeats.problem(with: record).map { .problem($0) } ?? record }
        reader = nil
        guard let path = pending.popLast() else { return nil }
        file = path
        repeats = RepeatedRecords()
        if let problem = try open(path) { return .problem(problem) }
      } catch {
        reader = nil
        return .problem(Self.unreadable(file, error))
      }
    }
  }

  private func open(_ path: String) throws -> ImportProblem? {
    if let files = try Self.files(inFolder: path) {
      pending.append(contentsOf: files.reversed())
      return nil
    }
    let source: ByteSource
    do {
      source = try ByteSource.unpacking(path)
    } catch let error as GzipError {
      return ImportProblem(
        place: ImportPlace(file: path), kind: .unreadable, what: "can't be unpacked: \(error)",
        remedy: "fetch the file anew")
    }
    let sample = try source.peek(FileFormat.sampleSize)
    guard !sample.isEmpty else {
      return ImportProblem(
        place: ImportPlace(file: path), kind: .emptyFile, what: "the file is empty", remedy: "export it again")
    }
    let interpreter = MailInterpreter(options: options)
    switch FileFormat(beginning: sample) {
    case .mail:
      reader = MailFileReader(
        source: source, file: path, interpreter: interpreter, maximumMailSize: options.maximumMailSize)
    case .mailbox:
      reader = MailboxReader(
        source: source, file: path, interpreter: interpreter, maximumMailSize: options.maximumMailSize)
    case .jsonLines:
      reader = JSONLinesReader(source: source, file: path, options: options)
    case .metricsTable:
      reader = TableReader(
        source: source, file: path, maximumRowSize: options.maximumLineSize, row: MetricsTable.record)
    case .npsTable:
      reader = TableReader(source: source, file: path, maximumRowSize: options.maximumLineSize, row: NPSTable.record)
    case .ticketsTable: reader = try TicketsTable(source: source, file: path, options: options)
    case .accountsTable:
      reader = TableReader(
        source: source, file: path, maximumRowSize: options.maximumLineSize, row: AccountsTable.record)
    case .unknown(let why):
      return ImportProblem(
        place: ImportPlace(file: path), kind: .unknownFormat, what: "the file \(why)",
        remedy: "give .eml, mbox, maildir, JSONL, or a table as docs/import.md describes")
    }
    return nil
  }

  /// The files of a folder in the order of their names; `nil` if the path is no folder. A maildir's `tmp` holds mails that
  /// are still being delivered.
  private static func files(inFolder path: String) throws -> [String]? {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    let isMaildir = names.contains("cur") && names.contains("new")
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    return names.filter { !isMaildir || $0 != "tmp" }.map { "\(folder)/\($0)" }
  }

  private static func unreadable(_ path: String, _ error: any Error) -> ImportProblem {
    ImportProblem(
      place: ImportPlace(file: path), kind: .unreadable, what: "can't be read (\(error.localizedDescription))",
      remedy: "check that the path exists and may be read")
  }
}
