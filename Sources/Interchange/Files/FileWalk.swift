import Foundation
import Gzip

/// Goes through the files of a path and delivers their records. Used from one task at a time.
final class FileWalk {
  private let options: ImportOptions
  private let root: String
  private var pending: [String]
  private var reader: (any RecordReader)?
  private var file = ""
  private var folders: Set<String> = []
  private var repeats = RepeatedRecords()

  init(path: String, options: ImportOptions) {
    self.options = options
    root = path
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
        if let record = try open(path) { return record }
      } catch {
        reader = nil
        return .problem(Self.unreadable(file, error))
      }
    }
  }

  /// Makes the reader of a file; or what there is to say of it at once.
  private func open(_ path: String) throws -> ImportedRecord? {
    if let files = try FolderListing.entries(of: path) {
      if folders.insert(FolderListing.identity(of: path)).inserted { pending.append(contentsOf: files.reversed()) }
      return nil
    }
    // What the user named may be a pipe; one that lies in a folder would be waited for without end.
    guard path == root || FolderListing.isRegularFile(path) else {
      return .problem(
        ImportProblem(
          place: ImportPlace(file: path), kind: .unreadable, what: "is no regular file, but a pipe, socket or device",
          remedy: "name it by itself if it is to be read"))
    }
    let source: ByteSource
    do {
      source = try ByteSource.unpacking(path)
    } catch let error as GzipError {
      return .problem(
        ImportProblem(
          place: ImportPlace(file: path), kind: .unreadable, what: "can't be unpacked: \(error)",
          remedy: "fetch the file anew"))
    }
    let sample = try source.peek(FileFormat.sampleSize)
    guard !sample.isEmpty else {
      return .problem(
        ImportProblem(
          place: ImportPlace(file: path), kind: .emptyFile, what: "the file is empty", remedy: "export it again"))
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
    case .export:
      let directory = try ExportDirectory(ByteSource.unpacking(path))
      reader = try ExportReader(source: source, file: path, options: options, directory: directory)
    case .cues:
      reader = transcript(source, path, .cues)
    case .plainTranscript:
      reader = transcript(source, path, .plain)
    case .metricsTable:
      reader = TableReader(
        source: source, file: path, maximumRowSize: options.maximumLineSize, row: MetricsTable.record)
    case .npsTable:
      reader = TableReader(source: source, file: path, maximumRowSize: options.maximumLineSize, row: NPSTable.record)
    case .ticketsTable: reader = try TicketsTable(source: source, file: path, options: options)
    case .accountsTable:
      reader = TableReader(
        source: source, file: path, maximumRowSize: options.maximumLineSize, row: AccountsTable.record)
    case .contactsTable:
      do {
        _ = try ContactsTable.read(path)
        return .passedOver("table of people at customers, who are known as speakers")
      } catch let problem as ImportProblem {
        return .problem(problem)
      }
    case .unknown(let why):
      return .problem(
        ImportProblem(
          place: ImportPlace(file: path), kind: .unknownFormat, what: "the file \(why)",
          remedy: "docs/import.md lists what is read"))
    }
    return nil
  }

  private func transcript(_ source: ByteSource, _ path: String, _ form: TranscriptReader.Form) -> TranscriptReader {
    TranscriptReader(source: source, file: path, form: form, options: options, modifiedAt: source.modifiedAt)
  }

  private static func unreadable(_ path: String, _ error: any Error) -> ImportProblem {
    ImportProblem(
      place: ImportPlace(file: path), kind: .unreadable, what: "can't be read (\(error.localizedDescription))",
      remedy: "check that the path exists and may be read")
  }
}
