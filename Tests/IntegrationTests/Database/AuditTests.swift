import Conversation
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Storage

/// Whether whoever can write to the tables can change what the audit says without being found out.
@Suite(.needsDatabase) struct AuditTests {
  /// An organization with a chain of five lines.
  private static func withChain(_ body: (TestDatabase, TestOrganization) async throws -> Void) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let other = try await database.makeOrganization("Other")
      for number in 1...5 {
        try await organization.withStore { try await $0.audit(.import, "line \(number)") }
        try await other.withStore { try await $0.audit(.import, "line \(number) of others") }
      }
      try await body(database, organization)
    }
  }

  private func report(
    _ organization: TestOrganization, heads: [AuditHead] = []
  ) async throws -> OrganizationStore.AuditReport {
    try await organization.withStore { try await $0.verifyAudit(heads: heads) }
  }

  @Test func aChainThatNobodyTouchedIsIntact() async throws {
    try await Self.withChain { _, organization in
      let head = try await organization.withStore { try await $0.auditHead() }
      let report = try await report(organization, heads: [head])
      #expect(report.isIntact && report.lines == 5 && report.head == head.hash)
    }
  }

  @Test func aChainWithoutLinesIsIntact() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let report = try await report(organization)
      #expect(report.isIntact && report.lines == 0)
      #expect(try await organization.withStore { try await $0.auditHead() }.seq == 0)
    }
  }

  /// The canonical form is ours as well as the database's; these are where two JSON writers differ.
  @Test func whatTheDatabaseHashesIsWhatWeHash() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let controls = String(String.UnicodeScalarView((1...0x1F).compactMap(Unicode.Scalar.init)))
      let subjects = [
        "", "\"quoted\" \\ back / slash", controls, "\u{7F}\u{80}\u{9F}\u{2028}\u{2029}\u{FEFF}",
        "e\u{301} \u{E9} ß 漢字 🙂",
        "\u{10FFFF}\u{FFFD}", "{\"a\": [1, null]}", String(repeating: "x", count: 2_000),
      ]
      for subject in subjects { try await organization.withStore { try await $0.audit(.import, subject) } }
      let report = try await report(organization)
      #expect(report.isIntact && report.lines == Int64(subjects.count), "\(String(describing: report.broken))")
    }
  }

  /// What somebody does to the table, and at which line it must be noticed.
  struct Tampering: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: Int64
    let sql: String

    init(_ description: String, line: Int64, _ sql: String) {
      (testDescription, self.line, self.sql) = (description, line, sql)
    }

    private static let mine = "organization_id = (select id from auth.organization where name = 'Test')"
    /// The line's own hash, made as the database makes it: by somebody who knows how.
    private static let rehash = """
      sha256(prev_hash || convert_to(jsonb_build_array(organization_id, seq, extract(epoch from at)::text, actor, action,
        subject)::text, 'UTF8'))
      """

    static let all = [
      Tampering("a subject is changed", line: 3, "update audit.event set subject = 'x' where seq = 3 and \(mine)"),
      Tampering("an actor is changed", line: 1, "update audit.event set actor = 'x' where seq = 1 and \(mine)"),
      Tampering("an action is changed", line: 5, "update audit.event set action = 'x' where seq = 5 and \(mine)"),
      Tampering(
        "a time is changed by a microsecond", line: 2,
        "update audit.event set at = at + interval '1 microsecond' where seq = 2 and \(mine)"),
      Tampering("a time is none", line: 2, "update audit.event set at = 'infinity' where seq = 2 and \(mine)"),
      Tampering("a line is removed", line: 3, "delete from audit.event where seq = 3 and \(mine)"),
      Tampering("the first line is removed", line: 1, "delete from audit.event where seq = 1 and \(mine)"),
      Tampering(
        "a line is removed and the rest moved up", line: 3,
        """
        delete from audit.event where seq = 3 and \(mine);
        update audit.event set seq = seq - 1 where seq = 4 and \(mine);
        update audit.event set seq = seq - 1 where seq = 5 and \(mine)
        """),
      Tampering(
        "two lines change places", line: 2,
        """
        update audit.event set seq = 102 where seq = 2 and \(mine);
        update audit.event set seq = 2 where seq = 3 and \(mine);
        update audit.event set seq = 3 where seq = 102 and \(mine)
        """),
      Tampering(
        "a line is changed and hashed anew", line: 4,
        """
        update audit.event set subject = 'x' where seq = 3 and \(mine);
        update audit.event set hash = \(rehash) where seq = 3 and \(mine)
        """),
      Tampering(
        "a line is forged in front", line: 1,
        """
        insert into audit.event
        select organization_id, 0, at, actor, action, subject, prev_hash, hash from audit.event where seq = 1 and \(mine)
        """),
      Tampering(
        "a line is forged at the end", line: 6,
        """
        insert into audit.event
        select organization_id, 6, at, actor, action, subject, prev_hash, hash from audit.event where seq = 5 and \(mine)
        """),
      Tampering(
        "a line of another organization takes a place", line: 2,
        """
        update audit.event e set actor = o.actor, action = o.action, subject = o.subject, at = o.at,
          prev_hash = o.prev_hash, hash = o.hash
        from audit.event o
        where o.seq = 2 and o.organization_id <> e.organization_id and e.seq = 2 and e.\(mine)
        """),
    ]
  }

  @Test(arguments: Tampering.all) func tamperingIsFoundAtItsLine(_ tampering: Tampering) async throws {
    try await Self.withChain { database, organization in
      try await database.run(tampering.sql)
      let report = try await report(organization)
      #expect(!report.isIntact && report.head == nil)
      #expect(report.broken?.seq == tampering.line, "\(String(describing: report.broken))")
      #expect(report.lines == tampering.line - 1)
    }
  }

  @Test func anEndThatWasCutOffShowsAgainstAPublishedHeadAlone() async throws {
    try await Self.withChain { database, organization in
      let head = try await organization.withStore { try await $0.auditHead() }
      try await database.run("delete from audit.event where seq > 3")
      #expect(try await report(organization).isIntact, "inside the database nothing tells")
      let found = try await report(organization, heads: [head])
      #expect(found.broken?.seq == 4 && found.broken?.why.contains("cut off") == true)
      // Lines that were written afterwards do not hide it.
      for number in 1...4 { try await organization.withStore { try await $0.audit(.import, "\(number)") } }
      #expect(try await report(organization).isIntact)
      #expect(try await report(organization, heads: [head]).broken?.seq == 5)
    }
  }

  @Test func aWholeChainMadeAnewShowsAgainstAPublishedHeadAlone() async throws {
    try await Self.withChain { database, organization in
      let head = try await organization.withStore { try await $0.auditHead() }
      try await database.run("delete from audit.event")
      for number in 1...6 { try await organization.withStore { try await $0.audit(.import, "new line \(number)") } }
      #expect(try await report(organization).isIntact)
      #expect(try await report(organization, heads: [head]).broken?.seq == 5)
    }
  }

  @Test func headsThatDisagreeAreFound() async throws {
    try await Self.withChain { _, organization in
      let head = try await organization.withStore { try await $0.auditHead() }
      let forged = AuditHead(
        organization: head.organization, seq: head.seq, hash: String(repeating: "0", count: 64), at: head.at)
      #expect(try await report(organization, heads: [head, forged]).broken?.seq == 5)
      let ofOthers = AuditHead(
        organization: OrganizationID(rawValue: UUID()), seq: 900, hash: head.hash, at: head.at)
      #expect(try await report(organization, heads: [head, ofOthers]).isIntact)
    }
  }

  @Test func chainsLongerThanAPageAreReadWhole() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await database.withConnection(as: organization.login) { connection in
        try await connection.withTransaction { session in
          _ = try await session.query("select ctx.enter(\(organization.id))")
          _ = try await session.query("select count(audit.note('import', n::text)) from generate_series(1, 2500) n")
        }
      }
      #expect(try await report(organization).lines == 2_500)
      try await database.run("update audit.event set subject = 'x' where seq = 2001")
      #expect(try await report(organization).broken?.seq == 2_001)
    }
  }
}
