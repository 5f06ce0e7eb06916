import Postgres

/// What a cascade came to in an organization over the last thirty days, in interactions.
public struct CascadeReport: Sendable, Hashable, Codable {
  /// Answered by the classifier alone.
  public let kept: Int
  /// Of what the classifier was sure of, those that the model was asked about as well.
  public let audited: Int
  /// Of the audited, those of which both said the same.
  public let agreed: Int
  /// Left to the model, since the classifier was not sure enough.
  public let passedOn: Int
  /// What the model would have cost for those kept, at the mean cost of those it was asked about, in millionths of a euro;
  /// nil when it was asked about none.
  public let savedMicroEUR: Int64?
}

extension OrganizationStore {
  /// What a cascade did here in the last thirty days; nil when no verdict came from one.
  public func cascadeReport() async throws -> CascadeReport? {
    let rows = try await run(
      Statement(
        """
        select count(*) filter (where screening = 1), count(*) filter (where screening = 2),
          count(*) filter (where screening = 2 and screened_label = label), count(*) filter (where screening = 3),
          (avg(cost_micro_eur) filter (where screening in (2, 3)) * count(*) filter (where screening = 1))::bigint
        from phano.verdict
        where organization_id = $1 and screening is not null and scored_at > now() - interval '30 days'
        """, [organization], name: "report on cascade"))
    let (kept, audited, agreed, passedOn, saved) = try rows.decode((Int64, Int64, Int64, Int64, Int64?).self)[0]
    guard kept + audited + passedOn > 0 else { return nil }
    return CascadeReport(
      kept: Int(kept), audited: Int(audited), agreed: Int(agreed), passedOn: Int(passedOn), savedMicroEUR: saved)
  }
}
