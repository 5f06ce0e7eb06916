public import Conversation
public import Encryption
public import Postgres

/// Organizations and their members, as an administrator of the database keeps them.
public struct Administration: Sendable {
  private let connection: Connection

  /// On an administrator's connection.
  public init(_ connection: Connection) { self.connection = connection }

  /// An organization and how much of the workers it may have.
  public struct Organization: Sendable, Codable, Hashable {
    /// Its id.
    public let id: OrganizationID
    /// Its name.
    public let name: String
    /// active, suspended, erasing or erased.
    public let status: String
    /// How many of its members are active.
    public let members: Int
  }

  /// Creates an organization with its keys. False when one with this id was there already; then nothing changes.
  /// - Throws: ``KeyringError`` when the other organizations' keys were wrapped by another key than this.
  public func createOrganization(
    _ id: OrganizationID, name: String, maximumInFlight: Int, wrappingKeys: KeyEncryptionKeys
  ) async throws -> Bool {
    try await asOwner { connection in
      let rows = try await connection.query(
        "insert into auth.organization (id, name) values (\(id), \(name)) on conflict (id) do nothing returning id")
      _ = try await connection.query(
        """
        insert into queue.tenant (organization_id, max_in_flight) values (\(id), \(Int32(clamping: maximumInFlight)))
        on conflict (organization_id) do nothing
        """)
      if !rows.isEmpty {
        try await KeyAdministration.check(wrappingKeys, for: id, in: connection)
        try await KeyAdministration.install(id, wrappingKeys, in: connection)
      }
      return !rows.isEmpty
    }
  }

  /// All organizations.
  public func organizations() async throws -> [Organization] {
    try await asOwner { connection in
      let rows = try await connection.query(
        """
        select o.id, o.name, o.status, count(m.user_id) filter (where m.status = 'active')
        from auth.organization o
        left join auth.membership m on m.organization_id = o.id
        group by o.id
        order by o.name, o.id
        """)
      return try rows.decode((OrganizationID, String, String, Int64).self).map {
        Organization(id: $0.0, name: $0.1, status: $0.2, members: Int($0.3))
      }
    }
  }

  /// Whether the cluster has a role of this name that may log in.
  public func hasLogin(_ login: String) async throws -> Bool {
    try await Self.hasLogin(login, connection)
  }

  private static func hasLogin(_ login: String, _ session: some Session) async throws -> Bool {
    let rows = try await session.query(
      "select exists (select from pg_roles where rolname = \(login)::name and rolcanlogin)")
    return try rows.only(Bool.self)
  }

  /// Makes a login an active member of an organization. A login that does not exist is created when asked for, without
  /// a password: how it proves itself is for `pg_hba.conf` or `alter role` to say.
  public func addMember(
    login: String, role: String, of organization: OrganizationID, createLogin: Bool
  ) async throws {
    try await connection.withTransaction { connection in
      if createLogin, try await !Self.hasLogin(login, connection) {
        let create: Statement = "create role \(identifier: login) login"
        try await connection.script(create.sql)
      }
      // A host application writes, and people read: nobody is both.
      let (group, other) = role == "host" ? ("phano_host", "phano_operator") : ("phano_operator", "phano_host")
      let leave: Statement = "revoke \(identifier: other) from \(identifier: login)"
      let join: Statement = "grant \(identifier: group) to \(identifier: login)"
      try await connection.script("\(leave.sql); \(join.sql)")
      // What custodians may do takes the role in the organization too, so being one elsewhere gives nothing here.
      if ["admin", "dpo"].contains(role) {
        let guardKeys: Statement = "grant phano_custodian to \(identifier: login)"
        try await connection.script(guardKeys.sql)
      }
      let isCustodian = try await Owner.act(in: connection) { connection in
        _ = try await connection.query(
          "insert into auth.app_user (login) values (\(login)::name) on conflict (login) do nothing")
        let rows = try await connection.query(
          """
          insert into auth.membership (organization_id, user_id, role)
          select o.id, u.id, \(role)
          from auth.app_user u
          join auth.organization o on o.id = \(organization)
          where u.login = \(login)::name
          on conflict (organization_id, user_id) do update set role = excluded.role, status = 'active'
          returning user_id
          """)
        guard !rows.isEmpty else { throw UnknownOrganization(id: organization) }
        return try await connection.query(
          """
          select exists (
            select from auth.membership m
            join auth.app_user u on u.id = m.user_id
            where u.login = \(login)::name and m.role in ('admin', 'dpo'))
          """
        ).only(Bool.self)
      }
      // Who is a custodian nowhere any more loses what custodians may do.
      if !isCustodian {
        let leaveKeys: Statement = "revoke phano_custodian from \(identifier: login)"
        try await connection.script(leaveKeys.sql)
      }
    }
  }

  /// There is no organization of this id.
  public struct UnknownOrganization: Error, Sendable, Hashable {
    /// The id.
    public let id: OrganizationID
  }

  /// Shuts a member out, or lets them back in. False when there is no such member.
  public func setMember(login: String, active: Bool, in organization: OrganizationID) async throws -> Bool {
    try await asOwner { connection in
      let rows = try await connection.query(
        """
        update auth.membership m set status = \(active ? "active" : "suspended")
        from auth.app_user u
        where u.id = m.user_id and u.login = \(login)::name and m.organization_id = \(organization)
        returning m.user_id
        """)
      return !rows.isEmpty
    }
  }

  /// Suspends an organization, so that workers and the host are refused at once, or lets it work again.
  /// False when there is no such organization.
  public func setOrganization(_ organization: OrganizationID, active: Bool) async throws -> Bool {
    try await asOwner { connection in
      // A transaction of the organization's own that is open under an old snapshot may hold its row.
      try await connection.script("set local lock_timeout = '10s'")
      let rows = try await connection.query(
        """
        update auth.organization set status = \(active ? "active" : "suspended")
        where id = \(organization) and status in ('active', 'suspended')
        returning id
        """)
      return !rows.isEmpty
    }
  }

  func asOwner<Value: Sendable>(
    _ body: (Transaction) async throws -> Value
  ) async throws -> Value {
    try await connection.withTransaction { connection in try await Owner.act(in: connection, body) }
  }
}
