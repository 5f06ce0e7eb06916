public import Foundation
import HTTPTransport

/// The recorded ground on which text may go to a place outside the EU.
public struct TransferGround: Sendable, Hashable, Codable {
  /// What the ground is.
  public enum Kind: String, Sendable, Hashable, Codable {
    /// Standard Contractual Clauses: Commission Decision (EU) 2021/914, under Art. 46(2)(c) GDPR.
    case clauses = "scc"
    /// A decision of the Commission under Art. 45 GDPR.
    case adequacy
  }

  /// What the ground is.
  public let kind: Kind
  /// The contract's number or file name, or the decision's number.
  public let documentID: String
  /// Day of the last signature, or of the decision, `YYYY-MM-DD`.
  public let date: String
  /// The other party.
  public let party: String
  /// The country that the ground was recorded for; nil when that was not said.
  public let country: String?

  /// Clauses that were signed, or a decision.
  /// - Throws: `ResidencyRefusal` when a field is blank or the date is no calendar day.
  public init(
    kind: Kind = .clauses, documentID: String, date: String, party: String, country: String? = nil
  ) throws(ResidencyRefusal) {
    let isBlank = [documentID, party].contains { $0.allSatisfy(\.isWhitespace) }
    guard !isBlank, Self.isDay(date) else { throw ResidencyRefusal(.incompleteReference) }
    self.kind = kind
    self.documentID = documentID
    self.date = date
    self.party = party
    self.country = country
  }

  /// The decision that covers every recipient in a country.
  /// - Parameter today: `YYYY-MM-DD`.
  /// - Throws: `ResidencyRefusal` when there is none today.
  public static func adequacy(
    of country: String, party: String, today: String
  ) throws(ResidencyRefusal) -> TransferGround {
    guard let decision = Jurisdiction.adequacyDecision(for: country, on: today) else {
      throw ResidencyRefusal(.notAdequate(country: country))
    }
    return try TransferGround(
      kind: .adequacy, documentID: decision.decision, date: decision.date, party: party, country: country)
  }

  /// The day of a moment in UTC, `YYYY-MM-DD`.
  public static func day(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day())
  }

  /// In a line, as it is stamped on verdicts.
  public var stamp: String {
    let name = kind == .clauses ? "SCC" : "adequacy decision"
    return "\(name) \(documentID), \(date), \(party)"
  }

  /// Whether it may be relied on for an endpoint's place.
  func check(for region: Region, today: String) throws(ResidencyRefusal) {
    if let recorded = country, let there = region.country, recorded != there {
      throw ResidencyRefusal(.otherCountry(recorded: recorded, endpoint: there))
    }
    guard kind == .adequacy else { return }
    let country = country ?? region.country ?? "an unknown country"
    guard Jurisdiction.adequacyDecision(for: country, on: today)?.decision == documentID else {
      throw ResidencyRefusal(.notAdequate(country: country))
    }
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
  /// Stays in the EU or the wider EEA, at this place.
  case withinEU(place: String)
  /// Leaves it, on this ground.
  case outsideEU(TransferGround, place: String)

  /// An address of this machine may be the near end of a tunnel, so a place outside the EU that was said of it counts.
  /// - Parameter today: `YYYY-MM-DD`; decides whether a decision of the Commission still holds.
  /// - Throws: `ResidencyRefusal` for a place outside the EU without a recorded ground that fits.
  public init(
    for profile: EndpointProfile, ground: TransferGround?, today: String
  ) throws(ResidencyRefusal) {
    if !profile.region.isInEU {
      guard let ground else {
        throw ResidencyRefusal(
          .outsideEU(endpoint: profile.name, host: profile.url.host, place: profile.region.place))
      }
      try ground.check(for: profile.region, today: today)
      self = .outsideEU(ground, place: profile.region.place)
    } else if profile.url.isLoopback {
      self = .notTransferred
    } else {
      self = .withinEU(place: profile.region.place)
    }
  }

  /// Whether text leaves the EU.
  public var leavesEU: Bool {
    if case .outsideEU = self { true } else { false }
  }

  /// The ground as it is stamped on verdicts; nil where nothing leaves the EU.
  public var stamp: String? {
    if case .outsideEU(let ground, _) = self { ground.stamp } else { nil }
  }
}
