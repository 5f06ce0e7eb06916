import Conversation
import Foundation
import Interchange
import Testing

struct MailTests {
  /// A mail with the headers that every mail has, and these besides.
  private func mail(_ headers: String = "", _ body: String = "Hello\n") -> String {
    let own = headers.isEmpty ? "" : headers + "\n"
    return """
      From: Ann Onym <Ann@Customer.example>
      To: Desk <desk@us.example>
      Date: Fri, 03 May 2024 10:15:00 +0200
      Message-ID: <1@customer.example>
      Subject: Export
      \(own)
      \(body)
      """
  }

  private func only(
    _ text: String, _ options: ImportOptions = ImportOptions(importedAt: importTime)
  ) async throws
    -> ImportedInteraction
  {
    let all = try await records(of: text, options)
    #expect(all.count == 1)
    return try #require(all.interactions.first)
  }

  @Test func `a plain mail comes whole`() async throws {
    let read = try await only(mail())
    #expect(read.source == "mail")
    #expect(read.externalID == "1@customer.example")
    #expect(read.threadID == "1@customer.example")
    #expect(read.account == ImportedAccount(externalID: "customer.example"))
    #expect(read.contact == ImportedPerson(name: "Ann Onym", address: "ann@customer.example"))
    #expect(read.participants.map(\.address) == ["ann@customer.example", "desk@us.example"])
    #expect(read.interaction.channel == .email)
    #expect(read.interaction.subject == "Export")
    #expect(read.interaction.occurredAt == Date(timeIntervalSince1970: 1_714_724_100))
    #expect(read.interaction.turns.map(\.author) == [.customer])
    #expect(read.interaction.turns.first?.isAutomatic == false)
    #expect(read.interaction.customerVoice().passages.map(\.text) == ["Hello"])
    #expect(read.notes.isEmpty)
    #expect(!read.isBulk)
  }

  @Test func `encoded headers are decoded`() async throws {
    let text = mail().replacingOccurrences(
      of: "Subject: Export", with: "Subject: =?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?4oKs?="
    )
    .replacingOccurrences(of: "Ann Onym", with: "=?utf-8?Q?=C5=81ucja?=")
    let read = try await only(text)
    #expect(read.interaction.subject == "Grüße€")
    #expect(read.contact?.name == "Łucja")
  }

  @Test func `references make the thread`() async throws {
    let read = try await only(mail("References: <root@x.example> <2@x.example>\nIn-Reply-To: <2@x.example>"))
    #expect(read.threadID == "root@x.example")
    #expect(try await only(mail("In-Reply-To: <2@x.example>")).threadID == "2@x.example")
  }

  @Test func `the sender decides who speaks and a recipient names the agent's account`() async throws {
    let rules = ImportRules(agentDomains: ["CUSTOMER.example"])
    let read = try await only(mail(), ImportOptions(rules: rules, importedAt: importTime))
    #expect(read.interaction.turns.map(\.author) == [.agent])
    #expect(read.account.externalID == "us.example")
    #expect(read.contact?.address == "desk@us.example")
    #expect(read.interaction.customerVoice().silence == .noCustomerTurn)
  }

  @Test func `accounts come from the mapping, the domain, or the address at a provider`() async throws {
    let mapped = ImportRules(accountsByDomain: ["Example": "acct-7"])
    #expect(try await only(mail(), ImportOptions(rules: mapped, importedAt: importTime)).account.externalID == "acct-7")
    let private_ = mail().replacingOccurrences(of: "Customer.example", with: "gmail.com")
    #expect(try await only(private_).account == ImportedAccount(externalID: "ann@gmail.com", name: "Ann Onym"))
  }

  @Test(
    "Machines' mails are marked",
    arguments: [
      "Auto-Submitted: auto-replied", "Precedence: auto_reply", "X-Autoreply: yes",
      "Return-Path: <>\nIn-Reply-To: <2@x.example>",
    ])
  func marksAutomatic(headers: String) async throws {
    let read = try await only(mail(headers))
    #expect(read.interaction.turns.map(\.isAutomatic) == [true])
    #expect(read.interaction.customerVoice().silence == .automaticReply)
  }

  @Test(arguments: ["Auto-Submitted: no", "Precedence: bulk", "Return-Path: <ann@customer.example>", "X-Mailer: Auto"])
  func `other headers mark nothing`(headers: String) async throws {
    #expect(try await only(mail(headers)).interaction.turns.map(\.isAutomatic) == [false])
  }

  @Test func `mails to many are marked`() async throws {
    #expect(try await only(mail("List-Unsubscribe: <https://x.example/u>")).isBulk)
    #expect(try await only(mail("Precedence: bulk")).isBulk)
  }

  @Test func `a bounce belongs to the account that it did not reach`() async throws {
    let text = """
      From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>
      Date: Fri, 03 May 2024 10:15:00 +0200
      Message-ID: <b@relay.example>
      Subject: Sorry
      Content-Type: multipart/report; report-type=delivery-status; boundary="b"

      --b
      Content-Type: text/plain

      It did not arrive. We are so happy about it!
      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; relay.example

      Final-Recipient: rfc822; Bo@customer.example
      Status: 5.1.1
      --b
      Content-Type: message/rfc822

      Subject: Our offer

      Great offer!
      --b--
      """
    let read = try await only(text)
    #expect(read.interaction.customerVoice().silence == .bounce)
    #expect(read.account.externalID == "customer.example")
    #expect(!read.interaction.turns[0].body.contains("Great offer"))
  }

  @Test("Impossible dates are replaced, which is said", arguments: ["Thu, 01 Jan 1970 00:00:00 +0000", "Whenever", ""])
  func replacesDate(date: String) async throws {
    let dated = mail("Received: from a by b; Thu, 02 May 2024 08:00:00 +0000")
      .replacingOccurrences(of: "Fri, 03 May 2024 10:15:00 +0200", with: date)
    let read = try await only(dated)
    #expect(read.interaction.occurredAt == Date(timeIntervalSince1970: 1_714_636_800))
    #expect(read.notes == [.dateReplaced(by: "the Received header")])
    let bare = mail().replacingOccurrences(of: "Date: Fri, 03 May 2024 10:15:00 +0200\n", with: "")
    #expect(try await only(bare).interaction.occurredAt == importTime)
  }

  @Test func `without a Message-ID the bytes identify the mail`() async throws {
    let bare = mail().replacingOccurrences(of: "Message-ID: <1@customer.example>\n", with: "")
    let first = try await only(bare)
    let again = try await only(bare)
    let other = try await only(bare + "!")
    #expect(first.notes.contains(.identifierFromContent))
    #expect(first.externalID == again.externalID)
    #expect(first.externalID != other.externalID)
  }

  @Test func `a mail without words is delivered and silent`() async throws {
    let read = try await only(mail("", ""))
    #expect(read.interaction.customerVoice().silence == .emptyBody)
  }

  @Test func `a mail without sender is a problem`() async throws {
    let all = try await records(of: "Subject: x\nDate: Fri, 03 May 2024 10:15:00 +0200\n\nHello\n")
    #expect(all.problems.map(\.kind) == [.noSender])
    #expect(all.count == 1)
  }

  @Test func `a mail above the limit is a problem and is not read`() async throws {
    let options = ImportOptions(importedAt: importTime, maximumMailSize: 100)
    let all = try await records(of: mail("", String(repeating: "x", count: 200)), options)
    #expect(all.problems.map(\.kind) == [.tooLarge])
    #expect(all.count == 1)
  }

  @Test func `a long text is cut at a character's edge, which is said`() async throws {
    let options = ImportOptions(importedAt: importTime, maximumTextSize: 101)
    let text = mail("Content-Type: text/plain; charset=utf-8", String(repeating: "ü", count: 200))
    let read = try await only(text, options)
    #expect(read.interaction.turns[0].body == String(repeating: "ü", count: 50))
    #expect(read.notes == [.textTruncated(keptBytes: 100)])
  }

  @Test func `deeply nested parts neither crash nor loop`() async throws {
    var text = mail("Content-Type: multipart/mixed; boundary=b0", "")
    for level in 0..<3000 {
      text += "--b\(level)\nContent-Type: multipart/mixed; boundary=b\(level + 1)\n\n"
    }
    let read = try await only(text)
    #expect(read.notes.contains(.nestingIgnored))
  }
}
