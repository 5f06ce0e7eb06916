import Foundation
import HTTPTransport

/// Where an endpoint's machines stand.
public struct Region: Sendable, Hashable, Codable {
  /// Town, data zone or country, in words.
  public var place: String
  /// Whether that is within the European Union.
  public var isInEU: Bool

  private enum CodingKeys: String, CodingKey {
    case place
    case isInEU = "in_eu"
  }

  /// A place as the provider's contract names it.
  public init(place: String, isInEU: Bool) {
    self.place = place
    self.isInEU = isInEU
  }

  /// Nothing leaves: an endpoint on a loopback address.
  public static let thisMachine = Region(place: "this machine", isInEU: true)
}

/// A recorded set of Standard Contractual Clauses (Commission Decision (EU) 2021/914) under which text may go to a
/// place outside the EU.
public struct ClausesReference: Sendable, Hashable, Codable {
  /// The contract's number or file name.
  public let documentID: String
  /// Day of the last signature, `YYYY-MM-DD`.
  public let date: String
  /// The other party.
  public let party: String

  /// - Throws: `ResidencyRefusal` when a field is blank or the date is no calendar day.
  public init(documentID: String, date: String, party: String) throws(ResidencyRefusal) {
    let isBlank = [documentID, party].contains { $0.allSatisfy(\.isWhitespace) }
    guard !isBlank, Self.isDay(date) else { throw ResidencyRefusal(.incompleteReference) }
    self.documentID = documentID
    self.date = date
    self.party = party
  }

  private static func isDay(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
      let day = Int(parts[2])
    else { return false }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return DateComponents(calendar: calendar, year: year, month: month, day: day).isValidDate
  }
}

/// On what ground a call's text may be where it goes; recorded with every call.
public enum TransferBasis: Sendable, Hashable, Codable {
  /// The endpoint is on this machine.
  case notTransferred
  /// Stays in the EU, at this place.
  case withinEU(place: String)
  /// Leaves the EU under these clauses.
  case standardContractualClauses(ClausesReference, place: String)

  /// - Throws: `ResidencyRefusal` for a place outside the EU without a recorded reference.
  public init(for profile: EndpointProfile, clauses: ClausesReference?) throws(ResidencyRefusal) {
    if profile.url.isLoopback {
      self = .notTransferred
    } else if profile.region.isInEU {
      self = .withinEU(place: profile.region.place)
    } else if let clauses {
      self = .standardContractualClauses(clauses, place: profile.region.place)
    } else {
      throw ResidencyRefusal(.outsideEU(endpoint: profile.name, place: profile.region.place))
    }
  }
}

/// Why an endpoint may not be used where it is.
public struct ResidencyRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The case.
  public enum Reason: Sendable, Hashable {
    /// The endpoint is outside the EU and no reference is recorded.
    case outsideEU(endpoint: String, place: String)
    /// A reference lacks its document, its party, or a date.
    case incompleteReference
  }

  /// The case.
  public let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  /// What is refused and how to mend it.
  public var description: String {
    switch reason {
    case .outsideEU(let endpoint, let place):
      """
      endpoint \(endpoint) is outside the EU (\(place)) and no Standard Contractual Clauses are recorded for it; \
      use an endpoint in the EU, or record the clauses: document id, date and party
      """
    case .incompleteReference:
      "the reference to Standard Contractual Clauses is incomplete; give document id, date (YYYY-MM-DD) and party"
    }
  }
}
