import ArgumentParser
import Conversation
import Postgres
import Storage

/// Which organization a command works in, as whom.
struct OrganizationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The organization's id. Default: PHANO_ORGANIZATION, or the only one of which your login is a member.",
      valueName: "uuid"))
  var organization: String?

  @Option(help: ArgumentHelp("Your database login. Default: PHANO_DATABASE_URL.", valueName: "url"))
  var database: String?

  @OptionGroup var key: KeyOptions

  /// Runs `body` within the organization.
  func withStore<Value: Sendable>(_ body: (OrganizationStore) async throws -> Value) async throws -> Value {
    try await Database.withPool(.person, url: database) { pool in
      try await body(OrganizationStore(try await resolve(pool), pool, key.keyring()))
    }
  }

  /// Runs `body` within an organization that was named elsewhere.
  func withStore<Value: Sendable>(
    of organization: OrganizationID, _ body: (OrganizationStore) async throws -> Value
  ) async throws -> Value {
    try await Database.withPool(.person, url: database) { pool in
      try await body(OrganizationStore(organization, pool, key.keyring()))
    }
  }

  /// Whether the login is an active member of an organization that may erase in it.
  func isCustodian(of organization: OrganizationID) async throws -> Bool {
    try await Database.withPool(.person, url: database) { pool in
      try await OrganizationStore.memberships(pool).contains {
        $0.organization == organization && ["admin", "dpo"].contains($0.role)
      }
    }
  }

  /// Whether the database still has something of an organization in which the login may be nobody.
  func isToBeErased(_ organization: OrganizationID) async throws -> Bool {
    try await Database.withPool(.person, url: database) { pool in
      try await OrganizationStore.isErased(organization, pool) == false
    }
  }

  private func resolve(_ pool: ConnectionPool) async throws -> OrganizationID {
    if let text = organization ?? Environment.value("PHANO_ORGANIZATION") {
      guard let id = OrganizationID(text) else {
        throw Failure(
          .usage, "'\(text)' is no organization id",
          mend: "Give a UUID, as your administrator told you; or leave it out if you are a member of one only.")
      }
      return id
    }
    let memberships = try await OrganizationStore.memberships(pool)
    switch memberships.count {
    case 1: return memberships[0].organization
    case 0:
      throw Failure(
        .configuration, "your login is a member of no organization",
        mend: "Have an administrator run 'phano member add LOGIN --organization ID'.")
    default:
      let names = memberships.map { "\($0.organization) (\($0.name))" }.joined(separator: ", ")
      throw Failure(.usage, "your login is a member of several organizations: \(names)", mend: "Give --organization.")
    }
  }
}

/// Which interactions a command is about.
struct FilterOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this account, by its id in your own books.", valueName: "id"))
  var account: String?

  @Option(
    help: ArgumentHelp(
      "Only what happened at this time or later: 2026-09-01 or 2026-09-01T12:00:00Z.",
      valueName: "time"))
  var since: String?

  func resolve() throws -> InteractionFilter {
    InteractionFilter(account: account, since: try since.map { try Moment.parse($0, option: "--since") })
  }
}
