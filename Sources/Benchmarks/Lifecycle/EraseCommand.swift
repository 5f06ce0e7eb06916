import ArgumentParser
import Conversation
import Postgres
import Storage

/// `phano-bench erase`
struct EraseCommand: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "erase",
    abstract: "Measure erasing an organization, by the code of 'phano erase'.",
    discussion: "Half of the rows are interactions with envelopes of 1 KB, the other half their verdicts.")

  @OptionGroup var server: ServerOptions
  @OptionGroup var report: ReportOptions
  @Option(help: "How many rows the organization has.") var rows = 100_000

  /// Seconds for so many rows.
  private static let limit = (rows: 100_000, seconds: 60.0)
  /// Interactions that are made in earnest, with accounts, contacts and jobs; the others are copies of them.
  private static let originals = 100

  func validate() throws {
    guard rows >= 2 * Self.originals else { throw ValidationError("--rows is \(2 * Self.originals) or more.") }
  }

  func measure() async throws -> [Figure] {
    try await BenchDatabase.with(try server.url()) { database in
      let tenants = try await Tenants.make(2, in: database)
      try await tenants.submit(Self.originals, to: tenants.organizations, in: database)
      try await fill(tenants.organizations[0], database)
      let clock = ContinuousClock()
      let (receipt, duration) = try await database.withPool(of: database.person) { pool in
        let store = OrganizationStore(tenants.organizations[0], pool, tenants.keyring())
        let start = clock.now
        let receipt = try await store.eraseOrganization()
        return (receipt, clock.now - start)
      }
      try await check(tenants.organizations, database)
      let seconds = duration / .seconds(1)
      let count = receipt.counts.interactions * 2
      return [
        Figure(
          "organization of \(rows) rows erased", seconds, "s",
          limit: rows >= Self.limit.rows ? Self.limit.seconds : nil,
          method: "clock time, \(Int(Double(count) / seconds)) rows/s")
      ]
    }
  }

  private func fill(_ organization: OrganizationID, _ database: BenchDatabase) async throws {
    try await database.asAdministrator { connection in
      _ = try await connection.query(
        """
        insert into phano.interaction
          (organization_id, id, account_id, contact_id, source, external_id, conversation, channel, occurred_at, content)
        select i.organization_id, gen_random_uuid(), i.account_id, i.contact_id, i.source, 'copy ' || n, i.conversation,
          i.channel, i.occurred_at + n * interval '1 second', i.content
        from generate_series(0, \(Int64(rows / 2 - Self.originals - 1))) n
        join (
          select *, row_number() over (order by id) - 1 as place
          from phano.interaction
          where organization_id = \(organization)
        ) i on i.place = n % \(Int64(Self.originals))
        """)
      _ = try await connection.query(
        """
        insert into phano.verdict (organization_id, id, interaction_id, job_id, silence)
        select i.organization_id, gen_random_uuid(), i.id, -row_number() over (), 'bench'
        from phano.interaction i
        where i.organization_id = \(organization)
        """)
      try await connection.script("vacuum analyze")
    }
  }

  /// An erasure that leaves something, or takes another's, was not measured but found out.
  private func check(_ organizations: [OrganizationID], _ database: BenchDatabase) async throws {
    let left = try await database.asAdministrator { connection in
      try await connection.query(
        """
        select count(*) filter (where i.organization_id = \(organizations[0])),
          count(*) filter (where i.organization_id = \(organizations[1]))
        from phano.interaction i
        """
      ).decode((Int64, Int64).self)[0]
    }
    guard left == (0, Int64(Self.originals)) else { throw WrongErasure(left: left.0, others: left.1) }
  }
}

/// What an erasure left.
struct WrongErasure: Error, CustomStringConvertible {
  let left, others: Int64
  var description: String { "\(left) interactions were left, and \(others) of the other organization" }
}
