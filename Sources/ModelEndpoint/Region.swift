import Foundation

/// Where an endpoint's machines stand.
public struct Region: Sendable, Hashable {
  /// Town, data zone or country, in words.
  public var place: String
  /// ISO 3166-1 code, or `EU` for a data zone of several member states; nil when it was not said.
  public var country: String?
  /// Whether the GDPR is law there: within the European Union or the wider European Economic Area.
  public var isInEU: Bool

  /// A place as the provider's contract names it, in a country that was not said.
  public init(place: String, isInEU: Bool) {
    self.place = place
    self.isInEU = isInEU
  }

  /// A place in a country; whether the GDPR is law there is looked up and not believed.
  /// - Throws: `ResidencyRefusal` when the code is not of two letters.
  public init(place: String, country: String) throws(ResidencyRefusal) {
    let code = country.uppercased()
    guard code.utf8.count == 2, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      throw ResidencyRefusal(.noCountry(country))
    }
    self.place = place
    self.country = code
    isInEU = Jurisdiction.isInEEA(code)
  }

  /// Nothing leaves: an endpoint on a loopback address.
  public static let thisMachine = Region(place: "this machine", isInEU: true)
}

extension Region: Codable {
  private enum CodingKeys: String, CodingKey {
    case place, country
    case isInEU = "in_eu"
  }

  /// Reads `place` with `country`, with `in_eu`, or with both when they agree.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let place = try container.decode(String.self, forKey: .place)
    guard let country = try container.decodeIfPresent(String.self, forKey: .country) else {
      self.init(place: place, isInEU: try container.decode(Bool.self, forKey: .isInEU))
      return
    }
    do throws(ResidencyRefusal) {
      try self.init(place: place, country: country)
    } catch {
      throw DecodingError.dataCorruptedError(forKey: .country, in: container, debugDescription: error.description)
    }
    if let said = try container.decodeIfPresent(Bool.self, forKey: .isInEU), said != isInEU {
      throw DecodingError.dataCorruptedError(
        forKey: .isInEU, in: container, debugDescription: "says otherwise than the country")
    }
  }

  /// Writes what is known.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(place, forKey: .place)
    try container.encodeIfPresent(country, forKey: .country)
    try container.encode(isInEU, forKey: .isInEU)
  }
}

/// Why an endpoint may not be used where it is.
public struct ResidencyRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The case.
  public enum Reason: Sendable, Hashable {
    /// The endpoint is outside the EU and no ground is recorded.
    case outsideEU(endpoint: String, host: String, place: String)
    /// The ground that is recorded is for another country than the endpoint says it is in.
    case otherCountry(recorded: String, endpoint: String)
    /// No decision of the Commission covers all recipients in the country, or no longer.
    case notAdequate(country: String)
    /// A ground lacks its document, its party, or a date.
    case incompleteReference
    /// Not a country's code.
    case noCountry(String)
  }

  /// The case.
  public let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  /// What is refused and how to mend it.
  public var description: String {
    switch reason {
    case .outsideEU(let endpoint, let host, let place):
      """
      endpoint \(endpoint) is outside the EU (\(place)) and no Standard Contractual Clauses are recorded for \(host); \
      use an endpoint in the EU, or record the clauses: document id, date and party
      """
    case .otherCountry(let recorded, let endpoint):
      "the ground on record is for \(recorded), and the endpoint says it is in \(endpoint); correct one of them"
    case .notAdequate(let country):
      "no adequacy decision covers every recipient in \(country); record Standard Contractual Clauses"
    case .incompleteReference:
      "the reference to Standard Contractual Clauses is incomplete; give document id, date (YYYY-MM-DD) and party"
    case .noCountry(let text): "'\(text)' is no country; give its two letters (ISO 3166-1), such as US"
    }
  }
}
