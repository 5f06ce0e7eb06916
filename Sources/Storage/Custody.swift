public import Conversation
import Postgres

/// The login may not change keys, export or erase in an organization.
public struct NotCustodian: Error, Sendable, Hashable {
  /// Where.
  public let organization: OrganizationID
  /// What the login is there; nil when it is no active member.
  public let role: String?
}

extension OrganizationStore {
  /// Checks that the login is a member whose role is admin or dpo, before the database checks it again.
  /// - Throws: ``NotCustodian``.
  public func requireCustodian() async throws {
    let role = try await Self.memberships(pool).first { $0.organization == organization }?.role
    guard let role, ["admin", "dpo"].contains(role) else {
      throw NotCustodian(organization: organization, role: role)
    }
  }
}
