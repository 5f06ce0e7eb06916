import Conversation
import Diagnosis
import Foundation
import Postgres

/// Loads what a diagnosis looks at: a few statements over all accounts of an organization, within one transaction that sees
/// one state of the database and has entered the organization.
struct DiagnosisReader {
  let session: any Session
  let organization: OrganizationID

  /// Silences that are no sign of life of the customer's.
  private static let noContact = ["automaticReply", "bounce", "noCustomerTurn"]
  /// The longest window that a rule looks back: 180 days of contacts.
  private static let days = 181
  private static let supportDays = 30
  /// Sixteen weeks and their weekdays' play.
  private static let usageDays = 7 * 16 + 14

  /// - Parameter recorded: the run to be repeated with what it said: master data has no history, so that is taken from there.
  func basis(
    at moment: DiagnosisMoment, repeating recorded: (run: DiagnosisRun, diagnoses: [RecordedDiagnosis])? = nil
  ) async throws -> DiagnosisBasis {
    let found = try await session.pipeline([accounts(moment), previous(of: moment, recorded?.run)])
    let masters = recorded.map { recorded in
      Dictionary(recorded.diagnoses.map { ($0.account, $0.master) }, uniquingKeysWith: { first, _ in first })
    }
    var accounts = try found[0].map { try ReadAccount($0) }
    if let masters {
      accounts = accounts.compactMap { account in masters[account.id].map { account.with($0) } }
    }
    let previous = try found[1].first.map { try DiagnosisRun($0) }
    let having = accounts.flatMap(\.metrics).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    let metric = UsageSeries.metric(of: (having: having, any: accounts.count { !$0.metrics.isEmpty }))
    // A first run looks at the weeks before as well.
    let more = previous?.accounts ?? 0 > 0 ? 0 : Diagnostician.daysBeforeFirstRun
    let rows = try await session.pipeline([
      usage(metric, moment, more), messages(moment, more), tickets(moment, more), supportFigures(moment, more),
      answers(moment, more), DiagnosisRunRows.states(of: previous?.id, of: organization),
    ])
    var evidence = AccountEvidence()
    try evidence.take(usage: rows[0], metric)
    try evidence.take(messages: rows[1])
    try evidence.take(tickets: rows[2])
    try evidence.take(supportFigures: rows[3])
    try evidence.take(answers: rows[4])
    return DiagnosisBasis(
      moment: moment, usageMetric: metric, accounts: accounts.map { evidence.basis(of: $0) }, previous: previous,
      states: try DiagnosisRunRows.readStates(rows[5]))
  }

  private func previous(of moment: DiagnosisMoment, _ recorded: DiagnosisRun?) -> Statement {
    guard let recorded else { return DiagnosisRunRows.last(before: moment.day, of: organization) }
    return DiagnosisRunRows.named(recorded.previous, of: organization)
  }

  // MARK: Statements

  private func accounts(_ moment: DiagnosisMoment) -> Statement {
    let names = Metric.catalogue.filter { $0.family == .usage }.map(\.name)
    return Statement(
      """
      select a.id, a.external_id, a.segment, a.arr_eur, a.renewal_on - date '1970-01-01',
        coalesce(a.customer_since, least((a.created_at at time zone $3)::date, contact.day, figure.day))
          - date '1970-01-01',
        array(
          select n.name
          from unnest($4::text[]) as n (name)
          where (
            select 1
            from phano.metric m
            where m.organization_id = $1 and m.account_id = a.id and m.name = n.name and m.day > $5 and m.day <= $6
              and m.recorded_at <= $2
            order by m.day
            limit 1) is not null)
      from phano.account a
      left join lateral (
        select (i.occurred_at at time zone $3)::date as day
        from phano.interaction i
        where i.organization_id = $1 and i.account_id = a.id and i.ingested_at <= $2
        order by i.occurred_at
        limit 1
      ) contact on true
      left join lateral (
        select min(first.day) as day
        from unnest($4::text[]) as n (name)
        cross join lateral (
          select m.day
          from phano.metric m
          where m.organization_id = $1 and m.account_id = a.id and m.name = n.name and m.recorded_at <= $2
          order by m.day
          limit 1
        ) first
      ) figure on true
      where a.organization_id = $1 and a.created_at <= $2
      order by a.id
      """,
      [
        organization, moment.knownUntil, moment.timeZone, names, CalendarDay(moment.day - Self.usageDays),
        CalendarDay(moment.day),
      ], name: "load accounts")
  }

  /// By account and ISO week, each day by the last version that was known.
  private func usage(_ metric: Metric?, _ moment: DiagnosisMoment, _ more: Int) -> Statement {
    Statement(
      """
      select a.id, w.ends, w.days, w.totals
      from phano.account a
      cross join lateral (
        select array_agg(g.week_end order by g.week_end) as ends, array_agg(g.days order by g.week_end) as days,
          array_agg(g.total order by g.week_end) as totals
        from (
          select v.day - (v.day + 3) % 7 + 7 as week_end, count(*) as days, sum(v.value order by v.day) as total
          from (
            select distinct on (m.day) m.day - date '1970-01-01' as day, m.value
            from phano.metric m
            where m.organization_id = $1 and m.account_id = a.id and m.name = $3 and m.day > $4 and m.day <= $5
              and m.recorded_at <= $2
            order by m.day, m.recorded_at desc
          ) v
          group by 1
        ) g
      ) w
      where a.organization_id = $1 and w.ends is not null
      """,
      [
        organization, moment.knownUntil, metric?.name ?? "", CalendarDay(moment.day - Self.usageDays - more),
        CalendarDay(moment.day),
      ], name: "load usage")
  }

  /// What customers wrote and said, each with the last verdict on it that was known. What was not scored by then may be
  /// anybody's, and is not looked at.
  private func messages(_ moment: DiagnosisMoment, _ more: Int) -> Statement {
    Statement(
      """
      select a.id, x.ids, x.days, x.threads, x.tones, x.confidences
      from phano.account a
      cross join lateral (
        select array_agg(i.id order by i.occurred_at, i.id) as ids,
          array_agg((i.occurred_at at time zone $3)::date - date '1970-01-01' order by i.occurred_at, i.id) as days,
          array_agg(encode(i.conversation, 'hex') order by i.occurred_at, i.id) as threads,
          array_agg(v.label order by i.occurred_at, i.id) as tones,
          array_agg(v.confidence order by i.occurred_at, i.id) as confidences
        from phano.interaction i
        cross join lateral (
          select v.label, v.silence, v.confidence
          from phano.verdict v
          where v.organization_id = $1 and v.interaction_id = i.id and v.scored_at <= $2
          order by v.scored_at desc, v.id
          limit 1
        ) v
        where i.organization_id = $1 and i.account_id = a.id and i.ingested_at <= $2
          and i.occurred_at >= (date '1970-01-01' + $4::integer)::timestamp at time zone $3
          and i.occurred_at < (date '1970-01-01' + $5::integer)::timestamp at time zone $3
          and (v.silence is null or v.silence <> all($6))
      ) x
      where a.organization_id = $1 and x.ids is not null
      """, parameters(moment, more) + [Self.noContact], name: "load messages")
  }

  private func tickets(_ moment: DiagnosisMoment, _ more: Int) -> Statement {
    Statement(
      """
      select a.id, encode(e.conversation, 'hex'), e.kind, (e.occurred_at at time zone $3)::date - date '1970-01-01',
        (extract(epoch from e.occurred_at) / 86400)::float8
      from phano.account a
      cross join lateral (
        select e.conversation, e.kind, e.occurred_at
        from phano.ticket_event e
        where e.organization_id = $1 and e.account_id = a.id and e.recorded_at <= $2
          and e.occurred_at >= (date '1970-01-01' + $4::integer)::timestamp at time zone $3
          and e.occurred_at < (date '1970-01-01' + $5::integer)::timestamp at time zone $3
        order by e.occurred_at
      ) e
      where a.organization_id = $1
      """, parameters(moment, more), name: "load tickets")
  }

  /// By account, name and day, each by the last version that was known.
  private func supportFigures(_ moment: DiagnosisMoment, _ more: Int) -> Statement {
    let names = Metric.catalogue.filter { $0.family == .support }.map(\.name)
    return Statement(
      """
      select a.id, f.name, f.day - date '1970-01-01', f.value
      from phano.account a
      cross join unnest($3::text[]) as n (name)
      cross join lateral (
        select distinct on (m.day) m.name, m.day, m.value
        from phano.metric m
        where m.organization_id = $1 and m.account_id = a.id and m.name = n.name and m.day > $4 and m.day <= $5
          and m.recorded_at <= $2
        order by m.day, m.recorded_at desc
      ) f
      where a.organization_id = $1
      """,
      [
        organization, moment.knownUntil, names, CalendarDay(moment.day - Self.supportDays - more),
        CalendarDay(moment.day),
      ], name: "load support figures")
  }

  private func answers(_ moment: DiagnosisMoment, _ more: Int) -> Statement {
    Statement(
      """
      select a.id, n.id, (n.responded_at at time zone $3)::date - date '1970-01-01', n.score
      from phano.account a
      cross join lateral (
        select v.id, v.responded_at, v.score
        from (
          -- Each response by the last version that was known.
          select distinct on (n.response_index) n.id, n.responded_at, n.score
          from phano.nps_response n
          where n.organization_id = $1 and n.account_id = a.id and n.recorded_at <= $2
          order by n.response_index, n.recorded_at desc
        ) v
        where v.responded_at >= (date '1970-01-01' + $4::integer)::timestamp at time zone $3
          and v.responded_at < (date '1970-01-01' + $5::integer)::timestamp at time zone $3
      ) n
      where a.organization_id = $1
      """, parameters(moment, more), name: "load answers")
  }

  private func parameters(_ moment: DiagnosisMoment, _ more: Int) -> [any PostgresEncodable] {
    [
      organization, moment.knownUntil, moment.timeZone, Int32(clamping: moment.day - Self.days - more),
      Int32(clamping: moment.day + 1),
    ]
  }
}

/// One account as it was found.
struct ReadAccount {
  let id: AccountID
  let externalID: String
  let master: AccountMaster
  /// Figures of usage that it has.
  let metrics: [String]

  init(_ row: Row) throws {
    let (id, name, segment, revenue, renewal, since, metrics) = try row.decode(
      (AccountID, String, String?, Int64?, Int32?, Int32, [String]).self)
    self.init(
      id: id, externalID: name,
      master: AccountMaster(
        segment: segment, annualRevenue: revenue, renewal: renewal.map(Int.init), since: Int(since)),
      metrics: metrics)
  }

  private init(id: AccountID, externalID: String, master: AccountMaster, metrics: [String]) {
    (self.id, self.externalID, self.master, self.metrics) = (id, externalID, master, metrics)
  }

  func with(_ master: AccountMaster) -> ReadAccount {
    ReadAccount(id: id, externalID: externalID, master: master, metrics: metrics)
  }
}
