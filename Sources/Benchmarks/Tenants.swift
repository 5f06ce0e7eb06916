import Conversation
import Encryption
import Foundation
import Storage

/// Organizations with interactions, made by the code that makes them in earnest.
struct Tenants: Sendable {
  /// Their ids.
  let organizations: [OrganizationID]
  /// The key that wraps theirs.
  let wrapping: KeyEncryptionKeys

  /// A keyring of its own, as each process has one.
  func keyring() -> Keyring { Keyring { wrapping } }

  /// Makes them, with one member: the database's person.
  static func make(_ count: Int, in database: BenchDatabase) async throws -> Tenants {
    var generator = SystemRandomNumberGenerator()
    let tenants = Tenants(
      organizations: (0..<count).map { _ in OrganizationID(rawValue: UUID()) },
      wrapping: KeyEncryptionKeys(using: &generator))
    try await database.asAdministrator { connection in
      let administration = Administration(connection)
      for (number, organization) in tenants.organizations.enumerated() {
        _ = try await administration.createOrganization(
          organization, name: "Bench \(number)", maximumInFlight: 100_000, wrappingKeys: tenants.wrapping)
        try await administration.addMember(
          login: database.person, role: "admin", of: organization, createLogin: true)
      }
    }
    return tenants
  }

  /// Submits interactions to each of some organizations; their bodies are of 1 KB.
  func submit(_ count: Int, to organizations: some Sequence<OrganizationID>, in database: BenchDatabase) async throws {
    try await database.withPool(of: database.person) { pool in
      for organization in organizations {
        let store = OrganizationStore(organization, pool, keyring())
        for first in stride(from: 0, to: count, by: Self.page) {
          _ = try await store.submit((first..<min(first + Self.page, count)).map(Self.submission))
        }
      }
    }
  }

  private static let page = 1000

  /// A hundred accounts with one contact each, and a mail of 1 KB from them by turns.
  private static func submission(_ number: Int) -> Submission {
    let account = number % 100
    let sentence = "Export \(number) stops at the second page and nobody has answered us since Monday. "
    return Submission(
      source: "bench", externalID: "\(number)", account: "account-\(account)", contactName: "Contact \(account)",
      contactEmail: "contact\(account)@customer.example", threadID: "thread-\(number)",
      interaction: Interaction(
        channel: .email, subject: "Export \(number)",
        occurredAt: Date(timeIntervalSince1970: 1_780_000_000 + Double(number) * 60),
        turns: [
          Turn(author: .customer, body: String(repeating: sentence, count: 1024 / sentence.utf8.count + 1))
        ]))
  }
}
