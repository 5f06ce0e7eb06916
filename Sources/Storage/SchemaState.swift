public import Postgres

/// How a database's schema stands to this program's.
public struct SchemaState: Sendable, Hashable {
  /// A step that the database has taken.
  public struct Applied: Sendable, Hashable {
    /// Its number.
    public let version: Int
    /// Its name.
    public let name: String
    /// Its checksum when it was applied.
    public let checksum: String
  }

  /// What the database has, in order; empty when it was never migrated.
  public let applied: [Applied]
  /// What this program has.
  public let known: [Migration]

  /// What is to be applied.
  public var pending: [Migration] { known.filter { step in !applied.contains { $0.version == step.version } } }

  /// Why this program must not touch the database at all; nil when it may migrate it or use it.
  public var conflict: SchemaError? {
    if let newer = applied.first(where: { step in !known.contains { $0.version == step.version } }) {
      return .newer(database: newer.version, program: known.last?.version ?? 0)
    }
    for step in applied {
      if let ours = known.first(where: { $0.version == step.version }), ours.checksum != step.checksum {
        return .changed(version: step.version, name: step.name)
      }
    }
    return nil
  }

  /// Reads it; works for every role.
  public static func read(_ connection: some Session, known: [Migration] = Migration.all) async throws -> SchemaState {
    let exists = try await connection.query(Statement("select to_regclass('meta.migration') is not null"))
    guard try exists.only(Bool.self) else { return SchemaState(applied: [], known: known) }
    let rows = try await connection.query(
      Statement("select version, name, checksum from meta.migration order by version"))
    let applied = try rows.map { row in
      let (version, name, checksum) = try row.decode((Int32, String, String).self)
      return Applied(version: Int(version), name: name, checksum: checksum)
    }
    return SchemaState(applied: applied, known: known)
  }

  /// Returns when the database has exactly this program's schema.
  /// - Throws: ``SchemaError`` when it has not.
  public func requireCurrent() throws(SchemaError) {
    if let conflict { throw conflict }
    if applied.isEmpty { throw .missing }
    if let first = pending.first { throw .older(database: applied.last?.version ?? 0, program: first.version) }
  }
}

/// Why a database cannot be used as it is.
public enum SchemaError: Error, Sendable, Hashable {
  /// It was never migrated.
  case missing
  /// It lacks steps.
  case older(database: Int, program: Int)
  /// It was migrated by a newer program.
  case newer(database: Int, program: Int)
  /// A step was applied in another form than the one this program has.
  case changed(version: Int, name: String)
}
