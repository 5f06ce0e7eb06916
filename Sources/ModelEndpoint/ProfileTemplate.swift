import Foundation
import HTTPTransport
import Scoring

/// An endpoint as it is written down: built in, or in a file of the user's. May still have gaps that only the user can
/// fill: `{places}` in the address, the model, the region.
public struct ProfileTemplate: Sendable, Hashable {
  /// For example `mistral`.
  public var name: String
  /// Everything before `/chat/completions`; may hold places such as `{resource}`.
  public var baseURL: String?
  /// The model to ask; most providers have several.
  public var model: String?
  /// Where it runs.
  public var region: Region?
  /// What else is known.
  public var facts: EndpointFacts

  init(
    _ name: String, baseURL: String? = nil, model: String? = nil, region: Region? = nil,
    _ state: (inout EndpointFacts) -> Void = { _ in }
  ) {
    self.name = name
    self.baseURL = baseURL
    self.model = model
    self.region = region
    facts = EndpointFacts()
    state(&facts)
  }

  /// The built-in template of that name.
  /// - Throws: `ProfileError`, listing the names there are.
  public static func named(_ name: String) throws(ProfileError) -> ProfileTemplate {
    guard let template = builtIn.first(where: { $0.name == name }) else {
      throw ProfileError(profile: name, .unknown(builtIn.map(\.name)))
    }
    return template
  }

  /// Fills the gaps. What is given here replaces what the template says.
  ///
  /// - Parameter values: for the places in the address, by name.
  /// - Throws: `ProfileError`, naming all that is missing.
  public func resolved(
    baseURL: String? = nil, model: String? = nil, region: Region? = nil, values: [String: String] = [:]
  ) throws(ProfileError) -> EndpointProfile {
    var missing: [String] = []
    var address = baseURL ?? self.baseURL ?? ""
    if address.isEmpty { missing.append("base_url") }
    for place in Self.places(in: address) {
      if let value = values[place], Self.isHostLabel(value) {
        address = address.replacing("{\(place)}", with: value)
      } else {
        missing.append("\(place) (letters, digits and dashes; a part of its address \(address))")
      }
    }
    let model = model ?? self.model ?? ""
    if model.isEmpty { missing.append("model") }
    guard missing.isEmpty else { throw ProfileError(profile: name, .missing(missing)) }
    while address.hasSuffix("/") { address.removeLast() }
    let url: HTTPURL
    do {
      url = try HTTPURL(address + "/chat/completions")
    } catch {
      throw ProfileError(profile: name, .address(error.description))
    }
    if facts.refusedHosts?.contains(url.host) == true { throw ProfileError(profile: name, .refusedHost(url.host)) }
    // What is known of the place is known of the template's own host; elsewhere it would be a guess.
    let known = baseURL == nil || Self.host(of: self.baseURL) == url.host ? self.region : nil
    guard let region = region ?? known ?? (url.isLoopback ? .thisMachine : nil) else {
      throw ProfileError(profile: name, .missing(["region (its place, and whether that is in the EU)"]))
    }
    return EndpointProfile(name: name, url: url, model: model, region: region, facts: facts)
  }

  private static func host(of address: String?) -> String? {
    address.flatMap { try? HTTPURL($0 + "/chat/completions") }?.host
  }

  private static func places(in address: String) -> [String] {
    address.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { part in
      part.firstIndex(of: "}").map { String(part[..<$0]) }
    }
  }

  private static func isHostLabel(_ text: String) -> Bool {
    (1...63).contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy {
        $0.isASCII && ($0.properties.isAlphabetic || $0.value == 0x2D || isDigit($0))
      }
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }
}

extension ProfileTemplate: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case name
    case baseURL = "base_url"
    case model, region
  }

  /// Reads a template from JSON: one object with the names of this type and of ``EndpointFacts`` in snake case.
  /// A member that means nothing is an error, lest a misspelt limit be silently ignored.
  ///
  /// - Throws: `ProfileError`
  public init(json: [UInt8], file: String) throws(ProfileError) {
    let known = Key.allCases.map(\.rawValue) + EndpointFacts.CodingKeys.allCases.map(\.rawValue)
    let members: [JSON.Member]?
    do {
      members = try JSONReader.read(json, maximumBytes: 1 << 20).object
    } catch {
      throw ProfileError(profile: file, .file("not valid JSON at byte \(error.offset): \(error.problem.rawValue)"))
    }
    if let unknown = members?.first(where: { !known.contains($0.name) }) {
      let names = known.joined(separator: ", ")
      throw ProfileError(profile: file, .file("the member '\(unknown.name)' is unknown; use \(names)"))
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(json))
    } catch let error as DecodingError {
      throw ProfileError(profile: file, .file(Self.complaint(error)))
    } catch {
      throw ProfileError(profile: file, .file("the JSON could not be read"))
    }
  }

  /// Reads the flat form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    baseURL = try container.decodeIfPresent(String.self, forKey: .baseURL)
    model = try container.decodeIfPresent(String.self, forKey: .model)
    region = try container.decodeIfPresent(Region.self, forKey: .region)
    facts = try EndpointFacts(from: decoder)
  }

  /// Writes the flat form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(baseURL, forKey: .baseURL)
    try container.encodeIfPresent(model, forKey: .model)
    try container.encodeIfPresent(region, forKey: .region)
    try facts.encode(to: encoder)
  }

  private static func complaint(_ error: DecodingError) -> String {
    func path(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    return switch error {
    case .keyNotFound(let key, _): "the member '\(key.stringValue)' is missing"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "the member '\(path(context))' is not of type \(type)"
    case .dataCorrupted(let context): "the member '\(path(context))' has a value that is not known"
    @unknown default: "the JSON has another shape"
    }
  }
}

/// What is wrong with a profile, and how to mend it.
public struct ProfileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The case.
  public enum Reason: Sendable, Hashable {
    /// No built-in profile has this name; these there are.
    case unknown([String])
    /// Values that only the user knows.
    case missing([String])
    /// The address is no URL.
    case address(String)
    /// The address is one of the provider's that must not be used.
    case refusedHost(String)
    /// The file is no profile.
    case file(String)
  }

  /// The profile's name, or the file it was to be read from.
  public let profile: String
  /// The case.
  public let reason: Reason

  init(profile: String, _ reason: Reason) {
    self.profile = profile
    self.reason = reason
  }

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch reason {
    case .unknown(let names):
      "endpoint profile '\(profile)' is unknown; use one of \(names.joined(separator: ", ")), or a file of your own"
    case .missing(let values):
      "endpoint profile '\(profile)' needs what only you know: \(values.joined(separator: "; "))"
    case .address(let complaint): "endpoint profile '\(profile)' has no usable address: \(complaint)"
    case .refusedHost(let host):
      """
      endpoint profile '\(profile)' may not use \(host), which does not stay in one region; \
      give a dedicated endpoint's address
      """
    case .file(let complaint): "endpoint profile file \(profile): \(complaint)"
    }
  }
}
