import Conversation
import Foundation
import Interchange
import Testing

struct TableTests {
  private let head =
    #"{"external_id":"1","account":{"id":"acme","name":"Acme"},"channel":"ticket","occurred_at":"2024-05-03T10:15:00Z""#

  private static let packed =
    "H4sIAAAAAAACA0tMTs4vzSvRSUms1MlLzE3VKUvMKU3lSkwGMo0MjMx0DYx1DSx1UstS80qKdUy5AN/Z/dkwAAAA"

  @Test func `an interaction with turns comes whole`() async throws {
    let line =
      head
      + #","source":"desk","subject":"S","language":"de","thread_id":"t","contact":{"name":"Ann","email":"A@x.example"},"turns":["#
      + #"{"author":"customer","name":"Ann","at":"2024-05-03T12:15:00.5+02:00","body":"No."},"#
      + #"{"author":"agent","visibility":"private","automatic":true,"body":"Hm."}]}"#
    let read = try #require(try await records(of: line).interactions.first)
    #expect(read.source == "desk" && read.externalID == "1" && read.threadID == "t")
    #expect(read.account == ImportedAccount(externalID: "acme", name: "Acme"))
    #expect(read.contact == ImportedPerson(name: "Ann", address: "a@x.example"))
    let start = Date(timeIntervalSince1970: 1_714_731_300)
    #expect(
      read.interaction
        == Interaction(
          channel: .ticket, subject: "S", occurredAt: start,
          turns: [
            Turn(author: .customer, authorName: "Ann", at: start.addingTimeInterval(0.5), body: "No."),
            Turn(author: .agent, visibility: .private, isAutomatic: true, body: "Hm."),
          ], language: "de"))
  }

  @Test func `a text alone is the customer's`() async throws {
    let read = try #require(try await records(of: head + #","text":"It works."}"#).interactions.first)
    #expect(read.interaction.customerVoice().passages.map(\.text) == ["It works."])
    #expect(read.source == "jsonl")
  }

  @Test(
    "A bad line names the field and costs only itself",
    arguments: [
      (#"{"account":{"id":"a"},"channel":"ticket","occurred_at":"2024-05-03T10:15:00Z","text":"x"}"#, "external_id"),
      (#"{"external_id":"1","channel":"ticket","occurred_at":"2024-05-03T10:15:00Z","text":"x"}"#, "account"),
      (
        #"{"external_id":"1","account":{},"channel":"ticket","occurred_at":"2024-05-03T10:15:00Z","text":"x"}"#,
        "account.id"
      ),
      (
        #"{"external_id":"1","account":{"id":"a"},"channel":"fax","occurred_at":"2024-05-03T10:15:00Z","text":"x"}"#,
        "channel"
      ),
      (
        #"{"external_id":"1","account":{"id":"a"},"channel":"call","occurred_at":"2024-05-03 10:15","text":"x"}"#,
        "occurred_at"
      ),
      (
        #"{"external_id":"1","account":{"id":"a"},"channel":"call","occurred_at":"2024-02-30T10:15:00Z","text":"x"}"#,
        "occurred_at"
      ),
      (#"{"external_id":"1","account":{"id":"a"},"channel":"call","occurred_at":"2024-05-03T10:15:00Z"}"#, "turns"),
      (
        #"{"external_id":"1","account":{"id":"a"},"channel":"call","occurred_at":"2024-05-03T10:15:00Z","turns":[{"author":"me","body":""}]}"#,
        "turns.[0].author"
      ),
      (#"{"external_id":1,"account":{"id":"a"}}"#, "external_id"), (#"{"account":{"id":"a"},"score":11}"#, "score"),
      (#"{"account":{"id":"a"},"day":"2024-02-30","name":"n","value":1}"#, "day"),
    ])
  func namesField(line: String, field: String) async throws {
    let all = try await records(of: line + "\n\n" + head + #","text":"fine"}"#)
    #expect(all.problems.map(\.kind) == [.invalidField])
    #expect(all.problems.first?.what.contains("'\(field)'") == true, "\(all.problems)")
    #expect(all.problems.first?.place.line == 1)
    #expect(all.interactions.map(\.place.line) == [3])
  }

  @Test func `broken JSON and endless lines are problems`() async throws {
    let text =
      "{\"a\":\n" + head + ",\"text\":\"" + String(repeating: "x", count: 900) + "\"}\n" + head + #","text":"fine"}"#
    let all = try await records(of: text, ImportOptions(importedAt: importTime, maximumLineSize: 500))
    #expect(all.problems.map(\.kind) == [.malformed, .tooLarge])
    #expect(all.bodies == ["fine"])
  }

  @Test func `invalid UTF-8 in a text is repaired`() async throws {
    let bytes = Array((head + #","text":"a"#).utf8) + [0xFF] + Array(#"b"}"#.utf8)
    #expect(try await records(of: bytes).bodies == ["a\u{FFFD}b"])
  }

  @Test func `metrics come from a table and from JSON alike`() async throws {
    let table =
      "\u{FEFF}day,account,name,value\r\n2024-05-03,\"acme, inc\",active_users,17.5\r\n\r\n2024-13-01,acme,x,1\r\n2024-05-03,acme,x,many\r\n"
    let all = try await records(of: table)
    guard case .metric(let metric) = try #require(all.first) else { throw Unexpected() }
    #expect(metric.account == "acme, inc" && metric.name == "active_users" && metric.value == 17.5)
    #expect(metric.day.description == "2024-05-03")
    #expect(all.problems.map(\.place.line) == [4, 5])
    let json = try await records(of: #"{"account":{"id":"acme"},"day":"2024-05-03","name":"n","value":2}"#)
    guard case .metric(let other) = try #require(json.first) else { throw Unexpected() }
    #expect(other.value == 2)
  }

  @Test func `survey answers come from a table and from JSON alike`() async throws {
    let table =
      "account,contact,score,responded_at,comment\nacme,,3,2024-05-03,\"slow, \"\"slow\"\"\nslow\"\nacme,x,11,2024-05-03,\nacme,x,9\n"
    let all = try await records(of: table)
    guard case .npsResponse(let answer) = try #require(all.first) else { throw Unexpected() }
    #expect(answer.comment == "slow, \"slow\"\nslow" && answer.contact == nil && answer.score == 3)
    #expect(answer.respondedAt == Date(timeIntervalSince1970: 1_714_737_600))
    #expect(all.problems.map(\.kind) == [.invalidField, .malformed])
    #expect(all.problems.map(\.place.line) == [4, 5])
    let json = try await records(of: #"{"account":{"id":"a"},"score":9,"responded_at":"2024-05-03T00:00:00Z"}"#)
    guard case .npsResponse(let other) = try #require(json.first) else { throw Unexpected() }
    #expect(other.score == 9)
  }

  @Test func `tickets come from tables and from JSON alike, also packed`() async throws {
    let events = """
      ticket,account,at,event
      T-1,acme,2026-11-10T09:00:00Z,opened
      T-1,acme,2026-11-09,solved
      T-1,acme,2026-11-11 10:00,resolved

      """
    let rows = "account,ticket,opened_at,solved_at\nacme,T-1,2026-11-10T09:00:00Z,2026-11-11 10:00\n"
    let lines = """
      {"account": {"id": "acme"}, "ticket": "T-1", "event": "opened", "at": "2026-11-10T09:00:00Z"}
      {"type": "ticket_event", "account": {"id": "acme"}, "ticket": "T-1", "event": "solved", "at": "2026-11-11T10:00:00Z"}

      """
    let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    for (text, options, hour, problems) in [
      (events, ImportOptions(importedAt: importTime), 10, ["the ticket is solved before it was opened (line 2)"]),
      (rows, ImportOptions(importedAt: importTime, timeZone: zone), 9, []),
      (lines, ImportOptions(importedAt: importTime), 10, []),
    ] {
      let records = try await records(of: text, options)
      let told = records.compactMap { record -> String? in
        guard case .ticketEvent(let event) = record else { return nil }
        return "\(event.account) \(event.ticket) \(event.kind) \(event.at.formatted(.iso8601))"
      }
      let solved = "2026-11-11T\(hour == 9 ? "09" : "10"):00:00Z"
      #expect(told == ["acme T-1 opened 2026-11-10T09:00:00Z", "acme T-1 solved \(solved)"])
      #expect(records.problems.map(\.what) == problems)
    }
    // "account,day,name,value\nacme,2026-03-09,events,5\n"
    let packed = try #require(Data(base64Encoded: Self.packed))
    let metrics = try await records(of: Array(packed))
    #expect(metrics.count == 1 && metrics.problems.isEmpty)
  }

  @Test func `master data comes with the columns that are there`() async throws {
    let table =
      "name,account,arr_eur,renewal_on\nAcme,acme,120000,2025-01-31\nBolt,bolt,,\nCrux,crux,many,\nDot,dot,1,soon\n"
    let all = try await records(of: table)
    guard case .account(let acme) = try #require(all.first), case .account(let bolt) = all[1] else {
      throw Unexpected()
    }
    #expect(acme.account == "acme" && acme.name == "Acme" && acme.annualRevenueEUR == 120_000)
    #expect(acme.renewalOn?.description == "2025-01-31" && acme.segment == nil)
    #expect(bolt.annualRevenueEUR == nil && bolt.renewalOn == nil)
    #expect(all.problems.map(\.place.line) == [4, 5])
    #expect(all.problems.map(\.kind) == [.invalidField, .invalidField])
  }

  @Test func `a quotation mark that is never closed costs only its row`() async throws {
    let rows = (0..<100).map { "acme,2024-05-03,n\($0),1" }.joined(separator: "\n")
    let table = "account,day,name,value\nacme,2024-05-03,\"n,1\n" + rows + "\n"
    let all = try await records(of: table, ImportOptions(importedAt: importTime, maximumLineSize: 200))
    #expect(all.problems.map(\.kind) == [.tooLarge])
    #expect(all.count > 80)
  }

  private struct Unexpected: Error {}
}
