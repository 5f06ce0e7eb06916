public import Conversation
public import Encryption
import Foundation
import Postgres
import Synchronization

/// The organizations' keys as this process has unwrapped them so far, and the keys that unwrap them.
///
/// Only what the database hands out gets here: it gives an organization's wrapped keys to those alone whom it lets into
/// the organization.
public final class Keyring: Sendable {
  private struct State {
    var wrapping: KeyEncryptionKeys?
    var organizations: [OrganizationID: OrganizationKeys] = [:]
    /// When the source was last asked for a version that was missing.
    var lastSearch: ContinuousClock.Instant?
  }

  private let source: @Sendable () throws -> KeyEncryptionKeys
  private let pause: Duration
  private let now: @Sendable () -> ContinuousClock.Instant
  private let state = Mutex(State())

  /// Unwrapped keys of more organizations than this are not kept: 64 bytes each, and whatever is here can be read by
  /// whoever reads this process's memory.
  private static let capacity = 10_000

  /// A keyring that asks for the wrapping keys when it first needs them, and again when the database has keys that were
  /// wrapped by a later one.
  /// - Parameters:
  ///   - pause: how long it waits before it asks again for a version that was missing. The source may be a command, and
  ///     every organization of a batch may want that version. Default: 10 seconds.
  ///   - now: the time.
  ///   - source: reads the wrapping keys.
  public init(
    pause: Duration = .seconds(10), now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
    _ source: @escaping @Sendable () throws -> KeyEncryptionKeys
  ) {
    (self.pause, self.now, self.source) = (pause, now, source)
  }

  /// The keys that wrap.
  /// - Throws: What the source throws.
  public func wrappingKeys(anew: Bool = false) throws -> KeyEncryptionKeys {
    if !anew, let known = state.withLock({ $0.wrapping }) { return known }
    let keys = try source()
    state.withLock { $0.wrapping = keys }
    return keys
  }

  func cached(_ organization: OrganizationID) -> OrganizationKeys? {
    state.withLock { $0.organizations[organization] }
  }

  /// Have the keys fetched anew next time: there are others by now, or none.
  func forget(_ organization: OrganizationID) {
    state.withLock { _ = $0.organizations.removeValue(forKey: organization) }
  }

  /// Fetches the wrapped keys of the organization in context.
  static let statement = Statement(
    "select purpose, version, wrapped, kek_version, kek_fingerprint from vault.keys()", [], name: "fetch keys")

  /// Unwraps what ``statement`` brought.
  /// - Throws: ``KeyringError``, or what the source throws.
  func keep(_ rows: Rows, of organization: OrganizationID) throws -> OrganizationKeys {
    var data: [DataKey] = []
    var index: DataKey?
    for row in rows {
      let stored = try WrappedKey(row)
      let key = try unwrap(stored, of: organization)
      switch stored.purpose {
      case .data: data.append(key)
      case .index: index = key
      }
    }
    guard let index, !data.isEmpty else { throw KeyringError.noKeys(organization) }
    let keys = try OrganizationKeys(organization: organization.rawValue, data: data, index: index)
    state.withLock { state in
      if state.organizations.count >= Self.capacity { state.organizations.removeAll() }
      state.organizations[organization] = keys
    }
    return keys
  }

  private func maySearch() -> Bool {
    let moment = now()
    return state.withLock { state in
      if let last = state.lastSearch, last.duration(to: moment) < pause { return false }
      state.lastSearch = moment
      return true
    }
  }

  func unwrap(_ stored: WrappedKey, of organization: OrganizationID) throws -> DataKey {
    var wrapping = try wrappingKeys()
    if wrapping.fingerprint(stored.wrappedBy) == nil, maySearch() { wrapping = try wrappingKeys(anew: true) }
    let given = wrapping.fingerprint(stored.wrappedBy)
    guard given == stored.fingerprint else {
      throw KeyringError.wrongKey(
        organization, version: stored.wrappedBy, expected: stored.fingerprint, given: given)
    }
    do {
      return try wrapping.unwrap(
        stored.wrapped, stored.purpose, version: stored.version, of: organization.rawValue)
    } catch {
      throw KeyringError.damaged(organization, version: stored.version)
    }
  }
}

/// One row of `vault.organization_key`.
struct WrappedKey: Sendable {
  let purpose: KeyEncryptionKeys.Purpose
  /// The key's own version.
  let version: UInt32
  let wrapped: [UInt8]
  /// The version and fingerprint of what wrapped it.
  let wrappedBy: UInt32
  let fingerprint: String

  /// From a row that begins with ``Keyring/statement``'s columns.
  init(_ row: Row) throws {
    let (purpose, version, wrapped, kek, fingerprint) = try row.decode((Int16, Int32, [UInt8], Int32, String).self)
    guard let purpose = KeyEncryptionKeys.Purpose(rawValue: purpose) else {
      throw PostgresError(.decoding, "a key of purpose \(purpose), which this program does not know")
    }
    self.purpose = purpose
    self.version = UInt32(clamping: version)
    self.wrapped = wrapped
    wrappedBy = UInt32(clamping: kek)
    self.fingerprint = fingerprint
  }
}

/// Why an organization's keys cannot be had.
public enum KeyringError: Error, Sendable, Hashable {
  /// It has none: they were never made, or were destroyed.
  case noKeys(OrganizationID)
  /// The wrapping key at hand is not the one that wrapped them; `given` is nil when that version is missing altogether.
  case wrongKey(OrganizationID, version: UInt32, expected: String, given: String?)
  /// The right wrapping key does not open them: they were changed, or belong to another organization.
  case damaged(OrganizationID, version: UInt32)
}
