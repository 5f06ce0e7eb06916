public import ArgumentParser
import Foundation
import HTTPTransport
public import Outputs
import Storage

extension DestinationKind: ExpressibleByArgument {}
extension OutputEvent: ExpressibleByArgument {}

/// `phano outputs add`
struct OutputsAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a destination; it is told of the last run at once.",
    discussion: """
      Secrets come from a file that you alone may read (mode 0600), never from the command line: Slack's webhook address; \
      HubSpot's access token; Salesforce's client id and client secret, one a line. A webhook's secret is drawn and shown once, \
      unless the file has one (whsec_...).
      """)

  @Argument(help: ArgumentHelp("What to call it: small letters, digits, '.', '_' and '-'.", valueName: "name"))
  var name: String
  @Option(help: "webhook, slack, hubspot or salesforce.") var kind: DestinationKind
  @Option(help: ArgumentHelp("A webhook's address; Salesforce's My Domain. Not for slack.", valueName: "url"))
  var url: String?
  @Option(help: ArgumentHelp("The file with its secret.", valueName: "file")) var secretFile: String?
  @Option(
    help: ArgumentHelp("webhook: only this type of event. Repeatable. Default: all.", valueName: "type"))
  var event: [OutputEvent] = []
  @Flag(help: "Call accounts by their ids alone.") var noNames = false
  @Flag(help: "Send no quotes. They are masked in any case.") var noQuotes = false
  @Option(
    help: ArgumentHelp(
      "HubSpot's property or Salesforce's external id field that has your account ids. Default: one of phano's own.",
      valueName: "name"))
  var idField: String?
  @Flag(help: "Create companies that the CRM does not know.") var createMissing = false
  @Option(help: ArgumentHelp("The version of Salesforce's interface. Default: 62.0.", valueName: "version"))
  var apiVersion: String?
  @OptionGroup var reach: ReachOptions
  @OptionGroup var options: OrganizationOptions
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard name.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,62}/) != nil else {
      throw ValidationError("The name takes small letters, digits, '.', '_' and '-', at most 63.")
    }
    guard event.isEmpty || (kind == .webhook && !event.contains(.test)) else {
      throw ValidationError("--event is for webhooks: diagnosis.run_completed or diagnosis.account_changed.")
    }
    guard kind == .webhook || kind == .salesforce ? url != nil : kind == .hubspot || url == nil else {
      throw ValidationError(
        kind == .slack ? "Slack's address is a secret: put it into --secret-file." : "Give --url.")
    }
    guard kind == .webhook || secretFile != nil else { throw ValidationError("Give --secret-file.") }
    guard kind.isCRM || (idField == nil && !createMissing && apiVersion == nil) else {
      throw ValidationError("--id-field, --create-missing and --api-version are for hubspot and salesforce.")
    }
    if kind == .salesforce, Salesforce(idField: idField, version: apiVersion) == nil {
      throw ValidationError("--id-field must be a field's name, and --api-version a number such as 62.0.")
    }
  }

  func run() async throws {
    var settings = DestinationSettings(url: url ?? "", idField: idField, version: apiVersion)
    settings.showsNames = !noNames
    settings.showsQuotes = !noQuotes
    settings.createsMissing = createMissing
    let secrets = try DestinationSecretFile.secrets(secretFile, for: kind)
    switch kind {
    case .hubspot: settings.url = url ?? HubSpot.host
    case .slack: settings.url = try host(of: secrets.address ?? "")
    case .webhook, .salesforce: break
    }
    if kind != .slack { _ = try host(of: settings.url) }
    let events = event.isEmpty ? kind.events : event
    let added = try await options.withStore { [settings] store in
      do {
        return try await store.addDestination(named: name, kind, events: events, settings, secrets)
      } catch DestinationError.nameTaken {
        throw Failure(.data, "there is a destination '\(name)' already", mend: "Give another name, or remove that one.")
      }
    }
    let drawn = secretFile == nil ? secrets.signing.first?.secret : nil
    let view = Added(name: name, id: added.id.uuidString.lowercased(), deliveries: added.deliveries, secret: drawn)
    try Output(json: json).one(
      view,
      text: """
        \(name) added, \(added.deliveries) deliveries wait for a worker
        """ + (drawn.map { "\nsecret, shown this once: \($0)" } ?? ""))
  }

  /// The host of an address that may be sent to.
  private func host(of address: String) throws -> String {
    do {
      let url = try HTTPURL(address)
      guard url.isEncrypted || (reach.allowLoopback && url.isLoopback) else {
        throw Failure(.usage, "an address must begin with https://", mend: "Deliveries tell of customers.")
      }
      return url.host
    } catch let error as HTTPError {
      throw Failure(.usage, "\(error)")
    }
  }

  private struct Added: Encodable {
    let name, id: String
    let deliveries: Int
    let secret: String?
  }
}
