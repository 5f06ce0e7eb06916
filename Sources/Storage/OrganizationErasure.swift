import Foundation
public import Conversation
public import Postgres

extension OrganizationStore {
  private static let page = 5_000

  /// What ``eraseOrganization(as:onRecord:)`` would delete. Counts what there is now.
  public func organizationErasurePlan() async throws -> ErasureReceipt {
    var counts = ErasureCounts()
    for table in Self.tables {
      counts[keyPath: table.count] += Int(
        try await run(
          Statement("select count(*) from \(table.name) where organization_id = $1", [organization])
        ).only(Int64.self))
    }
    return ErasureReceipt(entry: ErasureEntry(.organization, of: organization), counts: counts, isDryRun: true)
  }

  /// Erases the organization with all that it had, and destroys its keys.
  ///
  /// From the first statement on workers and the host are refused. An erasure that was interrupted leaves the organization
  /// `erasing`; the next call brings it to its end.
  /// - Parameters:
  ///   - entry: What is repeated; nil for a new erasure.
  ///   - onRecord: Called once before anything is deleted, to put the erasure where a restored backup does not reach.
  public func eraseOrganization(
    as entry: ErasureEntry? = nil, onRecord: (ErasureEntry) throws -> Void = { _ in }
  ) async throws -> ErasureReceipt {
    // An order that cannot begin, since somebody does not stop writing, must not stand in the ledger.
    _ = try await run(Statement("select ctx.await_writers()", [], name: "await writers"))
    let entry = entry ?? ErasureEntry(.organization, of: organization)
    try onRecord(entry)
    _ = try await run(Statement("select ctx.begin_erasure()", [], name: "begin erasure"))
    var counts = ErasureCounts()
    counts.jobs = Int(
      try await run(Statement("select queue.forget_organization()", [], name: "forget jobs")).only(Int32.self))
    for table in Self.tables {
      while true {
        let deleted = Int(
          try await run(
            // Short transactions, so that an interruption costs little.
            Statement(
              "select phano.erase_page($1::text::regclass, $2)", [table.name, Int32(Self.page)], name: "erase page")
          ).only(Int32.self))
        counts[keyPath: table.count] += deleted
        if deleted == 0 { break }
      }
    }
    let last = try await run(
      [Statement("select vault.destroy()", [], name: "destroy keys")] + record(entry, counts)
        + [Statement("select ctx.end_erasure()", [], name: "end erasure")])
    counts.keys = Int(try last[0].only(Int32.self))
    keyring.forget(organization)
    return ErasureReceipt(entry: entry, counts: counts, isDryRun: false)
  }

  /// Whether an organization is erased, of which the login need not be a member; nil when this database has never heard
  /// of it. For custodians of any organization.
  public static func isErased(_ organization: OrganizationID, _ pool: ConnectionPool) async throws -> Bool? {
    try await pool.withConnection { connection in
      try await connection.query("select ctx.is_erased(\(organization))").only(Bool?.self)
    }
  }

  struct Table: Sendable {
    let name: String
    nonisolated(unsafe) let count: WritableKeyPath<ErasureCounts, Int>
  }

  /// In an order in which no row is left behind that others refer to. Verdicts go with their interactions, what runs
  /// said, and was said of that, with the runs, and deliveries with their destinations. A test compares this with the
  /// catalogue, so that no later table is forgotten.
  static let tables = [
    Table(name: "phano.intake", count: \.intakes),
    Table(name: "phano.interaction", count: \.interactions),
    Table(name: "phano.masking_case", count: \.maskingCases),
    Table(name: "phano.nps_response", count: \.answers),
    Table(name: "phano.output_destination", count: \.destinations),
    Table(name: "phano.diagnosis_run", count: \.diagnosisRuns),
    Table(name: "phano.ticket_event", count: \.ticketEvents),
    Table(name: "phano.metric", count: \.metrics),
    Table(name: "phano.contact", count: \.contacts),
    Table(name: "phano.account", count: \.accounts),
  ]
}
