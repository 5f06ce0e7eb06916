public import Foundation
public import Outputs
import Encryption
import Postgres

/// A place that diagnoses go to, as the organization's people see it.
public struct Destination: Sendable, Codable, Hashable {
  /// Whether it is sent to.
  public enum State: String, Sendable, Codable, Hashable, CaseIterable {
    /// It is.
    case enabled
    /// Not for now: what is to be sent gathers.
    case paused
    /// Not any more, and nothing gathers.
    case disabled
  }

  /// Its id.
  public let id: UUID
  /// What people call it.
  public let name: String
  /// What sort of place it is.
  public let kind: DestinationKind
  /// What it is told of.
  public let events: [OutputEvent]
  /// Whether it is sent to.
  public let state: State
  /// Why it is not, as a code; nil when it is.
  public let reason: String?
  /// Where to, and what is shown there.
  public let settings: DestinationSettings
  /// The login that added it, and when.
  public let createdBy: String
  /// When it was added.
  public let createdAt: Date
  /// Deliveries that wait, were made, and failed.
  public let pending, delivered, failed: Int
}

/// One delivery, as the organization's people see it.
public struct OutputDelivery: Sendable, Codable, Hashable {
  /// How it stands.
  public enum State: String, Sendable, Codable, Hashable, CaseIterable {
    /// To be sent, or sent again.
    case pending
    /// Taken by the receiver.
    case delivered
    /// Given up.
    case failed
  }

  /// Its id; receivers know it by ``webhookID``.
  public let id: UUID
  /// What it tells of.
  public let event: OutputEvent
  /// The account, by its name in the organization's own books; nil for others.
  public let account: String?
  /// How it stands.
  public let state: State
  /// How often it was sent.
  public let attempts: Int
  /// The last answer; nil when none came.
  public let lastStatus: Int?
  /// Why it did not arrive, as a code.
  public let lastCode: String?
  /// When it came to be, is to be sent next, and ended.
  public let createdAt, nextAt: Date
  /// When it was delivered or given up; nil while it is pending.
  public let endedAt: Date?

  /// What receivers know it by, however often it is sent.
  public var webhookID: String { Self.webhookID(id) }

  static func webhookID(_ id: UUID) -> String { "msg_" + id.uuidString.lowercased().replacing("-", with: "") }
}

/// One time that a delivery was sent.
public struct OutputAttempt: Sendable, Codable, Hashable {
  /// From 1.
  public let number: Int
  /// When.
  public let at: Date
  /// The answer; nil when none came.
  public let status: Int?
  /// Why it did not arrive, as a code.
  public let code: String?
  /// How long it took.
  public let milliseconds: Int
}

extension OrganizationKeys {
  func settings(_ envelope: [UInt8], of destination: UUID) throws -> DestinationSettings {
    try value(DestinationSettings.self, envelope, .outputSettings, row: RowKey(destination))
  }

  func secrets(_ envelope: [UInt8], of destination: UUID) throws -> DestinationSecrets {
    try value(DestinationSecrets.self, envelope, .outputSecrets, row: RowKey(destination))
  }
}
