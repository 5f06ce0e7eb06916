public import Postgres

/// Brings a database to this program's schema. Needs a login that may create roles, such as a superuser or an
/// administrator with CREATEROLE that owns the database.
///
/// All pending steps are one transaction: the schema is either the old one or the new one. The objects belong to
/// `phano_owner`, in whose name the statements run.
public struct Migrator: Sendable {
  private let connection: Connection
  private let steps: [Migration]

  /// Makes the roles and the privileges on the database itself, which neither a template nor a dump carries along.
  /// Idempotent, and a part of every ``apply()``: after a restore, `phano migrate` brings them back.
  public static var roles: String { Migration.roles }

  /// A migrator on an administrator's connection.
  public init(_ connection: Connection, steps: [Migration] = Migration.all) {
    self.connection = connection
    self.steps = steps
  }

  /// What ``apply()`` would do; changes nothing.
  public func plan() async throws -> SchemaState {
    try await SchemaState.read(connection, known: steps)
  }

  /// Applies the pending steps, one process at a time, and returns them. Where none is pending, roles and privileges on
  /// the database are made good all the same.
  /// - Throws: ``SchemaError`` before anything is touched when the database is not ours to migrate.
  public func apply() async throws -> [Migration] {
    try await connection.withTransaction { connection in
      _ = try await connection.query(Statement("select pg_advisory_xact_lock(7300, 1)"))
      let state = try await SchemaState.read(connection, known: steps)
      if let conflict = state.conflict { throw conflict }
      try await connection.script(Migration.roles)
      guard !state.pending.isEmpty else { return [] }
      try await Owner.act(in: connection) { connection in
        for step in state.pending { try await connection.script(step.sql) }
      }
      for step in state.pending {
        _ = try await connection.query(
          Statement(
            "insert into meta.migration (version, name, checksum) values ($1, $2, $3)",
            [Int32(step.version), step.name, step.checksum]))
      }
      return state.pending
    }
  }
}

/// Acting as `phano_owner`, who cannot log in and has no members but for the length of one transaction.
enum Owner {
  static func act<Value: Sendable>(
    in connection: Transaction, _ body: (Transaction) async throws -> Value
  ) async throws -> Value {
    let isSuperuser = try await connection.query(
      Statement("select rolsuper from pg_roles where rolname = current_user")
    ).only(Bool.self)
    // A superuser may become anybody; another administrator must be a member, and stops being one before the commit.
    if !isSuperuser {
      try await connection.script("grant phano_owner, phano_ctx, phano_queue, phano_vault to current_user")
    }
    // Handing a function over to a role takes membership in it.
    try await connection.script("grant phano_ctx, phano_queue, phano_vault to phano_owner; set local role phano_owner")
    let value = try await body(connection)
    try await connection.script("reset role; revoke phano_ctx, phano_queue, phano_vault from phano_owner")
    if !isSuperuser {
      try await connection.script("revoke phano_owner, phano_ctx, phano_queue, phano_vault from current_user")
    }
    return value
  }
}
