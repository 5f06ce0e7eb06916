import ArgumentParser
import Conversation
import Foundation
import Storage

/// `phano organization`
struct OrganizationCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "organization", abstract: "Create, list, suspend and resume organizations; set their calendar.",
    subcommands: [Create.self, List.self, Suspend.self, Resume.self, Calendar.self])

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create an organization with its keys; again with the same id changes nothing.")
    @Argument(help: "Its name.") var name: String
    @Option(help: ArgumentHelp("Its id. Default: a new one.", valueName: "uuid")) var id: String?
    @Option(help: "The most jobs that workers may hold of it at a time.") var maxInFlight = 1000
    @OptionGroup var key: KeyOptions
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func validate() throws {
      guard maxInFlight > 0 else { throw ValidationError("--max-in-flight must be 1 or more.") }
      guard !name.isEmpty else { throw ValidationError("The name must not be empty.") }
    }

    func run() async throws {
      let identifier = try id.map(OrganizationCommand.parse) ?? OrganizationID(rawValue: UUID())
      let keys = try key.source.load()
      let isNew = try await Database.withConnection(.administrator, url: database) { connection in
        try await Administration(connection).createOrganization(
          identifier, name: name, maximumInFlight: maxInFlight, wrappingKeys: keys)
      }
      Output.write("\(identifier)\t\(isNew ? "created" : "was there")\n")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List organizations.")
    @Flag(help: "Print JSON.") var json = false
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let all = try await Database.withConnection(.administrator, url: database) { connection in
        try await Administration(connection).organizations()
      }
      try Output(json: json).list(all, columns: [.left("id"), .left("name"), .left("status"), .right("members")]) {
        [$0.id.description, $0.name, $0.status, "\($0.members)"]
      }
    }
  }

  struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Refuse an organization's workers and its host from now on; people may still look.")
    @Argument(help: "Its id.") var id: String
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws { try await OrganizationCommand.set(id, active: false, database) }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let the jobs of a suspended organization run again.")
    @Argument(help: "Its id.") var id: String
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws { try await OrganizationCommand.set(id, active: true, database) }
  }

  struct Calendar: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show or set the organization's time zone and the hour of its daily diagnosis.",
      discussion: "Days and weeks of a diagnosis are those of the time zone. Setting takes the role admin or dpo.")
    @OptionGroup var options: OrganizationOptions
    @Option(help: ArgumentHelp("The time zone, such as Europe/Berlin.", valueName: "zone")) var timeZone: String?
    @Option(help: ArgumentHelp("The hour of the daily run, 0 to 23, in that zone.", valueName: "hour"))
    var diagnosisHour: Int?
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
      guard diagnosisHour.map({ (0...23).contains($0) }) ?? true else {
        throw ValidationError("--diagnosis-hour must be 0 to 23.")
      }
    }

    func run() async throws {
      let calendar = try await options.withStore { store in
        if timeZone != nil || diagnosisHour != nil {
          try await store.setCalendar(timeZone: timeZone, diagnosisHour: diagnosisHour)
        }
        return try await store.calendar()
      }
      try Output(json: json).one(
        calendar,
        text: """
          time zone  \(calendar.timeZone)
          diagnosis  daily at \(calendar.diagnosisHour):00, of the day before
          today      \(DayText.text(calendar.today))
          """)
    }
  }

  static func parse(_ text: String) throws -> OrganizationID {
    guard let id = OrganizationID(text) else {
      throw Failure(.usage, "'\(text)' is no organization id", mend: "Give a UUID, such as the output of uuidgen.")
    }
    return id
  }

  private static func set(_ id: String, active: Bool, _ database: String?) async throws {
    let organization = try parse(id)
    let isThere = try await Database.withConnection(.administrator, url: database) { connection in
      try await Administration(connection).setOrganization(organization, active: active)
    }
    guard isThere else {
      throw Failure(.data, "there is no organization \(organization)", mend: "'phano organization list' shows them.")
    }
    Output.write("\(organization)\t\(active ? "active" : "suspended")\n")
  }
}
