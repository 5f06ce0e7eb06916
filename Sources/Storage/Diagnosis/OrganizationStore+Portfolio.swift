public import Conversation
public import Diagnosis
import Foundation
import Postgres

/// What an account's diagnosis came to on one day.
public struct DiagnosisPoint: Sendable, Hashable {
  /// The day.
  public let day: DayNumber
  /// 0...100.
  public let score: Double
  /// The verdict.
  public let verdict: AccountVerdict
  /// Families that spoke against the account.
  public let adverse: [Family]
}

extension OrganizationStore {
  /// What the diagnoses on record came to from one day to another, by account, the earliest first; of several runs of a day
  /// the last counts.
  public func points(from first: DayNumber, to last: DayNumber) async throws -> [AccountID: [DiagnosisPoint]] {
    let rows = try await run(
      Statement(
        """
        select distinct on (d.account_id, d.day)
          d.account_id, d.day, d.score, d.verdict, array_to_string(d.adverse, ' ')
        from phano.diagnosis_run r
        join phano.diagnosis d on d.organization_id = $1 and d.run_id = r.id
        where r.organization_id = $1
          and r.day between date '1970-01-01' + $2::integer and date '1970-01-01' + $3::integer
        order by d.account_id, d.day, r.known_until desc
        """, [organization, Int32(clamping: first), Int32(clamping: last)], name: "load points"))
    var points: [AccountID: [DiagnosisPoint]] = [:]
    for (account, day, score, verdict, adverse) in try rows.decode(
      (AccountID, Postgres.CalendarDay, Double, String, String).self)
    {
      // The table holds no other words.
      guard let verdict = AccountVerdict(rawValue: verdict) else { continue }
      points[account, default: []].append(
        DiagnosisPoint(
          day: Int(day.daysSince1970), score: score, verdict: verdict,
          adverse: adverse.split(separator: " ").compactMap { Family(rawValue: String($0)) }))
    }
    return points
  }

  /// The organization's name.
  public func organizationName() async throws -> String {
    try await OrganizationStore.memberships(pool).first { $0.organization == organization }?.name ?? "\(organization)"
  }
}
