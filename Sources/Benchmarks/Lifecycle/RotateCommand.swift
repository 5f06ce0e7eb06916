import ArgumentParser
import Storage

/// `phano-bench rotate`
struct RotateCommand: Benchmark {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Measure giving an organization a new data key, by the code of 'phano keys rotate'.",
    discussion: "The values are contents of interactions, 1 KB each, and the names and addresses of a hundred contacts."
  )

  @OptionGroup var server: ServerOptions
  @OptionGroup var report: ReportOptions
  @Option(help: "How many interactions the organization has.") var values = 100_000

  func validate() throws {
    guard values > 0 else { throw ValidationError("--values is 1 or more.") }
  }

  func measure() async throws -> [Figure] {
    try await BenchDatabase.with(try server.url()) { database in
      let tenants = try await Tenants.make(1, in: database)
      try await tenants.submit(values, to: tenants.organizations, in: database)
      try await database.run("vacuum analyze")
      let clock = ContinuousClock()
      return try await database.withPool(of: database.person) { pool in
        let store = OrganizationStore(tenants.organizations[0], pool, tenants.keyring())
        let start = clock.now
        let report = try await store.rotate()
        let seconds = (clock.now - start) / .seconds(1)
        guard report.resealed >= values, report.retired == 1 else { throw WrongRotation(report: report) }
        return [
          Figure("\(report.resealed) values sealed anew", seconds, "s", method: "clock time"),
          Figure("rotation", Double(report.resealed) / seconds, "values/s", method: "clock time"),
        ]
      }
    }
  }
}

/// What a rotation left undone.
struct WrongRotation: Error, CustomStringConvertible {
  let report: RotationReport
  var description: String { "\(report.resealed) values were sealed anew and \(report.retired) keys destroyed" }
}
