import ArgumentParser
import Storage

/// `phano migrate`
struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database to this program's schema.",
    discussion: """
      Forward only. All pending steps are one transaction; running it again changes nothing, but for bringing back the
      roles and the privileges on the database itself, which no dump carries along. Needs a login that may create roles;
      the objects belong to the role phano_owner, which cannot log in.
      """)

  @Flag(help: "Show what would be applied, and change nothing.") var plan = false
  @Flag(help: "Print JSON.") var json = false
  @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
  var database: String?

  private struct Row: Encodable {
    let version: Int
    let name: String
    let state: String
    let checksum: String
  }

  func run() async throws {
    let rows = try await Database.withConnection(.administrator, url: database, checkingSchema: false) { connection in
      let migrator = Migrator(connection)
      let before = try await migrator.plan()
      if let conflict = before.conflict { throw conflict }
      let applied = plan ? [] : try await migrator.apply()
      return before.known.map { step in
        let state =
          applied.contains(step) ? "applied now" : before.pending.contains(step) ? "pending" : "applied before"
        return Row(version: step.version, name: step.name, state: state, checksum: step.checksum)
      }
    }
    try Output(json: json).list(rows, columns: [.right("version"), .left("name"), .left("state")]) {
      ["\($0.version)", $0.name, $0.state]
    }
  }
}
