import ArgumentParser
import Conversation
import Encryption
import Foundation
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
        both, everything can be read. With --next a further key is added to the file, for 'phano keys rewrap'.
        """)
    @OptionGroup var key: KeyOptions
    @Flag(help: "Add the next version of the key encryption key to the file.") var next = false
    @Flag(help: "Make the key file and stay away from the database.") var fileOnly = false
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      if case .file(let path) = key.source, next || !FileManager.default.fileExists(atPath: path) {
        let keys = try KeyFile.extend(path, mustExist: next)
        Output.write("\(path)\tkey \(keys.version)\tfingerprint \(keys.newestFingerprint)\n")
      } else if next {
        throw Failure(.usage, "--next needs a key file", mend: "Give --key-file, or add the key where yours is kept.")
      }
      if fileOnly { return }
      let keys = try key.source.load()
      let made = try await Database.withConnection(.administrator, url: database) { connection in
        try await KeyAdministration(connection).createMissing(keys)
      }
      for organization in made { Output.write("\(organization)\tkeys made\n") }
      if made.isEmpty { Output.write("every organization has keys\n") }
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
      let report = try await options.withStore { store in
        let counter = Counter("values sealed anew")
        let report = try await store.rotate { counter.show($0) }
        counter.finish()
        try await store.audit("rotate_keys", "version \(report.version), \(report.resealed) values")
        return report
      }
      try Output(json: json).one(
        report,
        text:
          "version \(report.version): \(report.resealed) values sealed anew, \(report.retired) older key(s) destroyed")
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
      let state: String
    }

    func run() async throws {
      let keys = try key.source.load()
      let all = try await Database.withConnection(.administrator, url: database) { connection in
        try await KeyAdministration(connection).status()
      }
      let rows = all.map { status in
        Row(
          organization: status.organization, name: status.name, version: status.version,
          rotatingFrom: status.olderVersions, wrappedBy: status.wrappedBy, state: Self.state(status, keys))
      }
      try Output(json: json).list(
        rows, columns: [.left("organization"), .left("name"), .right("version"), .right("wrapped by"), .left("state")]
      ) { row in
        [
          row.organization.description, row.name, "\(row.version)",
          row.wrappedBy.map { "\($0)" }.joined(separator: ", "), row.state,
        ]
      }
      if rows.contains(where: { $0.state.hasPrefix("cannot") || $0.state == "no keys" }) {
        throw ExitCode(ExitStatus.configuration.rawValue)
      }
    }

    private static func state(_ status: KeyAdministration.Status, _ keys: KeyEncryptionKeys) -> String {
      if status.version == 0 { return "no keys" }
      for (version, fingerprint) in zip(status.wrappedBy, status.fingerprints) {
        let given = keys.fingerprint(UInt32(clamping: version))
        if given == nil { return "cannot be opened: key \(version) (\(fingerprint)) is not at hand" }
        if given != fingerprint { return "cannot be opened: key \(version) must be \(fingerprint)" }
      }
      if !status.olderVersions.isEmpty { return "rotation unfinished: run 'phano keys rotate' again" }
      return status.wrappedBy == [Int(keys.version)] ? "opens" : "opens; 'phano keys rewrap' is due"
    }
  }
}
