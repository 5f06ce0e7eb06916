import ArgumentParser
import Foundation
import HTTPTransport
import Logging
import ModelEndpoint
import Scoring
import Worker

/// Which model is asked, where.
struct EndpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A built-in endpoint profile, or a JSON file of your own. Default: PHANO_ENDPOINT, or embedded.",
      valueName: "profile"))
  var endpoint: String?

  @Option(
    help: ArgumentHelp(
      "The endpoint's address, up to /v1. Default: PHANO_ENDPOINT_URL, or the profile's.",
      valueName: "url"))
  var endpointURL: String?

  @Option(help: ArgumentHelp("The model to ask. Default: PHANO_MODEL, or the profile's.", valueName: "name"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "A value for a place in the profile's address, such as resource=acme. Repeatable.", valueName: "name=value"))
  var endpointValue: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where an endpoint at an address of your own stands: COUNTRY:PLACE, such as FR:Gravelines. Default: PHANO_ENDPOINT_REGION.",
      valueName: "region"))
  var endpointRegion: String?

  @Option(
    help: ArgumentHelp(
      "The certificate authorities to trust. Default: PHANO_ENDPOINT_CA, or the system's.",
      valueName: "file"))
  var endpointCA: String?

  @Flag(help: "The endpoint's host may have a private address, such as one of your own network.")
  var allowPrivateEndpoint = false

  /// The path from an interaction to a verdict, with this endpoint at its end.
  /// - Parameter ground: the ground on record for an endpoint outside the EU. Default: that of the environment, for
  ///   commands that know no database.
  func analyst(
    prompt: Prompt, calls: Int, ground: TransferGround? = nil, logger: Logger
  ) async throws -> Analyst {
    let profile = try profile()
    let client = try client(for: profile, calls: calls)
    return try analyst(prompt: prompt, profile: profile, transport: client, ground: ground, logger: logger)
  }

  /// A client that reaches the endpoint's host and no other.
  /// - Parameter thinkingTime: how long a server may be silent before it answers.
  func client(
    for profile: EndpointProfile, calls: Int, thinkingTime: Duration = .seconds(60)
  ) throws -> HTTPClient {
    guard profile.url.isEncrypted || profile.url.isLoopback else {
      throw Failure(
        .configuration, "the endpoint's address \(profile.url.text) would send customers' words in the clear",
        mend: "Give an https address; http works to this machine alone.")
    }
    var configuration = HTTPConfiguration(
      hosts: [
        HostRule(
          profile.url.host, allowsPlainText: profile.url.isLoopback,
          allowsPrivateAddresses: allowPrivateEndpoint || profile.url.isLoopback)
      ], caFile: endpointCA ?? Environment.value("PHANO_ENDPOINT_CA"))
    configuration.maxConnections = max(calls + 16, 64)
    configuration.stallTimeout = thinkingTime
    do {
      return try HTTPClient(configuration)
    } catch {
      throw Failure(.configuration, "\(error)")
    }
  }

  /// The path with something else at its end than the endpoint itself, such as a cassette.
  func analyst(
    prompt: Prompt, profile: EndpointProfile, transport: any HTTPSending, settings: CallSettings = CallSettings(),
    ground: TransferGround? = nil, logger: Logger
  ) throws -> Analyst {
    do {
      let endpoint = try ModelEndpoint(
        profile, key: try key(for: profile), ground: try ground ?? Self.groundOfEnvironment(), transport: transport,
        settings: settings, logger: logger)
      return try Analyst(
        prompt: prompt, endpoint: endpoint, patience: max(.seconds(120), settings.timeout), logger: logger)
    } catch let error as EndpointRefusal {
      throw Failure(.configuration, "\(error)", mend: Self.mend(error))
    } catch let error as APIKeyError {
      throw Failure(.configuration, "\(error)")
    } catch let error as ResidencyRefusal {
      throw Failure(.configuration, "\(error)")
    } catch let error as GateBlocked {
      throw Failure(.configuration, "\(error)")
    }
  }

  /// The profile alone, for commands that call nobody.
  /// - Parameter adjust: changes what the profile says, before its gaps are filled.
  func profile(adjusting adjust: (inout ProfileTemplate) -> Void = { _ in }) throws -> EndpointProfile {
    let name = endpoint ?? Environment.value("PHANO_ENDPOINT") ?? "embedded"
    do {
      var template: ProfileTemplate
      if name.contains("/") || name.hasSuffix(".json") {
        guard let bytes = try? Data(contentsOf: URL(filePath: name)) else {
          throw Failure(.configuration, "the endpoint profile \(name) cannot be read", mend: "Check the path.")
        }
        template = try ProfileTemplate(json: Array(bytes), file: name)
      } else {
        template = try ProfileTemplate.named(name)
      }
      adjust(&template)
      return try template.resolved(
        baseURL: endpointURL ?? Environment.value("PHANO_ENDPOINT_URL"),
        model: model ?? Environment.value("PHANO_MODEL"), region: try region(), values: try values())
    } catch let error as ProfileError {
      throw Failure(.configuration, "\(error)", mend: Self.mend(error))
    }
  }

  private func region() throws -> Region? {
    guard let text = endpointRegion ?? Environment.value("PHANO_ENDPOINT_REGION") else { return nil }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    if parts.count == 2, parts[0] == "outside-eu" { return Region(place: parts[1], isInEU: false) }
    guard parts.count == 2, let region = try? Region(place: parts[1], country: parts[0]) else {
      throw Failure(
        .usage, "'\(text)' is no region",
        mend: "Write COUNTRY:PLACE, such as FR:Gravelines; EU:PLACE or outside-eu:PLACE.")
    }
    return region
  }

  private static func mend(_ error: ProfileError) -> String? {
    switch error.reason {
    case .missing:
      "Give --endpoint-url, --model, --endpoint-region or --endpoint-value, or their PHANO_ variables."
    case .address: "Give --endpoint-url or PHANO_ENDPOINT_URL as https://HOST/v1."
    case .unknown, .refusedHost, .file: nil
    }
  }

  private func values() throws -> [String: String] {
    var values: [String: String] = [:]
    for pair in endpointValue {
      guard let equals = pair.firstIndex(of: "=") else {
        throw Failure(.usage, "--endpoint-value: '\(pair)' has no '='", mend: "Write name=value.")
      }
      values[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
    }
    return values
  }

  private func key(for profile: EndpointProfile) throws -> APIKey? {
    if let file = Environment.value("PHANO_API_KEY_FILE") { return try APIKey(file: file) }
    if Environment.value("PHANO_API_KEY") != nil {
      return try APIKey(variable: "PHANO_API_KEY", of: ProcessInfo.processInfo.environment)
    }
    return nil
  }

  /// The Standard Contractual Clauses under which a command without a database may use an endpoint outside the EU.
  private static func groundOfEnvironment() throws -> TransferGround? {
    guard let document = Environment.value("PHANO_SCC_DOCUMENT") else { return nil }
    return try TransferGround(
      documentID: document, date: Environment.value("PHANO_SCC_DATE") ?? "",
      party: Environment.value("PHANO_SCC_PARTY") ?? "")
  }

  private static func mend(_ refusal: EndpointRefusal) -> String {
    switch refusal {
    case .key: "Set PHANO_API_KEY_FILE to a file with mode 600, or PHANO_API_KEY."
    case .residency:
      "Set PHANO_SCC_DOCUMENT, PHANO_SCC_DATE and PHANO_SCC_PARTY; workers want 'phano residency record'."
    }
  }
}
