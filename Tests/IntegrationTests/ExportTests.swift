import Conversation
import Foundation
import Postgres
import Testing

@testable import Storage
@testable import TestSupport

/// What an organization, or one person, is handed out: all of it, in clear, and nothing of anybody else.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct ExportTests {
  @Test func anOrganizationsExportHoldsEverythingInClear() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        var mail = Submission.mail("one", "Line one\nwrite to ann@acme.example")
        (mail.contactName, mail.contactEmail, mail.contactPhone) = ("Ann Ode", "Ann@Acme.example", "+49 30 23125 044")
        mail.accountName = "Acme \"Ltd\""
        _ = try await store.submit([mail, Submission.mail("two", "Text two")])
        _ = try await store.save([
          NPSRow(account: "acme", respondent: "ann@acme.example", score: 3, respondedAt: Date(), comment: "Slow"),
          NPSRow(account: "acme", respondent: "bob", score: 9, respondedAt: Date(), comment: nil),
        ])
        let day = Conversation.CalendarDay("2026-09-01")
        _ = try await store.save([MetricRow(account: "acme", day: try #require(day), name: "seats_used", value: 7)])
      }
      _ = try await Bench(database: database).drain()
      let export = try await Exported(organization, .organization)
      #expect(export.rows["account"]?.first?["name"] as? String == "Acme \"Ltd\"")
      #expect(export.rows["contact"]?.first?["email"] as? String == "ann@acme.example")
      #expect(export.rows["contact"]?.first?["email_index"] == nil)
      let turns = try #require(export.one("interaction") { $0["external_id"] as? String == "one" }["turns"] as? [Any])
      #expect((turns.first as? [String: Any])?["body"] as? String == "Line one\nwrite to ann@acme.example")
      #expect(export.rows["interaction"]?.count == 2 && export.rows["verdict"]?.count == 2)
      #expect(export.rows["metric"]?.first?["value"] as? Double == 7)
      let comments = export.rows["nps_response"]?.map { $0["comment"] as? String }
      #expect(Set(comments ?? []) == ["Slow", nil])
      let map = export.rows["masking_case"]?.first?["placeholders"] as? [String: String]
      #expect(map == ["EMAIL_1": "ann@acme.example"])
      #expect(export.snapshot.schema == Migration.all.count && export.snapshot.unsealed == 0)
    }
  }

  @Test func everyTenantTableIsExported() async throws {
    try await TestDatabase.with { database in
      let (there, exported) = (try await database.tenantTables(), ExportTable.ofOrganization.map(\.name))
      #expect(
        Set(exported).count == exported.count && Set(ExportTable.ofOrganization.map(\.file)).count == exported.count)
      for table in there where !exported.contains(table) {
        Issue.record(
          """
          \(table) is a tenant table that no export holds: add ExportTable("NAME", "\(table)", by: what orders its rows) to \
          ExportTable.ofOrganization, omitting what only serves to look things up, and a line to docs/commands/export.md
          """)
      }
      for table in exported where !there.contains(table) {
        Issue.record("\(table) is exported and no tenant table any more: take it out of ExportTable.ofOrganization")
      }
    }
  }

  @Test func aTableOfManyPagesIsWhole() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let mails = (0..<257).map { Submission.mail("m\($0)", "Text \($0)") }
      try await organization.withStore { _ = try await $0.submit(mails) }
      var pages = 0
      let export = try await Exported(organization, .organization) { file, rows in
        if file == "interaction", rows > 0 { pages += 1 }
      }
      #expect(Set(export.rows["interaction"]?.compactMap { $0["external_id"] as? String } ?? []).count == 257)
      #expect(pages == 3)
    }
  }

  @Test func whatIsWrittenMeanwhileIsNotInIt() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { _ = try await $0.submit([Submission.mail("before", "Text")]) }
      let late = Task {
        // The accounts are exported first; then this is committed, and the interactions follow.
        try await organization.withStore { _ = try await $0.submit([Submission.mail("late", "Text", account: "new")]) }
      }
      let export = try await Exported(organization, .organization)
      try await late.value
      let accounts = export.rows["account"]?.compactMap { $0["id"] as? String } ?? []
      for interaction in export.rows["interaction"] ?? [] {
        #expect(accounts.contains(interaction["account_id"] as? String ?? ""))
      }
    }
  }

  @Test func aCustodianOfOneOrganizationExportsNoOther() async throws {
    try await TestDatabase.with { database in
      let (mine, theirs) = (try await database.makeOrganization("Mine"), try await database.makeOrganization("Theirs"))
      try await theirs.withStore { _ = try await $0.submit([Submission.mail("secret", "Secret text")]) }
      let stranger = TestOrganization(id: theirs.id, login: mine.login, database: database)
      await #expect(throws: NotCustodian(organization: theirs.id, role: nil)) {
        _ = try await Exported(stranger, .organization)
      }
      // A custodian elsewhere who is let in here, but to look only.
      try await database.asAdministrator { connection in
        try await Administration(connection).addMember(
          login: mine.login, role: "analyst", of: theirs.id, createLogin: false)
      }
      await #expect(throws: NotCustodian(organization: theirs.id, role: "analyst")) {
        _ = try await Exported(stranger, .organization)
      }
      // Nor does the database let them, should they leave out the program's own check.
      let error = await #expect(throws: PostgresError.self) {
        try await stranger.withStore { _ = try await $0.run("select ctx.require_custodian()") }
      }
      #expect(error?.isInsufficientPrivilege == true && error?.message.contains("not a custodian") == true)
    }
  }

  @Test func aPersonGetsWhatIsTheirsAndNobodyElsesAddresses() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        var own = Submission.mail("own", "I am ann@acme.example; my colleague is bob@acme.example.")
        (own.contactName, own.contactEmail) = ("Ann Ode", "ann@acme.example")
        own.interaction.turns.append(
          Turn(author: .agent, visibility: .private, body: "Ask carl@other.example about ann@acme.example."))
        var mentioning = Submission.mail("mentioning", "Ann@acme.example knows; Bob Tall, bob@acme.example, does not.")
        (mentioning.contactName, mentioning.contactEmail) = ("Bob Tall", "bob@acme.example")
        mentioning.interaction.turns[0].authorName = "Bob Tall"
        mentioning.threadID = "thread"
        var silent = Submission.mail("silent", "Nothing about her, says bob@acme.example.")
        (silent.contactName, silent.contactEmail, silent.threadID) = ("Bob Tall", "bob@acme.example", "thread")
        _ = try await store.submit([own, mentioning, silent, Submission.mail("foreign", "Call +49 30 23125 044.")])
        _ = try await store.save([
          NPSRow(account: "acme", respondent: "ANN@acme.example", score: 2, respondedAt: Date(), comment: "No"),
          NPSRow(account: "acme", respondent: "bob@acme.example", score: 8, respondedAt: Date(), comment: "Yes"),
        ])
      }
      _ = try await Bench(database: database).drain()
      let subject = Subject(emails: ["Ann@ACME.example"], phones: [])
      let export = try await Exported(organization, .subject(subject))
      #expect(
        export.rows.mapValues(\.count)
          == ["account": 1, "contact": 1, "interaction": 1, "verdict": 1, "nps_response": 1, "mention": 1])
      let own = try #require(export.rows["interaction"]?.first?["turns"] as? [[String: Any]])
      #expect(own[0]["body"] as? String == "I am ann@acme.example; my colleague is bob@acme.example.")
      let note = try #require(own[1]["body"] as? String)
      #expect(note.contains("about ann@acme.example") && !note.contains("carl"))
      let mention = try #require((export.rows["mention"]?.first?["turns"] as? [[String: Any]])?.first)
      let body = try #require(mention["body"] as? String)
      #expect(body.hasPrefix("Ann@acme.example knows; ") && !body.contains("bob@") && !body.contains("Tall"))
      #expect(mention["authorName"] == nil)
      #expect(!export.text.contains("bob@acme.example, does") && !export.text.contains("23125"))
      let byPhone = try await Exported(organization, .subject(Subject(emails: [], phones: ["030/23125-044"])))
      #expect(byPhone.rows["mention"]?.count == 1 && byPhone.rows["contact"]?.isEmpty == true)
      let nobody = try await Exported(organization, .subject(Subject(emails: ["x@y.example"], phones: [])))
      #expect(nobody.text.isEmpty)
    }
  }

  @Test func aRowThatDoesNotOpenIsNamedAndStopsTheExport() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore {
        _ = try await $0.submit([Submission.mail("a", "A"), Submission.mail("b", "B")])
      }
      try await database.asAdministrator { connection in
        try await connection.script(
          """
          update phano.interaction i set content = o.content
          from phano.interaction o where o.organization_id = i.organization_id and o.id <> i.id and i.external_id = 'a'
          """)
      }
      let id = try await organization.withStore { try await $0.interactions(named: "a")[0] }
      await #expect(throws: ExportError.damaged(table: "phano.interaction", row: id.description)) {
        _ = try await Exported(organization, .organization)
      }
    }
  }

  @Test(arguments: ["ann@acme.example", "+49 (30) 231-25", " 030 23125044 "]) func valuesArePeoples(_ text: String) {
    var subject = Subject(emails: [], phones: [])
    #expect(subject.add(text) && subject.emails.count + subject.phones.count == 1)
  }

  @Test(arguments: ["", "ann", "@acme.example", "ann@", "12345", "ann b@acme.example", "030 12a4567"])
  func whatIsNeitherAddressNorNumberIsRefused(_ text: String) {
    var subject = Subject(emails: [], phones: [])
    #expect(!subject.add(text) && subject.emails.isEmpty && subject.phones.isEmpty)
  }
}

/// An export as its reader sees it.
private struct Exported {
  var rows: [String: [[String: Any]]] = [:]
  var text = ""
  let snapshot: ExportSnapshot

  init(
    _ organization: TestOrganization, _ scope: ExportScope, onPage: (String, Int) -> Void = { _, _ in }
  ) async throws {
    let pages = Pages()
    snapshot = try await organization.withStore { store in
      try await store.export(scope) { file, lines, rows in pages.list.append((file, lines, rows)) }
    }
    for (file, lines, count) in pages.list {
      onPage(file, count)
      text += String(decoding: lines, as: UTF8.self)
      let parsed = try lines.split(separator: UInt8(ascii: "\n")).map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
      }
      #expect(parsed.count == count, "\(file)")
      rows[file, default: []] += parsed
    }
  }

  func one(_ file: String, where isMeant: ([String: Any]) -> Bool) throws -> [String: Any] {
    let found = rows[file]?.first(where: isMeant)
    return try #require(found)
  }

  /// What the export wrote, page by page.
  private final class Pages {
    var list: [(String, [UInt8], Int)] = []
  }
}
