public import Conversation
public import Encryption
public import Postgres

/// Every organization's keys, as an administrator of the database keeps them: wrapped. What they seal, an administrator
/// does not see.
public struct KeyAdministration: Sendable {
  private let connection: Connection

  /// On an administrator's connection.
  public init(_ connection: Connection) { self.connection = connection }

  /// One organization's keys.
  public struct Status: Sendable, Codable, Hashable {
    /// Whose they are.
    public let organization: OrganizationID
    /// Its name.
    public let name: String
    /// The version that seals; 0 when it has no keys.
    public let version: Int
    /// Earlier versions that some fields are still sealed under: a rotation that has not come to its end.
    public let olderVersions: [Int]
    /// The versions of the wrapping key that its keys are wrapped by.
    public let wrappedBy: [Int]
  }

  /// The keys of all organizations that are not erased.
  public func status() async throws -> [Status] {
    try await asOwner { connection in
      let rows = try await connection.query(
        """
        select o.id, o.name,
          array(select k.version from vault.organization_key k
                where k.organization_id = o.id and k.purpose = 1 order by k.version),
          array(select distinct k.kek_version from vault.organization_key k where k.organization_id = o.id order by 1)
        from auth.organization o
        where o.status <> 'erased'
        order by o.name, o.id
        """)
      return try rows.map { row in
        let (id, name, versions, wrappedBy) = try row.decode((OrganizationID, String, [Int32], [Int32]).self)
        return Status(
          organization: id, name: name, version: Int(versions.last ?? 0),
          olderVersions: versions.dropLast().map { Int($0) }, wrappedBy: wrappedBy.map { Int($0) })
      }
    }
  }

  /// The organizations whose keys cannot be had, and why; each key is opened to find out. Those that are being erased may
  /// be without.
  public func locked(_ keyring: Keyring) async throws -> [OrganizationID: KeyringError] {
    try await asOwner { connection in
      let organizations = try await connection.query(
        "select o.id from auth.organization o where o.status in ('active', 'suspended')")
      let keys = try await connection.query(
        """
        select k.purpose, k.version, k.wrapped::bytea, k.kek_version, k.kek_fingerprint, k.organization_id
        from vault.organization_key k
        """)
      var locked: [OrganizationID: KeyringError] = [:]
      var purposes: [OrganizationID: Set<KeyEncryptionKeys.Purpose>] = [:]
      for row in keys {
        let (stored, organization) = (try WrappedKey(row), try row.decode(OrganizationID.self, 5))
        purposes[organization, default: []].insert(stored.purpose)
        do {
          _ = try keyring.unwrap(stored, of: organization)
        } catch let error as KeyringError {
          locked[organization] = error
        }
      }
      for organization in try organizations.decode(OrganizationID.self)
      where purposes[organization, default: []].count < 2 {
        locked[organization] = .noKeys(organization)
      }
      return locked
    }
  }

  /// Gives keys to the organizations that have none. Returns those.
  /// - Throws: ``KeyringError/wrongKey(_:version:expected:given:)`` when the others' were wrapped by another key.
  public func createMissing(_ wrapping: KeyEncryptionKeys) async throws -> [OrganizationID] {
    try await asOwner { connection in
      let rows = try await connection.query(
        """
        select o.id
        from auth.organization o
        where o.status in ('active', 'suspended')
          and not exists (select from vault.organization_key k where k.organization_id = o.id)
        order by o.id
        for update
        """)
      let organizations = try rows.decode(OrganizationID.self)
      if let first = organizations.first { try await Self.check(wrapping, for: first, in: connection) }
      for organization in organizations { try await Self.install(organization, wrapping, in: connection) }
      return organizations
    }
  }

  /// Keys that some other key of the same version wrapped tell that this one is not the database's: whatever it wrapped
  /// would open for nobody who has the right one.
  static func check(
    _ wrapping: KeyEncryptionKeys, for organization: OrganizationID, in session: some Session
  ) async throws {
    let rows = try await session.query(
      """
      select k.kek_fingerprint
      from vault.organization_key k
      where k.kek_version = \(Int32(wrapping.version)) and k.kek_fingerprint <> \(wrapping.newestFingerprint)
      limit 1
      """)
    if let expected = try rows.decode(String.self).first {
      throw KeyringError.wrongKey(
        organization, version: wrapping.version, expected: expected, given: wrapping.newestFingerprint)
    }
  }

  /// Draws an organization's first keys.
  static func install(
    _ organization: OrganizationID, _ wrapping: KeyEncryptionKeys, in session: some Session
  ) async throws {
    var generator = SystemRandomNumberGenerator()
    for purpose in [KeyEncryptionKeys.Purpose.data, .index] {
      let key = DataKey(version: 1, using: &generator)
      let wrapped = try wrapping.wrap(key, purpose, of: organization.rawValue)
      _ = try await session.query(
        """
        insert into vault.organization_key
          (organization_id, purpose, version, wrapped, kek_version, kek_fingerprint)
        values (\(organization), \(purpose.rawValue), 1, \(wrapped), \(Int32(wrapping.version)),
          \(wrapping.newestFingerprint))
        """)
    }
  }

  /// Wraps all keys anew by the newest wrapping key; what is sealed stays as it is, and workers go on. Keys that are
  /// wrapped by it already are passed over, so an interrupted run goes on where it stopped. Returns how many were wrapped.
  /// - Throws: ``KeyringError`` at the first key that does not open; those before it are done.
  public func rewrap(_ keyring: Keyring) async throws -> Int {
    let wrapping = try keyring.wrappingKeys()
    var count = 0
    for organization in try await wrapped(otherwiseThan: wrapping) {
      count += try await asOwner { connection in
        let rows = try await connection.query(
          """
          select k.purpose, k.version, k.wrapped::bytea, k.kek_version, k.kek_fingerprint
          from vault.organization_key k
          where k.organization_id = \(organization)
            and (k.kek_version, k.kek_fingerprint) <> (\(Int32(wrapping.version)), \(wrapping.newestFingerprint))
          for update
          """)
        for row in rows {
          let stored = try WrappedKey(row)
          let key = try keyring.unwrap(stored, of: organization)
          let wrapped = try wrapping.wrap(key, stored.purpose, of: organization.rawValue)
          _ = try await connection.query(
            """
            update vault.organization_key k
            set wrapped = \(wrapped), kek_version = \(Int32(wrapping.version)),
              kek_fingerprint = \(wrapping.newestFingerprint)
            where k.organization_id = \(organization) and k.purpose = \(stored.purpose.rawValue)
              and k.version = \(Int32(stored.version))
            """)
        }
        return rows.count
      }
    }
    return count
  }

  private func wrapped(otherwiseThan wrapping: KeyEncryptionKeys) async throws -> [OrganizationID] {
    try await asOwner { connection in
      try await connection.query(
        """
        select distinct k.organization_id
        from vault.organization_key k
        where (k.kek_version, k.kek_fingerprint) <> (\(Int32(wrapping.version)), \(wrapping.newestFingerprint))
        order by 1
        """
      ).decode(OrganizationID.self)
    }
  }

  private func asOwner<Value: Sendable>(
    _ body: (Transaction) async throws -> Value
  ) async throws -> Value {
    try await connection.withTransaction { connection in try await Owner.act(in: connection, body) }
  }
}
