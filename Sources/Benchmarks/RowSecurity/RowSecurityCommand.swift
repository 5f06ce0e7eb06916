import ArgumentParser
import Storage

/// `phano-bench rls`
struct RowSecurityCommand: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "rls",
    abstract: "Measure what row security costs the server, a statement and a batch of verdicts.",
    discussion: """
      The same statements run by turns against one database and its copy in which row security is switched off, over the \
      same plans; the middle of the rounds' differences and ratios is shown. As workers do it, ten statements go as one \
      transaction, which shows the worker's secret and enters the organization first, in both databases.
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var report: ReportOptions
  @Option(help: "How many rounds of each statement.") var rounds = 40
  @Option(help: "How many transactions a round has.") var repetitions = 50
  @Option(help: "How many organizations there are.") var organizations = 100
  @Option(help: "How many verdicts a batch has; as many of each organization.") var verdicts = 1000
  @Option(help: "How many rounds of the batch.") var batches = 20

  /// Microseconds of server CPU that a statement may cost more, and how many times as much a batch.
  private static let statementLimit = 50.0
  private static let batchLimit = 1.25

  func validate() throws {
    guard min(rounds, repetitions, organizations, batches) > 0, verdicts >= organizations, verdicts <= 1000 else {
      throw ValidationError("All numbers are 1 or more, and --verdicts is from --organizations to 1000.")
    }
  }

  func measure() async throws -> [Figure] {
    try await BenchDatabase.with(try server.url()) { database in
      let tenants = try await Tenants.make(organizations, in: database)
      let each = verdicts / organizations
      try await tenants.submit(each, to: tenants.organizations.dropFirst(), in: database)
      try await tenants.submit(max(each, 500), to: tenants.organizations.prefix(1), in: database)
      let worker = try await ProbingWorker.make(for: tenants.organizations, in: database)
      try await VerdictBatch.with(each: each, tenants, in: database) { batch in _ = try await batch.record() }
      try await database.run("vacuum analyze")

      let bare = try await database.copy("bare")
      try await bare.run(Weakening.withoutPolicies)
      let open = try await database.copy("open")
      try await open.run(Weakening.withoutPolicies)
      try await open.run(Weakening.withoutCheck)
      return try await statements(worker, tenants, database, bare)
        + (try await batch(each, tenants, database, bare, open))
    }
  }

  private func statements(
    _ worker: ProbingWorker, _ tenants: Tenants, _ database: BenchDatabase, _ bare: BenchDatabase
  ) async throws -> [Figure] {
    var figures: [Figure] = []
    for probe in try await Probe.all(tenants.organizations[0], worker, database) {
      figures.append(
        try await ProbeSession.with(probe, in: database) { secured in
          try await ProbeSession.with(probe, in: bare) { bare in
            try await secured.requireSamePlan(as: bare)
            let pairs = try await Pairs(rounds: rounds) {
              try await secured.spend(repetitions)
            } theirs: {
              try await bare.spend(repetitions)
            }
            return Figure(
              "row security, \(probe.name)", pairs.differences, "us",
              limit: probe.isLimited ? Self.statementLimit : nil,
              method: "\(secured.clock.method), \(Figure.text(Spread(pairs.theirs).median)) us without")
          }
        })
    }
    return figures
  }

  private func batch(
    _ each: Int, _ tenants: Tenants, _ database: BenchDatabase, _ bare: BenchDatabase, _ open: BenchDatabase
  ) async throws -> [Figure] {
    let count = "\(each * organizations) verdicts, \(organizations) organizations"
    var figures: [Figure] = []
    for (other, name) in [(bare, "row security off"), (open, "row security and context check off")] {
      figures += try await VerdictBatch.with(each: each, tenants, in: database) { secured in
        try await VerdictBatch.with(each: each, tenants, in: other) { bare in
          let pairs = try await Pairs(rounds: batches) {
            try await secured.record()
          } theirs: {
            try await bare.record()
          }
          return [
            Figure(
              "\(count) / \(name)", pairs.ratios, "x", limit: Self.batchLimit,
              method: "\(secured.clock.method), \(Figure.text(Spread(pairs.ours).median / 1000)) ms")
          ]
        }
      }
    }
    return figures
  }
}

/// What is taken out of a copy to compare with.
enum Weakening {
  /// Row security of every table.
  static let withoutPolicies = """
    do $$
    declare
      secured regclass;
    begin
      for secured in select c.oid::regclass from pg_class c where c.relrowsecurity and c.relkind in ('r', 'p')
      loop
        execute format('alter table %s disable row level security', secured);
      end loop;
    end $$
    """
  /// The check of the context, which functions make too.
  static let withoutCheck = """
    create or replace function ctx.org() returns uuid
    language sql stable
    as $$ select nullif(current_setting('phano.organization_id', true), '')::uuid $$
    """
}
