public import Conversation
public import Diagnosis
import Encryption
import Foundation
import Postgres

/// Diagnoses as the organization's people see them.
extension OrganizationStore {
  // MARK: The calendar

  /// The organization's time zone, the hour of its daily run, and today.
  public func calendar() async throws -> OrganizationCalendar {
    let row = try await run("select time_zone, diagnosis_hour, today from ctx.calendar()").one()
    let (zone, hour, today) = try row.decode((String, Int16, Postgres.CalendarDay).self)
    return OrganizationCalendar(timeZone: zone, diagnosisHour: Int(hour), today: Int(today.daysSince1970))
  }

  /// Sets the time zone, the hour of the daily run, or both; nil keeps. For custodians; goes on record in the audit chain.
  public func setCalendar(timeZone: String? = nil, diagnosisHour: Int? = nil) async throws {
    _ = try await run(
      Statement(
        "select ctx.set_calendar($1, $2)", [timeZone, diagnosisHour.map { Int32(clamping: $0) }], name: "set calendar"))
  }

  /// What a diagnosis of a day looks at when no run of it is on record: what was known when its scheduled run took place, or
  /// would have; now, if that is still to come.
  public func moment(of day: DayNumber) async throws -> DiagnosisMoment {
    let rows = try await run(
      Statement(
        """
        select least(queue.diagnosis_moment($1, c.time_zone, c.diagnosis_hour), clock_timestamp()), c.time_zone
        from ctx.calendar() c
        """, [Int32(clamping: day)], name: "find moment"))
    let (knownUntil, zone) = try rows.one().decode((Date, String).self)
    return DiagnosisMoment(day: day, knownUntil: knownUntil, timeZone: zone)
  }

  // MARK: Diagnosing

  /// Loads what a diagnosis looks at.
  public func basis(at moment: DiagnosisMoment) async throws -> DiagnosisBasis {
    try await inSnapshot { try await $0.basis(at: moment) }
  }

  /// Loads what a run on record looked at, as far as it is still there, with what the run said.
  public func basis(repeating run: DiagnosisRun) async throws -> (DiagnosisBasis, [RecordedDiagnosis]) {
    let recorded = try await diagnoses(of: run)
    let basis = try await inSnapshot { try await $0.basis(at: run.moment, repeating: (run, recorded)) }
    return (basis, recorded)
  }

  private func inSnapshot<Value: Sendable>(
    _ body: (DiagnosisReader) async throws -> Value
  ) async throws -> Value {
    try await pool.withTransaction(TransactionOptions(isolation: .repeatableRead)) { transaction in
      _ = try await transaction.query(Statement("select ctx.enter($1)", [organization], name: "enter organization"))
      return try await body(DiagnosisReader(session: transaction, organization: organization))
    }
  }

  /// Puts a run that a person made on record; goes on record in the audit chain too.
  public func record(
    _ diagnoses: [AccountDiagnosis], from basis: DiagnosisBasis, model: String
  ) async throws {
    _ = try await run([
      try DiagnosisRunRows.record(diagnoses, from: basis, .manual, model: model),
      AuditNote.diagnose.statement("\(diagnoses.count) accounts, day \(CalendarDay(basis.moment.day))"),
    ])
  }

  // MARK: What is on record

  /// The run that counts for a day: of several the one that knew most. Nil when there is none.
  public func run(of day: DayNumber) async throws -> DiagnosisRun? {
    try await run(DiagnosisRunRows.counting(for: day, of: organization)).first.map { try DiagnosisRun($0) }
  }

  /// The last runs, the newest first.
  public func runs(limit: Int) async throws -> [DiagnosisRun] {
    let rows = try await run(
      Statement(
        """
        select \(DiagnosisRun.columns)
        from phano.diagnosis_run r
        where r.organization_id = $1
        order by r.day desc, r.known_until desc
        limit $2
        """, [organization, Int64(limit)], name: "list runs"))
    return try rows.map { try DiagnosisRun($0) }
  }

  /// What a run said, in the order of the accounts' ids.
  public func diagnoses(of run: DiagnosisRun) async throws -> [RecordedDiagnosis] {
    try DiagnosisRunRows.readDiagnoses(
      try await self.run(DiagnosisRunRows.diagnoses(of: run.id, of: organization))
    ).sorted { $0.diagnosis.account < $1.diagnosis.account }
  }

  /// One account's diagnoses, one a day, the oldest first: of several runs of a day the one that knew most.
  public func history(of account: String) async throws -> [AccountDiagnosis] {
    let name = try await storedNames(of: [account])[0]
    let rows = try await run(
      Statement(
        """
        select distinct on (d.day) d.details::text
        from phano.account a
        join phano.diagnosis d on d.organization_id = $1 and d.account_id = a.id
        join phano.diagnosis_run r on r.organization_id = $1 and r.id = d.run_id
        where a.organization_id = $1 and a.external_id = $2
        order by d.day, r.known_until desc
        """, [organization, name], name: "load history"))
    let decoder = JSONDecoder()
    return try rows.decode(String.self).map { try decoder.decode(AccountDiagnosis.self, from: Data($0.utf8)) }
  }

  /// Accounts' names for people, by account; those without one are missing.
  public func names(of accounts: [AccountID]) async throws -> [AccountID: String] {
    let rows = try await run(
      Statement(
        """
        select a.id, a.external_id, a.name
        from phano.account a
        where a.organization_id = $1 and a.id = any($2) and a.name is not null
        """, [organization, accounts], name: "load names"))
    guard !rows.isEmpty else { return [:] }
    return try await withKeys { keys in
      var names: [AccountID: String] = [:]
      for (id, externalID, envelope) in try rows.decode((AccountID, String, [UInt8]).self) {
        names[id] = try keys.text(envelope, .accountName, row: RowKey(naming: externalID))
      }
      return names
    }
  }

  /// What an account of that name in the organization's own books is called in the database.
  public func storedName(of account: String) async throws -> String { try await storedNames(of: [account])[0] }
}
