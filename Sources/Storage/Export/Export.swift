import Conversation
import Encryption
import Foundation
import Postgres

extension OrganizationStore {
  /// Exports what the organization has, or what it has of one person, as lines of JSON, from one snapshot.
  ///
  /// Runs in one read-only transaction and holds one page of rows at a time, so that it takes the same memory for a
  /// thousand interactions and for a million.
  /// - Parameter write: takes lines, each with its newline, and how many they are, for a file of that name; called with
  ///   none for each file at least.
  /// - Throws: ``NotCustodian``, ``ExportError``, ``KeyringError``, and what `write` throws.
  public func export(
    _ scope: ExportScope, write: @escaping (_ file: String, _ lines: [UInt8], _ rows: Int) throws -> Void
  ) async throws -> ExportSnapshot {
    try await requireCustodian()
    let options = TransactionOptions(isolation: .repeatableRead, isReadOnly: true)
    return try await pool.withTransaction(options) { session in
      let results = try await session.pipeline([
        Statement("select set_config('TimeZone', 'UTC', true)", [], name: "use UTC"),
        Statement("select ctx.enter($1)", [organization], name: "enter organization"),
        Statement("select ctx.require_custodian()", [], name: "require custodian"),
        Keyring.statement,
        Statement(
          """
          select (select max(version) from meta.migration),
            to_char(transaction_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), pg_current_snapshot()::text,
            (select count(*) from phano.intake n where n.organization_id = $1)
          """, [organization], name: "take snapshot"),
      ])
      let keys = try keyring.keep(results[3], of: organization)
      let (schema, takenAt, snapshot, unsealed) = try results[4].one().decode((Int32, String, String, Int64).self)
      let reader = ExportReader(organization, session, keys, write)
      switch scope {
      case .organization:
        for table in ExportTable.ofOrganization { try await reader.export(table) }
      case .subject(let subject):
        try await SubjectExport(reader, subject).run()
      }
      return ExportSnapshot(schema: Int(schema), takenAt: takenAt, snapshot: snapshot, unsealed: Int(unsealed))
    }
  }
}
