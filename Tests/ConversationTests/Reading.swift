import Conversation
import Foundation

/// A mail with one body, written by the customer.
func mail(_ body: String, subject: String? = nil, authorName: String? = nil) -> Interaction {
  Interaction(
    channel: .email, subject: subject, occurredAt: Date(timeIntervalSince1970: 1_700_000_000),
    turns: [Turn(author: .customer, authorName: authorName, body: body)])
}

/// The words that are left of a mail, passages parted by `|`.
func words(_ body: String, subject: String? = nil, authorName: String? = nil) -> String {
  mail(body, subject: subject, authorName: authorName).customerVoice().passages.map(\.text).joined(separator: "|")
}

/// Why anything of a mail was cut.
func reasons(_ body: String, subject: String? = nil) -> Set<CustomerVoice.Reason> {
  Set(mail(body, subject: subject).customerVoice().removals.map(\.reason))
}

/// The folder with third-party sample files; `nil` when it is not there.
let sharedMail: URL? = {
  let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let configured = ProcessInfo.processInfo.environment["PHANO_SHARED"]
  let shared = configured.map { URL(filePath: $0) } ?? packageRoot.appending(path: "../shared")
  let folder = shared.appending(path: "data/mail")
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()
