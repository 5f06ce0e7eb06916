import ArgumentParser
import Storage

/// `phano member`
struct MemberCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "member", abstract: "Let database logins into an organization, or shut them out.",
    discussion: "Each person has a login of their own; so has the host application (role host).",
    subcommands: [Add.self, Suspend.self])

  enum Role: String, CaseIterable, ExpressibleByArgument {
    case admin, analyst, csm, am, dpo, host
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a login an active member.")
    @Argument(help: "The database login.") var login: String
    @Option(help: "What the member is: admin, analyst, csm, am, dpo or host.") var role: Role = .analyst
    @Option(help: ArgumentHelp("The organization's id. Default: PHANO_ORGANIZATION.", valueName: "uuid"))
    var organization: String?
    @Flag(help: "Create the login if it does not exist, without a password.") var createLogin = false
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let text = try Environment.require(
        organization, "PHANO_ORGANIZATION", option: "--organization UUID", what: "the organization")
      let organization = try OrganizationCommand.parse(text)
      try await Database.withConnection(.administrator, url: database) { connection in
        let administration = Administration(connection)
        let isThere = try await administration.hasLogin(login)
        guard isThere || createLogin else {
          throw Failure(
            .data, "the database has no login '\(login)'", mend: "Create it, or give --create-login.")
        }
        try await administration.addMember(
          login: login, role: role.rawValue, of: organization, createLogin: createLogin)
      }
      Output.write("\(login)\t\(role.rawValue) of \(organization)\n")
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shut a member out, from the next statement on.")
    @Argument(help: "The database login.") var login: String
    @Option(help: ArgumentHelp("The organization's id. Default: PHANO_ORGANIZATION.", valueName: "uuid"))
    var organization: String?
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let text = try Environment.require(
        organization, "PHANO_ORGANIZATION", option: "--organization UUID", what: "the organization")
      let organization = try OrganizationCommand.parse(text)
      let isMember = try await Database.withConnection(.administrator, url: database) { connection in
        try await Administration(connection).setMember(login: login, active: false, in: organization)
      }
      guard isMember else {
        throw Failure(
          .data, "'\(login)' is no member of \(organization)", mend: "Check the login and the organization.")
      }
      Output.write("\(login)\tsuspended in \(organization)\n")
    }
  }
}
