public import Conversation
public import Diagnosis
public import Foundation
import Postgres

/// One run on record.
public struct DiagnosisRun: Sendable, Hashable, Identifiable {
  /// What brought it about.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The day was over.
    case scheduled
    /// The organization's first data was in.
    case first
    /// A person asked.
    case manual

    /// As the database has it.
    var number: Int16 { Int16((Self.allCases.firstIndex(of: self) ?? 0) + 1) }

    init(stored: Int16) throws(PostgresError) {
      guard Self.allCases.indices.contains(Int(stored) - 1) else {
        throw PostgresError(.decoding, "a run of kind \(stored), which this program does not know")
      }
      self = Self.allCases[Int(stored) - 1]
    }
  }

  /// Its id.
  public let id: UUID
  /// What brought it about.
  public let kind: Kind
  /// What it looked at.
  public let moment: DiagnosisMoment
  /// The rule, such as `composite/1`.
  public let model: String
  /// The figure that stood for usage.
  public let usageMetric: String?
  /// The run whose verdicts it went on from.
  public let previous: UUID?
  /// How many accounts it diagnosed.
  public let accounts: Int
  /// The login that made it.
  public let madeBy: String
  /// When.
  public let madeAt: Date

  static let columns = """
    r.id, r.kind, r.day, r.known_until, r.time_zone, r.model, r.usage_metric, r.previous_id, r.accounts,
    r.made_by::text, r.made_at
    """

  init(_ row: Row) throws {
    let (id, kind, day, knownUntil, zone, model) = try row.decode(
      (UUID, Int16, Postgres.CalendarDay, Date, String, String).self)
    self.id = id
    self.kind = try Kind(stored: kind)
    moment = DiagnosisMoment(day: Int(day.daysSince1970), knownUntil: knownUntil, timeZone: zone)
    self.model = model
    usageMetric = try row.decode(String?.self, 6)
    previous = try row.decode(UUID?.self, 7)
    accounts = Int(try row.decode(Int32.self, 8))
    madeBy = try row.decode(String.self, 9)
    madeAt = try row.decode(Date.self, 10)
  }
}

/// A diagnosis on record.
public struct RecordedDiagnosis: Sendable {
  /// The account.
  public let account: AccountID
  /// Its name in the organization's own books.
  public let externalID: String
  /// What was said of it.
  public let diagnosis: AccountDiagnosis
  /// How much it was made of.
  public let counts: EvidenceCounts
  /// The account's master data then.
  public let master: AccountMaster
}

/// Runs between their rows and their types.
enum DiagnosisRunRows {
  /// The run that counts for the last day before one, if there is any.
  static func last(before day: DayNumber, of organization: OrganizationID) -> Statement {
    Statement(
      """
      select \(DiagnosisRun.columns)
      from phano.diagnosis_run r
      where r.organization_id = $1 and r.day < $2
      order by r.day desc, r.known_until desc
      limit 1
      """, [organization, CalendarDay(day)], name: "find the run before")
  }

  /// The run that counts for a day: of several the one that knew most.
  static func counting(for day: DayNumber, of organization: OrganizationID) -> Statement {
    Statement(
      """
      select \(DiagnosisRun.columns)
      from phano.diagnosis_run r
      where r.organization_id = $1 and r.day = $2
      order by r.known_until desc
      limit 1
      """, [organization, CalendarDay(day)], name: "find run")
  }

  /// Nil names none.
  static func named(_ id: UUID?, of organization: OrganizationID) -> Statement {
    Statement(
      "select \(DiagnosisRun.columns) from phano.diagnosis_run r where r.organization_id = $1 and r.id = $2",
      [organization, id], name: "load run")
  }

  /// What the next run needs of one.
  static func states(of run: UUID?, of organization: OrganizationID) -> Statement {
    Statement(
      """
      select d.account_id, d.day, array_to_string(d.adverse, ' '), (d.details -> 'combination')::text,
        (d.details -> 'history')::text
      from phano.diagnosis d
      where d.organization_id = $1 and d.run_id = $2
      """, [organization, run], name: "load states")
  }

  static func readStates(_ rows: Rows) throws -> [String: PreviousDiagnosis] {
    let decoder = JSONDecoder()
    var states: [String: PreviousDiagnosis] = [:]
    states.reserveCapacity(rows.count)
    for (account, day, adverse, combination, history) in try rows.decode(
      (AccountID, Postgres.CalendarDay, String, String, String).self)
    {
      states[account.description] = PreviousDiagnosis(
        day: Int(day.daysSince1970), combination: try decoder.decode(Combination.self, from: Data(combination.utf8)),
        adverse: adverse.split(separator: " ").compactMap { Family(rawValue: String($0)) },
        history: try decoder.decode(VerdictHistory.self, from: Data(history.utf8)))
    }
    return states
  }

  /// All diagnoses of a run.
  static func diagnoses(of run: UUID, of organization: OrganizationID) -> Statement {
    Statement(
      """
      select d.account_id, a.external_id, d.details::text, d.evidence::text, d.segment, d.arr_eur, d.renewal_on, d.since
      from phano.diagnosis d
      join phano.account a on a.organization_id = d.organization_id and a.id = d.account_id
      where d.organization_id = $1 and d.run_id = $2
      """, [organization, run], name: "load diagnoses")
  }

  static func readDiagnoses(_ rows: Rows) throws -> [RecordedDiagnosis] {
    let decoder = JSONDecoder()
    return try rows.decode(
      (AccountID, String, String, String, String?, Int64?, Postgres.CalendarDay?, Postgres.CalendarDay).self
    ).map { account, name, details, evidence, segment, revenue, renewal, since in
      RecordedDiagnosis(
        account: account, externalID: name,
        diagnosis: try decoder.decode(AccountDiagnosis.self, from: Data(details.utf8)),
        counts: try decoder.decode(EvidenceCounts.self, from: Data(evidence.utf8)),
        master: AccountMaster(
          segment: segment, annualRevenue: revenue, renewal: renewal.map { Int($0.daysSince1970) },
          since: Int(since.daysSince1970)))
    }
  }

  /// Writes a run; returns its id. `job` is the one that it was planned as.
  static func record(
    _ diagnoses: [AccountDiagnosis], from basis: DiagnosisBasis, _ kind: DiagnosisRun.Kind, model: String,
    job: (id: Int64, lease: Int64)? = nil
  ) throws -> Statement {
    let accounts = Dictionary(basis.accounts.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = diagnoses.compactMap { diagnosis in accounts[diagnosis.account].map { (diagnosis, $0) } }
    let encoder = JSONEncoder()
    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    var parameters: [any PostgresEncodable] = [
      job?.id, job?.lease, kind.number, CalendarDay(basis.moment.day), basis.moment.knownUntil,
      basis.moment.timeZone, model, basis.usageMetric?.name, basis.previous?.id,
    ]
    parameters += [
      rows.map(\.1.account), rows.map(\.0.verdict.rawValue), rows.map(\.0.combination.score),
      rows.map(\.0.combination.lower), rows.map(\.0.combination.upper), rows.map(\.0.combination.confidence),
    ]
    parameters.append(rows.map { $0.0.adverse.map(\.rawValue).joined(separator: ",") })
    parameters.append(try rows.map { try json($0.0) })
    parameters.append(try rows.map { try json($0.1.counts) })
    parameters.append(rows.map(\.1.master.segment))
    parameters.append(rows.map(\.1.master.annualRevenue))
    parameters.append(rows.map { $0.1.master.renewal.map { CalendarDay($0) } })
    parameters.append(rows.map { CalendarDay($0.1.master.since) })
    // An account's first diagnosis is news.
    parameters.append(rows.map { $0.0.change?.isNotable ?? true })
    let places = (1...parameters.count).map { "$\($0)" }.joined(separator: ", ")
    return Statement("select phano.record_diagnosis(\(places))", parameters, name: "record diagnosis")
  }
}

extension Postgres.CalendarDay {
  /// The day of a number.
  init(_ day: DayNumber) { self.init(daysSince1970: Int32(clamping: day)) }
}
