/// Where in the input something was found.
public struct ImportPlace: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The file's path as it was given.
  public var file: String
  /// Byte offset of the record's beginning, for mailboxes.
  public var byteOffset: Int?
  /// Line number, counted from 1, for files of lines.
  public var line: Int?

  /// Creates a place.
  public init(file: String, byteOffset: Int? = nil, line: Int? = nil) {
    self.file = file
    self.byteOffset = byteOffset
    self.line = line
  }

  /// `file`, `file:LINE` or `file, byte OFFSET`.
  public var description: String {
    if let line { return "\(file):\(line)" }
    if let byteOffset { return "\(file), byte \(byteOffset)" }
    return file
  }
}

/// A record that was not delivered: where, what is wrong with it, and how to mend it.
public struct ImportProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of problem, for counting.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The file holds no bytes.
    case emptyFile
    /// The file can't be opened or read.
    case unreadable
    /// The file is none of the formats known here.
    case unknownFormat
    /// A record in a mailbox or folder that does not begin with mail headers.
    case notAMail
    /// A mail, line or record larger than the limit.
    case tooLarge
    /// A mail that names nobody as its sender, so that no account can be told.
    case noSender
    /// A line that is not valid JSON, or a table row that can't be split.
    case malformed
    /// A field that is missing, or whose value is not what it should be.
    case invalidField
  }

  /// Where the record begins.
  public var place: ImportPlace
  /// What kind of problem it is.
  public var kind: Kind
  /// What is wrong, without the words of the record.
  public var what: String
  /// What the reader of the message can do about it.
  public var remedy: String

  /// Creates a problem.
  public init(place: ImportPlace, kind: Kind, what: String, remedy: String) {
    self.place = place
    self.kind = kind
    self.what = what
    self.remedy = remedy
  }

  /// Text in another character set, which would be guessed at.
  static func notUTF8(_ place: ImportPlace) -> ImportProblem {
    ImportProblem(
      place: place, kind: .malformed, what: "is not UTF-8, so that letters beyond ASCII can't be told",
      remedy: "save the file as UTF-8 (spreadsheets call it 'CSV UTF-8')")
  }

  /// One line: place, what, remedy.
  public var description: String { "\(place): \(what); \(remedy)" }
}
