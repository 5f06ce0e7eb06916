import Conversation
import Foundation
import Interchange
import Testing

/// Third-party mails, well-formed and broken ones.
@Suite(.enabled(if: sharedMail != nil, "skipped: no sample mails (PHANO_SHARED)"))
struct SampleMailTests {
  private func mails() throws -> [String] {
    let root = try #require(sharedMail).path
    let all = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
    return all.filter { $0.hasSuffix(".eml") }.sorted().map { "\(root)/\($0)" }
  }

  private func only(_ name: String) async throws -> ImportedRecord {
    let all = await records(at: try #require(sharedMail).appending(path: name).path)
    #expect(all.count == 1, "\(name)")
    return try #require(all.first)
  }

  @Test func `every sample mail is delivered or reported`() async throws {
    let paths = try mails()
    var counts: [String: Int] = [:]
    for path in paths {
      let all = await records(at: path)
      #expect(all.count == 1, "\(path)")
      switch try #require(all.first) {
      case .interaction(let read):
        counts["delivered", default: 0] += 1
        #expect(!read.externalID.isEmpty && !read.account.externalID.isEmpty)
        let voice = read.interaction.customerVoice()
        #expect(voice.passages.isEmpty == (voice.silence != nil))
      case .problem(let problem): counts[problem.kind.rawValue, default: 0] += 1
      default: Issue.record("\(path) is no mail")
      }
    }
    #expect(paths.count == 67)
    #expect(counts == ["delivered": 37, "noSender": 30])
  }

  @Test func `no sample file of any kind stops the import`() async throws {
    let root = try #require(sharedMail)
    var count = 0
    for record in await records(at: root.path) {
      count += 1
      if let problem = record.problem { #expect(!problem.remedy.isEmpty) }
    }
    #expect(count > 67)
  }

  /// What another parser found in the same mails, written down beside them.
  @Test func `headers are decoded as another parser decodes them`() async throws {
    var compared = 0
    for path in try mails() where path.contains("stalwart") {
      guard let read = await records(at: path).interactions.first else { continue }
      let expected = try Expectation(contentsOf: path.replacing(".eml", with: ".json"))
      if let subject = expected.subject { #expect(read.interaction.subject == subject, "\(path)") }
      if let sender = expected.sender { #expect(read.participants.first?.address == sender, "\(path)") }
      if let identifier = expected.identifier { #expect(read.externalID == identifier, "\(path)") }
      compared += [expected.subject, expected.sender, expected.identifier].count { $0 != nil }
    }
    #expect(compared >= 40)
  }

  private struct Expectation {
    var subject: String?
    var sender: String?
    var identifier: String?

    init(contentsOf path: String) throws {
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any]
      let root = (json?["parts"] as? [[String: Any]])?.first
      for header in root?["headers"] as? [[String: Any]] ?? [] {
        let value = header["value"] as? [String: Any]
        switch header["name"] as? String {
        case "subject": subject = value?["Text"] as? String
        case "message_id": identifier = value?["Text"] as? String
        case "from":
          let list = (value?["Address"] as? [String: Any])?["List"] as? [[String: Any]]
          sender = (list?.first?["address"] as? String)?.lowercased()
        default: break
        }
      }
    }
  }

  @Test func `several imports at once don't disturb each other`() async throws {
    let root = try #require(sharedMail).path
    let alone = await records(at: root)
    await withTaskGroup(of: [ImportedRecord].self) { group in
      for _ in 0..<4 { group.addTask { await records(at: root) } }
      for await together in group { #expect(together == alone) }
    }
  }

  @Test(arguments: [
    "android", "aol", "apple_mail", "apple_mail_2", "comcast", "gmail", "hotmail", "iphone", "outlook", "sparrow",
    "thunderbird", "yahoo",
  ])
  func `a standard reply comes to its one word`(name: String) async throws {
    let record = try await only("talon/tests/fixtures/standard_replies/\(name).eml")
    let voice = try #require(record.interaction).interaction.customerVoice()
    #expect(voice.passages.map(\.text).map { $0.trimmingCharacters(in: .whitespaces) } == ["Hello"])
  }

  @Test(arguments: [
    "gmail", "hotmail", "mail_ru", "ms_outlook_2003", "ms_outlook_2007", "ms_outlook_2010", "thunderbird",
    "windows_mail",
    "yandex_ru",
  ])
  func `a reply in HTML comes to its fresh words`(name: String) async throws {
    let file = try #require(sharedMail).appending(path: "talon/tests/fixtures/html_replies/\(name).html")
    let head = "From: a@x.example\nMessage-ID: <1@x>\nContent-Type: text/html; charset=utf-8\n\n"
    let all = try await records(of: Array(head.utf8) + Array(try Data(contentsOf: file)))
    let voice = try #require(all.interactions.first).interaction.customerVoice()
    #expect(
      voice.passages.map { $0.text.split(whereSeparator: \.isWhitespace).joined(separator: " ") } == ["Hi. I am fine."])
  }

  @Test func `a reply with its quotation and signature comes to its fresh words`() async throws {
    let read = try #require(try await only("chatwoot/mail_with_quote.eml").interaction)
    #expect(
      read.interaction.customerVoice().passages.map(\.text)
        == ["Yes, I am providing you step how to reproduce this issue"])
    #expect(read.threadID == "CAFkiBVxGoURoqdkY-O_25F-8b41kb-GWBc6hh4Djd5ynwOikXA@mail.gmail.com")
  }
}
