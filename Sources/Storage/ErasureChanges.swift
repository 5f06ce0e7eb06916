import Conversation
import Encryption
import Foundation
import Postgres

/// What is left of a person in what others wrote, and what takes its place. Each replaces what was read and nothing else, so
/// that a change in between is noticed.
struct ErasureChanges {
  let keyVersion: UInt32
  var interactions: [(id: InteractionID, old: [UInt8], new: [UInt8])] = []
  var verdicts: [(id: UUID, old: [UInt8], new: [UInt8])] = []
  var maps: [(conversation: [UInt8], revision: Int32, new: [UInt8], mentions: [[UInt8]])] = []
  /// Maps of conversations of which nothing is left.
  var obsolete: [(conversation: [UInt8], revision: Int32)] = []

  init(keyVersion: UInt32) { self.keyVersion = keyVersion }

  /// How many rows ``statements(_:)`` change when nothing has changed meanwhile.
  var expected: Int { interactions.count + verdicts.count + maps.count }

  static let statementCount = 3

  func counts(with traces: SubjectTraces) -> ErasureCounts {
    var counts = ErasureCounts()
    counts.contacts = traces.contacts.count
    counts.interactions = traces.interactions.count
    counts.answers = traces.answers.count
    counts.intakes = traces.intakes.count
    counts.redacted = interactions.count
    counts.maskingCases = maps.count + obsolete.count
    return counts
  }

  func statements(_ organization: OrganizationID) -> [Statement] {
    [
      replacement("phano.interaction", "content", organization, interactions.map { ($0.id.rawValue, $0.old, $0.new) }),
      replacement("phano.verdict", "evidence", organization, verdicts.map { ($0.id, $0.old, $0.new) }),
      Statement(
        """
        update phano.masking_case m
        set placeholders = given.new, revision = m.revision + 1,
          mentions = array(
            select substring(given.mentions from place for 16)
            from generate_series(1, octet_length(given.mentions), 16) as place)
        from unnest($2::bytea[], $3::integer[], $4::bytea[], $5::bytea[]) as given (conversation, revision, new, mentions)
        where m.organization_id = $1 and m.conversation = given.conversation and m.revision = given.revision
        """,
        [
          organization, maps.map(\.conversation), maps.map(\.revision), maps.map(\.new),
          maps.map { $0.mentions.flatMap(\.self) },
        ], name: "redact maps"),
    ]
  }

  private func replacement(
    _ table: String, _ column: String, _ organization: OrganizationID, _ rows: [(id: UUID, old: [UInt8], new: [UInt8])]
  ) -> Statement {
    Statement(
      """
      update \(table) t set \(column) = given.new
      from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as given (id, old, new)
      where t.organization_id = $1 and t.id = given.id and t.\(column) = given.old
      """, [organization, rows.map(\.id), rows.map(\.old), rows.map(\.new)], name: "redact \(table)")
  }
}
