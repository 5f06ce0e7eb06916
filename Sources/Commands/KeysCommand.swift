import ArgumentParser
import Conversation
import Encryption
import Foundation
import Postgres
import Storage

/// `phano keys`
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Make, change and look at the keys that seal customers' data.",
    discussion: """
      Each organization has keys of its own, which are in the database only as wrapped by the key encryption key; that one
      is in a file, the environment or a key management service, and never in the database. docs/encryption.md tells more.
      """,
    subcommands: [Init.self, Rotate.self, Rewrap.self, Status.self])

  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key file where there is none, and keys for the organizations that have none.",
      discussion: """
        Keep a copy of the key file where backups of the database are not: without it, everything sealed is lost; with
        both, everything can be read. A key file that is there is left as it is; with --next a further key is added to it,
        and nothing else is done: give the file to every worker, then run 'phano keys rewrap'.
        """)
    @OptionGroup var key: KeyOptions
    @Flag(help: "Add the next version of the key encryption key to the file.") var next = false
    @Flag(help: "Make the key file and stay away from the database.") var fileOnly = false
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      if case .file(let path) = key.source {
        let (keys, what) = try prepare(path)
        Output.write("\(path)\tkey \(keys.version)\tfingerprint \(keys.newestFingerprint)\t\(what)\n")
      } else if next || fileOnly {
        throw Failure(
          .usage, "--next and --file-only are about a key file, and none was given",
          mend: "Give --key-file or set PHANO_KEY_FILE; a key that is kept elsewhere is added there.")
      }
      if next || fileOnly { return }
      let keys = try key.source.load()
      let made = try await Database.withConnection(.administrator, url: database) { connection in
        try await KeyAdministration(connection).createMissing(keys)
      }
      for organization in made { Output.write("\(organization)\tkeys made\n") }
      if made.isEmpty { Output.write("every organization has keys\n") }
    }

    private func prepare(_ path: String) throws -> (KeyEncryptionKeys, String) {
      if next { return (try KeyFile.extend(path), "added") }
      if FileManager.default.fileExists(atPath: path) { return (try KeySource.file(path).load(), "was there") }
      return (try KeyFile.make(path), "made")
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give an organization a new data key, and seal everything anew under it.",
      discussion: """
        Workers may run meanwhile. What is interrupted goes on when the command is run again; until it has come to its end,
        the older keys stay, and nothing is unreadable. Needs a member whose role is admin or dpo.
        """)
    @OptionGroup var options: OrganizationOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let report: RotationReport
      do {
        report = try await options.withStore(Self.rotate)
      } catch let error as PostgresError where error.isInsufficientPrivilege && error.hint == nil {
        throw Failure(.configuration, error.message, mend: "Keys take a member whose role is admin or dpo.")
      }
      try Output(json: json).one(
        report,
        text:
          "version \(report.version): \(report.resealed) values sealed anew, \(report.retired) older key(s) destroyed")
    }

    private static func rotate(_ store: OrganizationStore) async throws -> RotationReport {
      let counter = Counter("values sealed anew")
      let report = try await store.rotate { counter.show($0) }
      counter.finish()
      return report
    }
  }

  struct Rewrap: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Wrap every organization's keys anew by the newest key encryption key.",
      discussion: """
        After 'phano keys init --next'. Nothing that is sealed changes. Once it has succeeded, and every worker has the new
        key, the old one can leave the key file.
        """)
    @OptionGroup var key: KeyOptions
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let count = try await Database.withConnection(.administrator, url: database) { connection in
        try await KeyAdministration(connection).rewrap(key.keyring())
      }
      Output.write("\(count) key(s) wrapped anew\n")
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show each organization's key version, and whether the key encryption key at hand opens it.",
      discussion: "Exit code 78 when one of them has no keys, or cannot be opened.")
    @OptionGroup var key: KeyOptions
    @Flag(help: "Print JSON.") var json = false
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    private struct Row: Encodable {
      let organization: OrganizationID
      let name: String
      let version: Int
      let rotatingFrom: [Int]
      let wrappedBy: [Int]
      let opens: Bool
      let state: String
    }

    func run() async throws {
      let keyring = key.keyring()
      let keys = try keyring.wrappingKeys()
      let (all, locked) = try await Database.withConnection(.administrator, url: database) { connection in
        let administration = KeyAdministration(connection)
        return (try await administration.status(), try await administration.locked(keyring))
      }
      let rows = all.map { status in
        Row(
          organization: status.organization, name: status.name, version: status.version,
          rotatingFrom: status.olderVersions, wrappedBy: status.wrappedBy, opens: locked[status.organization] == nil,
          state: Self.state(status, locked[status.organization], keys))
      }
      try Output(json: json).list(
        rows, columns: [.left("organization"), .left("name"), .right("version"), .right("wrapped by"), .left("state")]
      ) { row in
        [
          row.organization.description, row.name, "\(row.version)",
          row.wrappedBy.map { "\($0)" }.joined(separator: ", "), row.state,
        ]
      }
      if !rows.allSatisfy(\.opens) { throw ExitCode(ExitStatus.configuration.rawValue) }
    }

    private static func state(
      _ status: KeyAdministration.Status, _ why: KeyringError?, _ keys: KeyEncryptionKeys
    ) -> String {
      switch why {
      case .noKeys: "no keys"
      case .wrongKey(_, let version, let expected, let given?):
        "cannot be opened: key \(version) at hand is \(given), and must be \(expected)"
      case .wrongKey(_, let version, let expected, nil): "cannot be opened: key \(version) (\(expected)) is not at hand"
      case .damaged(_, let version): "cannot be opened: version \(version) was changed, or is another organization's"
      case nil where !status.olderVersions.isEmpty: "rotation unfinished: run 'phano keys rotate' again"
      case nil where status.wrappedBy != [Int(keys.version)]: "opens; 'phano keys rewrap' is due"
      case nil: "opens"
      }
    }
  }
}
