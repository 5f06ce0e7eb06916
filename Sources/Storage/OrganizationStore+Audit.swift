import Conversation
import Postgres

extension OrganizationStore {
  /// What came of checking an organization's chain.
  public struct AuditReport: Sendable, Codable, Hashable {
    /// The organization.
    public let organization: String
    /// Lines found intact, from the first.
    public let lines: Int64
    /// Whether all are, and none is known to be missing.
    public let isIntact: Bool
    /// The last line's hash, hexadecimal; nil when the chain is broken.
    public let head: String?
    /// What is wrong, at the first line where anything is.
    public let broken: AuditVerifier.Break?
  }

  /// Reads the whole chain, a thousand lines at a time, and checks it.
  public func verifyAudit(heads: [AuditHead] = []) async throws -> AuditReport {
    var lines: Int64 = 0
    do {
      var verifier = try AuditVerifier(organization, heads: heads)
      var page: [AuditEvent] = []
      repeat {
        page = try await auditEvents(after: page.last?.seq ?? Int64.min)
        for event in page {
          try verifier.take(event)
          lines = verifier.lines
        }
      } while !page.isEmpty
      return AuditReport(
        organization: "\(organization)", lines: lines, isIntact: true, head: try verifier.finish(), broken: nil)
    } catch let broken as AuditVerifier.Break {
      return AuditReport(organization: "\(organization)", lines: lines, isIntact: false, head: nil, broken: broken)
    }
  }

  /// The chain's last line, to be written down where nobody can change it who can change the database.
  public func auditHead() async throws -> AuditHead {
    let rows = try await run(
      Statement(
        """
        select coalesce(last.seq, 0), coalesce(encode(last.hash, 'hex'), repeat('0', 64)),
          to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        from (values (1)) as one (row)
        left join lateral (
          select e.seq, e.hash from audit.event e where e.organization_id = $1 order by e.seq desc limit 1
        ) last on true
        """, [organization], name: "audit head"))
    let (seq, hash, at) = try rows.one().decode((Int64, String, String).self)
    return AuditHead(organization: organization, seq: seq, hash: hash, at: at)
  }

  /// The hash of a line, hexadecimal; nil when there is no such line.
  public func auditHash(ofLine seq: Int64) async throws -> String? {
    let rows = try await run(
      Statement(
        "select encode(e.hash, 'hex') from audit.event e where e.organization_id = $1 and e.seq = $2",
        [organization, seq], name: "audit line"))
    return try rows.decode(String.self).first
  }

  private func auditEvents(after seq: Int64) async throws -> [AuditEvent] {
    let rows = try await run(
      Statement(
        """
        select e.organization_id, e.seq,
          case when isfinite(e.at) then (extract(epoch from e.at) * 1000000)::bigint end,
          e.actor, e.action, e.subject, e.prev_hash, e.hash
        from audit.event e
        where e.organization_id = $1 and e.seq > $2
        order by e.seq
        limit 1000
        """, [organization, seq], name: "audit lines"))
    return try rows.map { row in
      AuditEvent(
        organization: try row.decode(OrganizationID.self, 0), seq: try row.decode(Int64.self, 1),
        microseconds: try row.decode(Int64?.self, 2), actor: try row.decode(String.self, 3),
        action: try row.decode(String.self, 4), subject: try row.decode(String.self, 5),
        previousHash: try row.decode([UInt8].self, 6), hash: try row.decode([UInt8].self, 7))
    }
  }
}
