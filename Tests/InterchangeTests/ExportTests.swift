import Conversation
import Foundation
import Interchange
import Testing

private let options = ImportOptions(
  rules: ImportRules(agentDomains: ["example.org"], accountsByDomain: ["acme.example": "acme"]), importedAt: importTime)

private func only(_ json: String) async throws -> ImportedInteraction {
  let all = try await records(of: json, options)
  #expect(all.problems.isEmpty)
  return try #require(all.interactions.first)
}

private func told(_ read: ImportedInteraction) -> [String] {
  read.interaction.turns.map { "\($0.author) \($0.visibility) \($0.body)" }
}

private func events(_ records: [ImportedRecord]) -> [String] {
  records.compactMap { record in
    if case .ticketEvent(let event) = record { "\(event.ticket) \(event.kind) \(event.account)" } else { nil }
  }
}

private let zendeskTicket = """
  {"id": 35, "subject": "Export", "status": "solved", "requester_id": 20, "submitter_id": 20, "assignee_id": 10,
   "organization_id": 7, "created_at": "2024-05-03T10:15:00Z", "updated_at": "2024-05-04T10:15:00Z", "description": "It fails.",
   "comments": [
    {"id": 1, "author_id": 20, "public": true, "plain_body": "It fails.", "created_at": "2024-05-03T10:15:00Z"},
    {"id": 2, "author_id": 10, "public": false, "plain_body": "Same as last week.", "created_at": "2024-05-03T10:20:00Z"},
    {"id": 3, "author_id": 10, "public": true, "plain_body": "Try again.", "created_at": "2024-05-03T10:30:00Z"},
    {"id": 4, "author_id": 99, "public": true, "html_body": "<p>Who am <b>I</b>?</p>", "created_at": "2024-05-03T10:40:00Z"}]}
  """

struct ExportTests {
  @Test func `a Zendesk ticket keeps its turns, notes stay private and strangers are nobody`() async throws {
    let all = try await records(of: zendeskTicket, options)
    let read = try #require(all.interactions.first)
    #expect(
      told(read) == [
        "customer public It fails.", "agent private Same as last week.", "agent public Try again.",
        "system public Who am I?",
      ])
    #expect((read.source, read.externalID, read.account.externalID) == ("zendesk", "35", "7"))
    #expect(events(all) == ["35 opened 7", "35 solved 7"])
  }

  @Test(arguments: [
    // An agent opened the ticket for the customer.
    #"{"id": 1, "requester_id": 20, "submitter_id": 10, "assignee_id": 10, "created_at": "2024-05-03T10:15:00Z", "organization_id": 7, "description": "You failed to pay."}"#,
    // An outbound mail, and what somebody noted on the telephone.
    #"{"id": 2, "source": 10, "email": "a@acme.example", "created_at": "2024-05-03T10:15:00Z", "description_text": "Your invoice."}"#,
    #"{"id": 3, "source": 3, "email": "a@acme.example", "created_at": "2024-05-03T10:15:00Z", "description_text": "Called again."}"#,
    #"{"attributes": {"type": "Case"}, "Id": "5", "AccountId": "7", "Origin": "Phone", "CreatedDate": "2024-05-03T10:15:00Z", "Subject": "x", "Description": "Called, as usual."}"#,
    #"[{"speaker_type": "admin", "content": "We are on it."}, {"speaker_type": "admin", "content": "Bye."}]"#,
  ])
  func `what the company's own people wrote or noted is never the customer's`(json: String) async throws {
    var informed = options
    informed.account = "acme"
    for read in try await records(of: json, informed).interactions {
      #expect(read.interaction.customerVoice().passages.isEmpty, "\(told(read))")
    }
  }

  @Test func `an agent and a customer without names are two speakers`() async throws {
    var informed = options
    informed.account = "acme"
    let json =
      #"[{"speaker_type": "user", "content": "It is broken."}, {"speaker_type": "admin", "content": "We are on it."}, {"speaker_type": "user", "content": "Thanks."}]"#
    let read = try #require(try await records(of: json, informed).interactions.first)
    #expect(read.interaction.turns.map(\.author) == [.customer, .agent, .customer])
  }

  @Test func `a comment whose visibility is no plain yes stays private`() async throws {
    let json = zendeskTicket.replacing("\"public\": true", with: "\"public\": 0")
    #expect(told(try await only(json)).allSatisfy { $0.contains(" private ") })
  }

  @Test func `users listed behind the tickets tell who is an agent`() async throws {
    let envelope = """
      {"tickets": [\(zendeskTicket)], "users": [
        {"id": 20, "name": "Bea", "email": "bea@acme.example", "role": "end-user"},
        {"id": 99, "name": "Cid", "email": "cid@example.org", "role": "admin"}], "count": 1}
      """
    let read = try await only(envelope)
    #expect(read.interaction.turns.map(\.author) == [.customer, .agent, .agent, .agent])
    #expect(read.account.externalID == "acme")
    #expect(read.contact?.address == "bea@acme.example")
  }

  @Test func `tickets come one a line as well`() async throws {
    let line = zendeskTicket.replacing("\n", with: " ")
    let all = try await records(of: line + "\n" + line.replacing("\"id\": 35", with: "\"id\": 36") + "\n", options)
    #expect(all.interactions.map(\.externalID) == ["35", "36"])
  }

  @Test func `comments without their ticket are refused`() async throws {
    let problem = try #require(
      try await records(of: "{\"comments\": [{\"id\": 1, \"body\": \"x\", \"author_id\": 2}]}", options).problems.first)
    #expect(problem.what.contains("comments alone"))
  }

  @Test func `an Intercom conversation loses its markup and empty parts and keeps who is a bot`() async throws {
    let json = """
      {"type": "conversation", "id": "503", "created_at": 1714731300, "updated_at": 1714740000, "title": null, "state": "closed",
       "source": {"type": "conversation", "body": "<p>It is <b>slow</b>.</p>", "author": {"type": "user", "name": "Bea", "email": "bea@acme.example"}},
       "contacts": {"contacts": [{"type": "contact", "id": "c1"}]},
       "conversation_parts": {"conversation_parts": [
        {"part_type": "comment", "body": "<p>I am a bot.</p>", "created_at": 1714731310, "author": {"type": "bot", "name": "Helper"}},
        {"part_type": "assignment", "body": null, "created_at": 1714731320, "author": {"type": "admin"}},
        {"part_type": "note", "body": "<p>VIP</p>", "created_at": 1714731330, "author": {"type": "admin", "name": "Ann"}},
        {"part_type": "comment", "body": "<p>Looking.</p>", "created_at": 1714731340, "author": {"type": "admin", "name": "Ann"}},
        {"part_type": "close", "body": null, "created_at": 1714739000, "author": {"type": "admin"}}]}}
      """
    let all = try await records(of: json, options)
    let read = try #require(all.interactions.first)
    #expect(
      told(read) == [
        "customer public It is slow.", "bot public I am a bot.", "agent private VIP", "agent public Looking.",
      ])
    #expect(read.account.externalID == "acme")
    #expect(read.interaction.occurredAt == Date(timeIntervalSince1970: 1_714_731_300))
    #expect(events(all) == ["503 opened acme", "503 solved acme"])
  }

  @Test func `turns of a call become one interaction`() async throws {
    let json = """
      [{"start_time": "0.0", "speaker": "Teammate 1", "speaker_type": "admin", "content": "Hello."},
       {"start_time": 3.2, "speaker": "Contact 1", "content": "It is broken."}]
      """
    let all = try await records(of: json, ImportOptions(importedAt: importTime, account: "acme"))
    let read = try #require(all.interactions.first)
    #expect(told(read) == ["agent public Hello.", "customer public It is broken."])
    #expect(all.count == 1)
  }

  @Test func `a mail of Graph is taken without what it quotes, as the same mail that a file would be`() async throws {
    let json = """
      {"value": [{"id": "AAM", "internetMessageId": "<m1@acme.example>", "subject": "Re: x", "sentDateTime": "2024-05-03T10:15:00Z",
        "from": {"emailAddress": {"name": "Bea", "address": "Bea@acme.example"}},
        "toRecipients": [{"emailAddress": {"address": "help@example.org"}}], "conversationId": "c",
        "uniqueBody": {"contentType": "html", "content": "<div>No.</div>"}, "body": {"contentType": "text", "content": "No.\\nYes?"}}]}
      """
    let read = try await only(json)
    #expect((read.source, read.externalID, read.account.externalID) == ("mail", "m1@acme.example", "acme"))
    #expect(told(read) == ["customer public No."])
  }

  @Test(arguments: [
    """
    {"results":[{"id":"5","properties":{"hs_timestamp":"2024-05-03T10:15:00Z","hs_email_direction":"INCOMING_EMAIL","hs_email_subject":"x","hs_email_text":"Bad."},"associations":{"companies":{"results":[{"id":"9000"}]}}},
    {"id":"6","properties":{"hs_timestamp":"1714731300000","hs_email_direction":"EMAIL","hs_email_html":"<p>Sorry.</p>"},"associations":{"companies":{"results":[{"id":"9000"}]}}}]}
    """,
    """
    [{"engagement":{"id":5,"type":"INCOMING_EMAIL","timestamp":1714731300000},"associations":{"companyIds":[9000]},"metadata":{"from":{"email":"bea@other.example"},"text":"Bad."}},
    {"engagement":{"id":6,"type":"EMAIL","timestamp":1714731300000},"associations":{"companyIds":[9000]},"metadata":{"to":[{"email":"bea@other.example"}],"html":"Sorry."}}]
    """,
  ])
  func `HubSpot's direction tells who wrote`(json: String) async throws {
    let all = try await records(of: json, options)
    #expect(all.interactions.flatMap(told) == ["customer public Bad.", "agent public Sorry."])
    #expect(Set(all.interactions.map(\.account.externalID)) == ["9000"])
  }

  @Test func `a Salesforce case brings its mails, and what they repeat is not taken twice`() async throws {
    let json = """
      {"totalSize": 1, "records": [{"attributes": {"type": "Case"}, "Id": "500A", "CaseNumber": "1", "Subject": "Late", "Origin": "Email",
       "Description": "It is late.", "CreatedDate": "2024-05-03T10:15:00.000+0000", "ClosedDate": "2024-05-04T10:15:00.000+0000", "IsClosed": true, "AccountId": "001A",
       "EmailMessages": {"records": [
        {"Id": "02A", "Incoming": true, "FromAddress": "bea@other.example", "TextBody": "It is late.", "MessageDate": "2024-05-03T10:15:00.000+0000"},
        {"Id": "02B", "Incoming": false, "ToAddress": "bea@other.example", "HtmlBody": "<p>Soon.</p>", "MessageDate": "2024-05-03T11:15:00.000+0000"}]}}]}
      """
    let all = try await records(of: json, options)
    #expect(all.interactions.flatMap(told) == ["customer public It is late.", "agent public Soon."])
    #expect(all.interactions.map(\.threadID) == ["500A", "500A"])
    #expect(events(all) == ["500A opened 001A", "500A solved 001A"])
  }

  @Test func `Freshdesk says what came in and what is private`() async throws {
    let json = """
      {"id": 9, "subject": "x", "description_text": "Help!", "requester_id": 4, "status": 5, "created_at": "2024-05-03T10:15:00Z", "updated_at": "2024-05-03T12:15:00Z",
       "requester": {"email": "bea@acme.example", "name": "Bea"},
       "conversations": [{"id": 1, "body_text": "On it.", "incoming": false, "private": false, "user_id": 8, "created_at": "2024-05-03T10:20:00Z"},
        {"id": 2, "body_text": "Careful.", "incoming": false, "private": true, "user_id": 8, "created_at": "2024-05-03T10:21:00Z"},
        {"id": 3, "body": "<div>Thanks</div>", "incoming": true, "private": false, "user_id": 4, "created_at": "2024-05-03T10:22:00Z"}]}
      """
    let all = try await records(of: json, options)
    #expect(
      all.interactions.flatMap(told) == [
        "customer public Help!", "agent public On it.", "agent private Careful.", "customer public Thanks",
      ])
    #expect(events(all) == ["9 opened acme", "9 solved acme"])
  }

  @Test func `Gong's parties tell who is internal`() async throws {
    let json = """
      {"callTranscripts": [{"callId": "7", "parties": [{"speakerId": "1", "name": "Ann", "affiliation": "Internal"}, {"speakerId": "2", "name": "Bea", "emailAddress": "bea@acme.example", "affiliation": "External"}],
        "transcript": [{"speakerId": "1", "sentences": [{"start": 0, "text": "Hello."}]}, {"speakerId": "2", "sentences": [{"start": 900, "text": "We are"}, {"start": 950, "text": "not happy."}]}]}]}
      """
    let read = try await only(json)
    #expect(told(read) == ["agent public Hello.", "customer public We are not happy."])
    #expect((read.source, read.externalID, read.account.externalID) == ("gong", "7", "acme"))
  }

  @Test func `a file that is cut off delivers what stands before the cut and says where it is`() async throws {
    let one = zendeskTicket.replacing("\n", with: " ")
    let whole = "{\"tickets\": [\n\(one),\n\(one.replacing("\"id\": 35", with: "\"id\": 36"))\n]}"
    for length in stride(from: one.utf8.count + 20, to: whole.utf8.count - 1, by: 37) {
      let all = try await records(of: Array(whole.utf8.prefix(length)), options)
      #expect(all.interactions.first?.externalID == "35")
      let problem = try #require(all.problems.last)
      #expect(problem.what.contains("the file ends") && problem.place.line ?? 0 >= 2, "\(length)")
    }
  }

  @Test func `one bad record among others costs itself alone`() async throws {
    let good = zendeskTicket
    let bad = "{\"id\": 1, \"subject\": \"x\", \"requester_id\": 2, \"submitter_id\": 2, \"description\": \"y\"}"
    let all = try await records(of: "[\(bad), {\"nothing\": 1}, \(good)]", options)
    #expect(all.interactions.map(\.externalID) == ["35"])
    #expect(all.problems.map(\.kind) == [.invalidField, .unknownFormat])
  }

  @Test(arguments: [
    "[", "{", "{\"tickets\"", "{\"tickets\":[", "[{]", "[1,2", "{\"a\":}", "[\"\\u12", "{\"a\" 1}", "[]", "{}",
  ])
  func `JSON that is broken or empty is reported and stops nothing`(text: String) async throws {
    let all = try await records(of: text + "\n", options)
    #expect(all.interactions.isEmpty)
  }

  @Test func `a long export is delivered whole`() async throws {
    let folder = try Folder()
    let record = zendeskTicket.replacing("\n", with: " ")
    var text = "{\"tickets\":["
    for id in 0..<300 { text += (id == 0 ? "" : ",") + record.replacing("\"id\": 35", with: "\"id\": \(1000 + id)") }
    text += "]}"
    let all = await records(at: try folder.write(Array(text.utf8), "big.json"), options)
    #expect(all.interactions.count == 300)
  }
}
