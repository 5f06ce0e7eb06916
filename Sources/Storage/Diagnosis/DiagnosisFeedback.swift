import Conversation
public import Diagnosis
import Encryption
public import Foundation
import Postgres

/// What a person says of a diagnosis.
public struct DiagnosisFeedback: Sendable, Hashable {
  /// Whether the diagnosis was right.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// It wasn't.
    case wrong
    /// It was.
    case confirmed
  }

  /// Its id.
  public let id: UUID
  /// The account, by its name in the organization's own books.
  public let account: String
  /// Whether it was right.
  public let kind: Kind
  /// Why the person thinks so.
  public let reason: String
  /// The login of the person.
  public let givenBy: String
  /// When.
  public let givenAt: Date
  /// What was said of the account.
  public let diagnosis: AccountDiagnosis
  /// What that looked at.
  public let moment: DiagnosisMoment
}

extension OrganizationStore {
  /// Puts on record what the person of this login says of the diagnosis that counts for a day. False when there is none of
  /// that account and day on record.
  public func give(
    _ kind: DiagnosisFeedback.Kind, on account: String, day: DayNumber, reason: String
  ) async throws -> Bool {
    let name = try await storedName(of: account)
    return try await withKeys { keys in
      let id = UUID()
      let results = try await run([
        Statement("select vault.require_version($1)", [Int32(keys.version)], name: "require key version"),
        Statement(
          """
          insert into phano.diagnosis_feedback (organization_id, id, run_id, account_id, day, kind, reason)
          select $1, $2, d.run_id, d.account_id, d.day, $5, $6
          from phano.account a
          join phano.diagnosis d on d.organization_id = $1 and d.account_id = a.id and d.day = $4
          join phano.diagnosis_run r on r.organization_id = $1 and r.id = d.run_id
          where a.organization_id = $1 and a.external_id = $3
          order by r.known_until desc
          limit 1
          """,
          [
            organization, id, name, CalendarDay(day), Int16(kind == .wrong ? 1 : 2),
            try keys.seal(Array(reason.utf8), .feedbackReason, row: RowKey(id)),
          ], name: "give feedback"),
      ])
      return results[1].affected == 1
    }
  }

  /// All feedback, the newest first.
  public func feedback() async throws -> [DiagnosisFeedback] {
    let rows = try await run(
      Statement(
        """
        select f.id, a.external_id, f.kind, f.reason, f.given_by::text, f.given_at, d.details::text, r.day, r.known_until,
          r.time_zone
        from phano.diagnosis_feedback f
        join phano.account a on a.organization_id = $1 and a.id = f.account_id
        join phano.diagnosis d on d.organization_id = $1 and d.run_id = f.run_id and d.account_id = f.account_id
        join phano.diagnosis_run r on r.organization_id = $1 and r.id = f.run_id
        where f.organization_id = $1
        order by f.given_at desc, f.id
        """, [organization], name: "list feedback"))
    guard !rows.isEmpty else { return [] }
    return try await withKeys { keys in
      try rows.decode(
        (UUID, String, Int16, [UInt8], String, Date, String, Postgres.CalendarDay, Date, String).self
      ).map { id, account, kind, reason, givenBy, givenAt, details, day, knownUntil, zone in
        DiagnosisFeedback(
          id: id, account: account, kind: kind == 1 ? .wrong : .confirmed,
          reason: try keys.text(reason, .feedbackReason, row: RowKey(id)) ?? "", givenBy: givenBy, givenAt: givenAt,
          diagnosis: try JSONDecoder().decode(AccountDiagnosis.self, from: Data(details.utf8)),
          moment: DiagnosisMoment(day: Int(day.daysSince1970), knownUntil: knownUntil, timeZone: zone))
      }
    }
  }
}
