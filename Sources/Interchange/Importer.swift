public import Foundation

/// What an import is told besides the files.
public struct ImportOptions: Sendable {
  /// The source's name to record for mails; `mail` if `nil`. JSONL records name their own.
  public var source: String?
  /// Who is an agent and which account a sender belongs to.
  public var rules: ImportRules
  /// The date of mails that carry none; later times of tickets are in the future.
  public var importedAt: Date
  /// The zone of times that name none. Default: UTC.
  public var timeZone: TimeZone
  /// The longest mail in bytes that is read; longer ones are reported and skipped. Default: 25 MiB.
  public var maximumMailSize: Int
  /// How many bytes of each text part are kept. Default: 1 MiB.
  public var maximumTextSize: Int
  /// The longest JSONL line or table row in bytes. Default: 8 MiB.
  public var maximumLineSize: Int

  /// The account of what names none, such as a call's transcript.
  public var account: String?

  /// Creates options.
  public init(
    rules: ImportRules = ImportRules(), importedAt: Date, timeZone: TimeZone = .gmt, source: String? = nil,
    account: String? = nil,
    maximumMailSize: Int = 25 << 20, maximumTextSize: Int = 1 << 20, maximumLineSize: Int = 8 << 20
  ) {
    self.source = source
    self.account = account
    self.rules = rules
    self.importedAt = importedAt
    self.timeZone = timeZone
    self.maximumMailSize = maximumMailSize
    self.maximumTextSize = maximumTextSize
    self.maximumLineSize = maximumLineSize
  }
}

/// Reads mails (`.eml`, mbox, maildir), JSONL and tables of figures and tickets, packed by gzip too; what a file is, its first bytes
/// decide.
///
/// The formats are described in `docs/import.md`.
public struct Importer: Sendable {
  private let options: ImportOptions

  /// Creates an importer.
  public init(options: ImportOptions) {
    self.options = options
  }

  /// The records of a file, or of all files in a folder and below it, in the order of their names.
  ///
  /// A bad record is delivered as a problem and skipped; nothing is ever delivered by half.
  public func records(at path: String) -> ImportedRecords {
    ImportedRecords(path: path, options: options)
  }

  /// The record of one mail that did not come from a file.
  ///
  /// - Parameter name: What to call its place in reports.
  public func record(ofMail bytes: [UInt8], called name: String) -> ImportedRecord {
    let place = ImportPlace(file: name)
    guard bytes.count <= options.maximumMailSize else {
      return .problem(.tooLarge(place, size: bytes.count, limit: options.maximumMailSize))
    }
    return MailInterpreter(options: options).interpret(bytes, place: place, envelopeSender: nil)
  }
}
