import ArgumentParser
import Commands
import Postgres
import Storage

/// `phano-bench queue`
struct QueueCommand: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "queue",
    abstract: "Measure claiming and ending jobs, beside PgQueuer, and a claim at a large backlog.",
    discussion: """
      Jobs do nothing. Both sides run by turns, with as many workers in one process; the ratio is that of neighbouring rounds.
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var report: ReportOptions
  @Option(help: "An interpreter in which 'import pgqueuer, asyncpg' works. Without it no peer is measured.")
  var python: String?
  @Option(help: "How many jobs a round has.") var jobs = 20_000
  @Option(help: "How many organizations they are of.") var organizations = 100
  @Option(help: "How many workers there are, in one process.") var lanes = 5
  @Option(help: "How many jobs are claimed at a time, up to 1000.") var batch = 100
  @Option(help: "How many rounds; the middle one is shown.") var rounds = 3
  @Option(help: "How many jobs wait while a claim is timed.") var backlog = 400_000
  @Option(help: "How many organizations those are of.") var tenants = 1_000

  func validate() throws {
    guard organizations > 0, jobs >= organizations, jobs.isMultiple(of: organizations), lanes > 0, rounds > 0 else {
      throw ValidationError("--jobs is a multiple of --organizations; --lanes and --rounds are 1 or more.")
    }
    guard 1...1000 ~= batch else { throw ValidationError("--batch is 1 to 1000.") }
    guard tenants > 0, backlog >= tenants else { throw ValidationError("--backlog is at least --tenants, and that 1.") }
  }

  func measure() async throws -> [Figure] {
    let url = try server.url()
    var figures = try await BenchDatabase.with(url) { database in
      let tenants = try await Tenants.make(organizations, in: database)
      try await tenants.submit(jobs / organizations, to: tenants.organizations, in: database)
      return try await compare(QueueLoad(tenants, in: database), try peer(url))
    }
    figures += try await BenchDatabase.with(url) { database in
      try await Backlog(jobs: backlog, tenants: tenants, in: database).figures(rounds: max(10, rounds))
    }
    return figures
  }

  private func peer(_ url: String) throws -> QueuePeer? {
    try python.map { QueuePeer(python: $0, server: try ConnectionSettings(url: url)) }
  }

  private func rate(_ load: QueueLoad, ending end: QueueLoad.End) async throws -> Double {
    try await load.refill(each: jobs / organizations)
    return Double(jobs) / (try await load.seconds(jobs: jobs, lanes: lanes, batch: batch, ending: end))
  }

  private func compare(_ load: QueueLoad, _ peer: QueuePeer?) async throws -> [Figure] {
    var (bare, whole, theirs): ([Double], [Double], [Double]) = ([], [], [])
    try await load.unwrapKeys()
    for _ in 0..<rounds {
      bare.append(try await rate(load, ending: .buried))
      whole.append(try await rate(load, ending: .verdict))
      if let peer {
        let seconds = try peer.seconds(jobs: jobs, lanes: lanes, batch: batch, database: load.database.name)
        theirs.append(Double(jobs) / seconds)
      }
    }
    let method = "\(lanes) workers in one process, \(batch) at a time"
    var figures = [
      Figure("jobs claimed and ended without a verdict", Spread(bare), "jobs/s", method: method),
      Figure("jobs claimed and ended with a verdict", Spread(whole), "jobs/s", method: method),
    ]
    guard !theirs.isEmpty else { return figures }
    figures += [
      Figure("PgQueuer", Spread(theirs), "jobs/s", method: method),
      Figure(
        "without a verdict, beside PgQueuer", Spread(zip(bare, theirs).map { $0 / $1 }), "x", least: 2,
        method: "ratio of neighbouring rounds"),
      Figure(
        "with a verdict, beside PgQueuer", Spread(zip(whole, theirs).map { $0 / $1 }), "x", least: 1,
        method: "ratio of neighbouring rounds"),
    ]
    return figures
  }
}
