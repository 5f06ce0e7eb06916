import Conversation
import Foundation
import Interchange
import Testing

struct InteractionTableTests {
  private func read(_ text: String, _ mapping: String = "{}") async throws -> [ImportedRecord] {
    let folder = try Folder()
    let path = try folder.write(Array(text.utf8), "table")
    let today = try #require(CalendarDay("2026-01-31"))
    let reader = try InteractionReader(
      try InteractionMapping(json: Array(mapping.utf8)), options: ImportOptions(importedAt: importTime), today: today,
      timeZone: .gmt)
    var records: [ImportedRecord] = []
    try await reader.read(path) { records.append($0) }
    return records
  }

  private static let mapping = """
    {"external_id": "Fall", "account": "Kunde", "occurred_at": "Am", "text": "Text", "channel_is": "ticket",
     "author": "Wer", "authors": {"Kunde": "customer", "Mitarbeiter": "agent"}, "visibility": "Sicht",
     "visibilities": {"intern": "private", "extern": "public"}, "day_format": "DD.MM.YYYY", "time_zone": "Europe/Berlin"}
    """

  @Test func `foreign columns are mapped, and neighbouring rows of one id are its turns`() async throws {
    let table = """
      Fall;Kunde;Am;Text;Wer;Sicht
      7;acme;03.05.2024 10:20;"Wir schauen; gleich.";Mitarbeiter;extern
      7;acme;03.05.2024 10:15;Es hängt.;Kunde;extern
      7;acme;03.05.2024 10:25;Schon wieder.;Mitarbeiter;intern
      8;acme;04.05.2024;Danke.;Kunde;extern
      """
    let all = try await read(table, Self.mapping)
    #expect(all.problems.isEmpty)
    #expect(all.interactions.map(\.externalID) == ["7", "8"])
    let turns = try #require(all.interactions.first).interaction.turns
    #expect(turns.map(\.body) == ["Es hängt.", "Wir schauen; gleich.", "Schon wieder."])
    #expect(turns.map(\.author) == [.customer, .agent, .agent])
    #expect(turns.map(\.visibility) == [.public, .public, .private])
    #expect(all.interactions.first?.interaction.occurredAt == Date(timeIntervalSince1970: 1_714_724_100))
  }

  @Test func `a bad row costs its interaction and is named with its line`() async throws {
    let table = """
      external_id,account,occurred_at,text,channel
      1,acme,2024-05-03T10:15:00Z,Fine.,email
      2,acme,2024-05-03T10:15:00Z,Half.,email
      2,acme,yesterday,Other half.,email
      3,acme,2024-05-03T10:15:00Z,Fax.,fax
      """
    let all = try await read(table)
    #expect(all.interactions.map(\.externalID) == ["1"])
    #expect(all.problems.map(\.place.line) == [4, 5])
  }

  @Test func `a mapping that names a column which is not there ends the file, and an empty author costs the row`()
    async throws
  {
    let table = "Fall;Kunde;Am;Text;Wer;Sicht\n7;acme;03.05.2024;Mahnung.;;extern\n8;acme;03.05.2024;Hm.;Kunde;extern\n"
    let all = try await read(table, Self.mapping)
    #expect(all.interactions.map(\.externalID) == ["8"] && all.problems.map(\.place.line) == [2])
    let missing = try await read(table, Self.mapping.replacing("\"Wer\"", with: "\"Werr\""))
    #expect(missing.interactions.isEmpty && missing.problems.map(\.kind) == [.invalidField])
  }

  @Test func `a table with the wrong separator or columns is refused whole`() async throws {
    let all = try await read("external_id|account|occurred_at|text\n1|acme|2024-05-03|x\n")
    #expect(all.interactions.isEmpty && all.problems.count == 1)
    #expect(all.problems.first?.remedy.contains("--mapping") == true)
  }

  @Test(arguments: [
    "[]", "{\"extrenal_id\": \"x\"}", "{\"channel_is\": \"fax\"}", "{\"authors\": {\"a\": \"boss\"}}",
    "{\"time_zone\": \"Mars/Base\"}", "{\"html\": 3}",
  ])
  func `a mapping that can't be meant is refused`(mapping: String) {
    #expect(throws: FigureMapping.Fault.self) { try InteractionMapping(json: Array(mapping.utf8)) }
  }
}
