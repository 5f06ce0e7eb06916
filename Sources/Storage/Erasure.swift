public import Conversation
public import Foundation
import Hexadecimal
import Postgres

/// An erasure as it goes on record: what is needed to repeat it after a backup was restored, and nothing by which anybody
/// could be known.
public struct ErasureEntry: Sendable, Codable, Hashable {
  /// What was erased.
  public enum Kind: String, Sendable, Codable {
    /// An organization with all that it had.
    case organization
    /// One person in an organization.
    case subject

    var number: Int16 { self == .organization ? 1 : 2 }
  }

  /// Its id.
  public let id: UUID
  /// Whose data it was.
  public let organization: OrganizationID
  /// What was erased.
  public let kind: Kind
  /// Blind indexes of the person's addresses and numbers, hexadecimal; they mean nothing without the organization's key.
  public let indexes: [String]
  /// When it was begun.
  public let at: Date

  init(_ kind: Kind, of organization: OrganizationID, indexes: Set<[UInt8]> = []) {
    id = UUID()
    self.organization = organization
    self.kind = kind
    self.indexes = indexes.map { $0.hexadecimal }.sorted()
    at = Date()
  }
}

/// What an erasure deleted, or would delete. Numbers of rows.
public struct ErasureCounts: Sendable, Codable, Hashable {
  /// Contacts.
  public internal(set) var contacts = 0
  /// Interactions, with their verdicts.
  public internal(set) var interactions = 0
  /// NPS answers.
  public internal(set) var answers = 0
  /// What came by SQL and was not yet sealed.
  public internal(set) var intakes = 0
  /// Interactions of others that the person was taken out of.
  public internal(set) var redacted = 0
  /// Placeholder maps that the person was taken out of, or that were deleted.
  public internal(set) var maskingCases = 0
  /// Accounts.
  public internal(set) var accounts = 0
  /// Usage and support figures.
  public internal(set) var metrics = 0
  /// Ticket events.
  public internal(set) var ticketEvents = 0
  /// Runs of the diagnosis, with what they said.
  public internal(set) var diagnosisRuns = 0
  /// Destinations, with what was sent and is yet to be sent there.
  public internal(set) var destinations = 0
  /// Jobs of the queue.
  public internal(set) var jobs = 0
  /// Keys that were destroyed.
  public internal(set) var keys = 0

  /// Whether there is nothing.
  public var isEmpty: Bool { self == ErasureCounts() }
}

/// What was erased, for whoever asked for it.
public struct ErasureReceipt: Sendable, Codable, Hashable {
  /// What is on record of it.
  public let entry: ErasureEntry
  /// What was deleted.
  public let counts: ErasureCounts
  /// Whether this was a look at what would be deleted.
  public let isDryRun: Bool
}

extension OrganizationStore {
  /// The row that keeps an erasure on record, and its line in the audit chain.
  func record(_ entry: ErasureEntry, _ counts: ErasureCounts) throws -> [Statement] {
    let text = String(decoding: try JSONEncoder().encode(counts), as: UTF8.self)
    return [
      Statement(
        """
        insert into audit.erasure (organization_id, id, kind, indexes, at, counts)
        values ($1, $2, $3, $4, $5, $6::text::jsonb)
        on conflict (organization_id, id) do nothing
        """,
        [
          organization, entry.id, entry.kind.number, entry.indexes.compactMap { [UInt8](hexadecimal: $0) }, entry.at,
          text,
        ], name: "record erasure"),
      (entry.kind == .organization ? AuditNote.eraseOrganization : .eraseSubject)
        .statement(entry.id.uuidString.lowercased()),
    ]
  }

  /// Repeats what is on record, in a database that was restored from before it.
  public func replay(_ entry: ErasureEntry) async throws -> ErasureReceipt {
    switch entry.kind {
    case .organization: return try await eraseOrganization(as: entry)
    case .subject:
      return try await eraseSubject(Set(entry.indexes.compactMap { [UInt8](hexadecimal: $0) }), as: entry)
    }
  }
}
