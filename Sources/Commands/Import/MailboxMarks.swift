import Foundation

/// How far a mailbox was read, kept in a small file.
struct MailboxMarks {
  /// The last mail that is stored, by the numbers that the server gave.
  struct Mark: Codable, Equatable {
    let validity: UInt32
    let last: UInt32
  }

  private let file: URL

  /// - Parameter file: Where to keep it; `nil` for a file of its own for this server, login, mailbox and organization.
  init(file: String?, url: String, user: String, mailbox: String, organization: String?) throws {
    if let file {
      self.file = URL(filePath: file)
      return
    }
    let home = Environment.value("XDG_STATE_HOME") ?? Environment.value("HOME").map { "\($0)/.local/state" }
    guard let home else {
      throw Failure(.configuration, "there is no place to keep how far the mailbox was read", mend: "Give --state.")
    }
    let whose = [url, user, mailbox, organization ?? Environment.value("PHANO_ORGANIZATION") ?? ""].joined(
      separator: "\0")
    let hash = whose.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    self.file = URL(filePath: home).appending(path: "phano/imap-\(String(hash, radix: 16)).json")
  }

  /// What was kept; `nil` if nothing was, or nothing that can be read: then all is read once more, which doubles nothing.
  var mark: Mark? { (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode(Mark.self, from: $0) } }

  /// Keeps a mark, whole or not at all. Throws when the file can't be written.
  func set(_ mark: Mark) throws {
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try JSONEncoder().encode(mark).write(to: file, options: .atomic)
    } catch {
      throw Failure(.configuration, "\(file.path) can't be written", mend: "Give --state a file that may be written.")
    }
  }
}
