public import Conversation

/// The number of a job; opaque, and never used again for another job of the same database.
public struct JobID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The number that the database drew.
  public let rawValue: Int64

  /// Wraps the database's number.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// The number in decimal.
  public var description: String { String(rawValue) }

  /// Orders by number, which is the order of enqueueing.
  public static func < (left: JobID, right: JobID) -> Bool { left.rawValue < right.rawValue }
}

/// What is to be done.
public enum JobKind: Int16, Sendable, Hashable, CaseIterable {
  /// Score an interaction.
  case score = 1
  /// Seal what came in by SQL; an interaction among it is scored by a job of its own afterwards.
  case seal = 2
  /// Delete what the organization's schedule gives up. About no interaction: its place is the organization's own id.
  case retain = 3
  /// Diagnose the accounts of an organization. About no interaction: its place is the organization's own id.
  case diagnose = 4
  /// Send what waits for a destination. About no interaction: its place is the destination's id.
  case deliver = 5
}

/// A job in the hands of one worker.
///
/// `lease` is the fence: it is drawn anew at each claim, and whoever writes a result must show the lease under which the
/// job is still held. A worker that lost its job meanwhile shows an old one and is refused.
public struct ClaimedJob: Sendable, Hashable {
  /// The job.
  public let id: JobID
  /// The organization whose interaction it is about; the worker may enter no other on its behalf.
  public let organization: OrganizationID
  /// What it is about; where something is to be sealed, its place in the intake.
  public let interaction: InteractionID
  /// What is to be done.
  public let kind: JobKind
  /// How many times it has been claimed, this time included; from 1.
  public let attempt: Int
  /// The fencing token of this claim.
  public let lease: Int64

  /// A job as it was claimed.
  public init(
    id: JobID, organization: OrganizationID, interaction: InteractionID, kind: JobKind = .score, attempt: Int,
    lease: Int64
  ) {
    self.id = id
    self.organization = organization
    self.interaction = interaction
    self.kind = kind
    self.attempt = attempt
    self.lease = lease
  }
}
