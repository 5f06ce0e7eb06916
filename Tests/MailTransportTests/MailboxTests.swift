import Foundation
import MailTransport
import Testing

private func mail(_ number: Int, _ body: String = "It fails {5}\r\nagain.") -> String {
  "From: Bea <bea@acme.example>\r\nSubject: Mail \(number)\r\nMessage-ID: <\(number)@acme.example>\r\n\r\n\(body)\r\n"
}

@Suite(.enabled(if: Dovecot.isInstalled, "skipped: no mail server (dovecot-imapd)"), .serialized)
struct MailboxTests {
  private func server(_ dovecot: Dovecot, password: String = "secret") throws -> IMAPServer {
    try IMAPServer(url: dovecot.url, user: "bea", password: password, authorityFile: dovecot.authority, timeout: 10)
  }

  @Test func `mails come byte for byte in order, and none is marked as seen`() throws {
    let dovecot = try Dovecot()
    for number in 1...3 { try dovecot.deliver(mail(number), "\(number)") }
    let mailbox = try IMAPMailbox("INBOX", of: server(dovecot))
    #expect(mailbox.uidValidity > 0)
    let uids = try mailbox.uids(above: 0)
    #expect(uids.count == 3)
    var texts: Set<String> = []
    for uid in uids {
      guard case .bytes(let bytes) = try mailbox.mail(uid, limit: 1 << 20) else { throw CocoaError(.fileReadUnknown) }
      texts.insert(String(decoding: bytes, as: UTF8.self))
    }
    #expect(texts == Set((1...3).map { mail($0) }))
    #expect(try dovecot.seen().isEmpty)
  }

  @Test func `what arrives later is above the last number, and a mailbox without news has none`() throws {
    let dovecot = try Dovecot()
    try dovecot.deliver(mail(1), "1")
    let mailbox = try IMAPMailbox("INBOX", of: server(dovecot))
    let last = try #require(try mailbox.uids(above: 0).last)
    #expect(try mailbox.uids(above: last).isEmpty)
    try dovecot.deliver(mail(2), "2")
    let later = try IMAPMailbox("INBOX", of: server(dovecot))
    #expect(later.uidValidity == mailbox.uidValidity)
    #expect(try later.uids(above: last).count == 1)
  }

  @Test func `a mail above the limit is passed over, one that is gone is none, and the next is read`() throws {
    let dovecot = try Dovecot()
    try dovecot.deliver(mail(1, String(repeating: "x", count: 300_000)), "1")
    try dovecot.deliver(mail(2), "2")
    let mailbox = try IMAPMailbox("INBOX", of: server(dovecot))
    let sizes = try mailbox.uids(above: 0).map { uid in
      switch try mailbox.mail(uid, limit: 1_000) {
      case .bytes: "read"
      case .tooLarge(let size): size > 300_000 ? "large" : "?"
      case .gone: "gone"
      }
    }
    #expect(sizes.sorted() == ["large", "read"])
    #expect(try mailbox.mail(4_711, limit: 1_000) == .gone)
  }

  @Test func `a wrong password, an unknown certificate, a mailbox that is not there and no server are told apart`()
    throws
  {
    let dovecot = try Dovecot()
    func failure(_ server: IMAPServer, _ mailbox: String = "INBOX") -> IMAPError.Code? {
      do throws(IMAPError) {
        _ = try IMAPMailbox(mailbox, of: server)
        return nil
      } catch {
        #expect(!error.detail.contains("secret"))
        return error.code
      }
    }
    #expect(failure(try server(dovecot, password: "wrong")) == .refused)
    #expect(failure(try server(dovecot), "No \"such\" Ordner ä") == .command)
    #expect(failure(try IMAPServer(url: dovecot.url, user: "bea", password: "secret", timeout: 10)) == .untrusted)
    #expect(
      failure(
        try IMAPServer(
          url: dovecot.url.replacing("localhost", with: "127.0.0.1"), user: "bea", password: "secret",
          authorityFile: dovecot.authority, timeout: 10)) == .untrusted)
    #expect(failure(try IMAPServer(url: "imaps://127.0.0.1:1", user: "a", password: "b")) == .unavailable)
  }
}

struct ServerAddressTests {
  @Test(arguments: [
    "https://example.com", "imaps://", "imaps://example.com/INBOX;UID=1", "imaps://a@example.com", "imap",
  ])
  func `what is no address of a server is refused`(url: String) {
    #expect(throws: IMAPError.self) { try IMAPServer(url: url, user: "a", password: "b") }
  }

  @Test func `a login of two lines is refused`() {
    #expect(throws: IMAPError.self) {
      try IMAPServer(url: "imaps://example.com", user: "a\r\nA1 DELETE INBOX", password: "b")
    }
  }
}
