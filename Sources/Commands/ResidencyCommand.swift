import ArgumentParser
import Foundation
import HTTPTransport
import ModelEndpoint
import Storage

/// `phano residency`
struct ResidencyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "residency", abstract: "Say where customers' words may go.",
    discussion: """
      Out of the European Economic Area they go only on a ground that an administrator has put on record for the exact host,
      and never for an organization that forbids it.
      """,
    subcommands: [
      Record.self, Withdraw.self, List.self, Forbid.self, Allow.self, Show.self, Countries.self,
    ])

  /// What a ground can be.
  enum Kind: String, CaseIterable, ExpressibleByArgument { case scc, adequacy }

  struct Record: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put the ground on record on which text may go to a host outside the EEA.",
      discussion: """
        scc: Standard Contractual Clauses; give document, date and party. adequacy: a decision of the Commission that covers
        every recipient in the country; its number and date are known ('phano residency countries'). Workers that run on an
        older ground of the host stop claiming, and must be started again.
        """)
    @Argument(help: "The exact host, such as api.example.com.") var host: String
    @Option(help: ArgumentHelp("Where it stands: two letters, ISO 3166-1.", valueName: "code")) var country: String
    @Option(help: "The ground: scc or adequacy.") var ground: Kind = .scc
    @Option(help: ArgumentHelp("The contract's number or file name.", valueName: "id")) var document: String?
    @Option(help: ArgumentHelp("Day of the last signature.", valueName: "YYYY-MM-DD")) var date: String?
    @Option(help: ArgumentHelp("The other party.", valueName: "name")) var party: String
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let host = try Residency.host(host)
      let record = try record(for: host)
      let isNew = try await Database.withConnection(.administrator, url: database) { connection in
        try await Administration(connection).recordTransfer(record)
      }
      Output.write("\(host)\t\(isNew ? "recorded" : "was there")\n")
    }

    private func record(for host: String) throws -> TransferRecord {
      let today = TransferGround.day(Date())
      do {
        let region = try Region(place: host, country: country)
        guard let code = region.country, !region.isInEU else {
          throw Failure(.usage, "\(country) is in the EEA: text that goes there needs no ground")
        }
        let ground =
          switch ground {
          case .scc:
            try TransferGround(
              documentID: document ?? "", date: date ?? "", party: party, country: code)
          case .adequacy: try TransferGround.adequacy(of: code, party: party, today: today)
          }
        guard ground.date <= today else {
          throw Failure(
            .usage, "--date: \(ground.date) is still to come", mend: "Record the clauses once they are signed.")
        }
        return TransferRecord(
          host: host, kind: ground.kind.rawValue, country: code, document: ground.documentID, signedOn: ground.date,
          party: ground.party)
      } catch let error as ResidencyRefusal {
        throw Failure(.usage, "\(error)")
      }
    }
  }

  struct Withdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Withdraw the ground of a host: its workers send nothing more.")
    @Argument(help: "The exact host.") var host: String
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let host = try Residency.host(host)
      let wasThere = try await Database.withConnection(.administrator, url: database) { connection in
        try await Administration(connection).withdrawTransfer(host: host)
      }
      guard wasThere else {
        throw Failure(.data, "no ground is on record for \(host)", mend: "'phano residency list' shows them.")
      }
      Output.write("\(host)\twithdrawn\n")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the grounds that hold.")
    @Flag(help: "Also what no longer holds, and what was withdrawn: all that was ever recorded.") var history = false
    @Flag(help: "Print JSON.") var json = false
    @Option(help: ArgumentHelp("The administrator's login. Default: PHANO_ADMIN_DATABASE_URL.", valueName: "url"))
    var database: String?

    func run() async throws {
      let events = try await Database.withConnection(.administrator, url: database) { connection in
        try await Administration(connection).transferEvents()
      }
      try Output(json: json).list(
        events.filter { history || $0.isInForce },
        columns: [
          .left("host"), .left("country"), .left("ground"), .left("document"), .left("date"), .left("party"),
          .left("recorded"), .left("by"), .left("holds"),
        ]
      ) { event in
        let ground = event.ground
        return [
          event.host, ground?.country ?? "", ground?.kind ?? "withdrawn", ground?.document ?? "",
          ground?.signedOn ?? "",
          ground?.party ?? "", event.at, event.actor, event.isInForce ? "yes" : "no",
        ]
      }
    }
  }

  struct Forbid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Forbid that your organization's text leaves the EEA, on any ground.",
      discussion: """
        Takes the role admin or dpo, and goes on record in the audit chain. Workers with an endpoint outside the EEA get no
        more of the organization's jobs, and send none that they hold; a call that is on its way is not called back.
        """)
    @OptionGroup var options: OrganizationOptions
    func run() async throws { try await Residency.setForbidden(true, options) }
  }

  struct Allow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Allow it again, on the grounds on record.", discussion: "Takes the role admin or dpo; goes on record.")
    @OptionGroup var options: OrganizationOptions
    func run() async throws { try await Residency.setForbidden(false, options) }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what your organization has decided.")
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: OrganizationOptions

    private struct Report: Encodable {
      let organization: String
      let forbidsTransfer: Bool
    }

    func run() async throws {
      let report = try await options.withStore { store in
        Report(organization: "\(store.organization)", forbidsTransfer: try await store.forbidsTransfer())
      }
      try Output(json: json).one(
        report,
        text: "\(report.organization)\ttransfers out of the EEA \(report.forbidsTransfer ? "forbidden" : "allowed")")
    }
  }

  struct Countries: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List where the GDPR is law, and the decisions that say where data are protected as well.")
    @Flag(help: "Print JSON.") var json = false

    private struct Row: Encodable {
      let country, name, law: String
      var decision, date, onlyFor, until: String?
    }

    func run() throws {
      let members = Jurisdiction.europeanEconomicArea.sorted { $0.key < $1.key }.map {
        Row(country: $0.key, name: $0.value, law: "GDPR")
      }
      let adequate = Jurisdiction.adequacyDecisions.map {
        Row(
          country: $0.country, name: $0.name, law: $0.onlyFor == nil ? "adequate" : "adequate in part",
          decision: $0.decision, date: $0.date, onlyFor: $0.onlyFor, until: $0.until)
      }
      try Output(json: json).list(
        members + adequate,
        columns: [
          .left("code"), .left("name"), .left("law"), .left("decision"), .left("date"), .left("only for"),
          .left("until"),
        ]
      ) { [$0.country, $0.name, $0.law, $0.decision ?? "", $0.date ?? "", $0.onlyFor ?? "", $0.until ?? ""] }
      if !json { Output.write("\nSource: \(Jurisdiction.source)\n") }
    }
  }
}

/// The rules that several commands keep.
enum Residency {
  /// The ground on record for an endpoint, with its number; nil when the endpoint is within the EEA.
  /// - Throws: When it is outside and none is on record.
  static func requireGround(for profile: EndpointProfile) async throws -> (id: Int64, ground: TransferGround)? {
    guard !profile.region.isInEU else { return nil }
    let found = try await Database.withPool(.dispatcher) { pool in
      try await JobQueue(pool).transferGround(host: profile.url.host)
    }
    guard let found else {
      throw Failure(
        .configuration,
        "endpoint \(profile.name) is outside the EU (\(profile.region.place)) and no ground is on record for \(profile.url.host)",
        mend: "Use an endpoint in the EU, or have an administrator run 'phano residency record \(profile.url.host)'.")
    }
    return (found.id, try ground(found.record))
  }

  /// What was recorded, as the endpoint takes it.
  static func ground(_ record: TransferRecord) throws -> TransferGround {
    guard let kind = TransferGround.Kind(rawValue: record.kind) else {
      throw Failure(
        .configuration, "the ground on record for \(record.host) is of a kind that this program does not know")
    }
    do throws(ResidencyRefusal) {
      return try TransferGround(
        kind: kind, documentID: record.document, date: record.signedOn, party: record.party, country: record.country)
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }

  /// The host as addresses have it.
  static func host(_ text: String) throws -> String {
    do throws(HTTPError) {
      let url = try HTTPURL("https://\(text)/")
      guard url.host == text.lowercased() else { throw HTTPError(.invalidURL, detail: "not a host alone") }
      return url.host
    } catch {
      throw Failure(.usage, "'\(text)' is no host", mend: "Write it as the address has it, without https:// and port.")
    }
  }

  static func setForbidden(_ isForbidden: Bool, _ options: OrganizationOptions) async throws {
    let (organization, isNews) = try await options.withStore { store in
      (store.organization, try await store.setTransferForbidden(isForbidden))
    }
    Output.write(
      "\(organization)\ttransfers out of the EEA \(isForbidden ? "forbidden" : "allowed")\(isNews ? "" : " already")\n")
  }
}
