import Conversation
public import Encryption
import Foundation
import Hexadecimal
import Postgres

/// What ``OrganizationStore/rotate(progress:)`` did.
public struct RotationReport: Sendable, Codable, Hashable {
  /// The version that everything is sealed under now.
  public let version: Int
  /// How many values were sealed anew, in this run.
  public let resealed: Int
  /// How many older keys were destroyed.
  public let retired: Int
}

extension OrganizationStore {
  private static let batch = 500

  /// Draws a new version of the data key and seals everything anew under it; or, where an earlier rotation was
  /// interrupted, brings that one to its end first and draws none.
  ///
  /// Workers go on meanwhile: whoever writes under the older key is refused and fetches the new one. When nothing is
  /// sealed under the older key any more and no transaction is left that might still bring something, it is destroyed.
  /// - Throws: ``RotationError/overtaken`` when another rotation of the organization began at the same moment.
  public func rotate(progress: (Int) throws -> Void = { _ in }) async throws -> RotationReport {
    do {
      return try await rotateAlone(progress)
    } catch let error where KeysOutdated.are(error) {
      keyring.forget(organization)
      throw RotationError.overtaken
    }
  }

  private func rotateAlone(_ progress: (Int) throws -> Void) async throws -> RotationReport {
    // Open what is there first: a key that cannot do that is the wrong one, and must not wrap the next version.
    let rows = try await run(Keyring.statement)
    let current = try keyring.keep(rows, of: organization).version
    let isUnfinished = try rows.map { try WrappedKey($0) }.contains { $0.purpose == .data && $0.version < current }
    if !isUnfinished { try await addVersion(after: current) }
    keyring.forget(organization)

    var resealed = 0
    var retired = 0
    // Twice: what was written under the old key while the first round ran is found by the second, after which there
    // can be no more.
    for _ in 0..<2 {
      for field in SealedField.all {
        var last: String? = field.first
        while let after = last {
          let names = try await withKeys { keys in try await reseal(field, after: after, keys) }
          resealed += names.count
          try progress(resealed)
          last = names.count < Self.batch ? nil : names.last
        }
      }
      try await waitForEarlierTransactions()
    }
    let version = try await withKeys { keys in Int(keys.version) }
    retired = try await retire(before: version)
    keyring.forget(organization)
    return RotationReport(version: version, resealed: resealed, retired: retired)
  }

  private func addVersion(after version: UInt32) async throws {
    let wrapping = try keyring.wrappingKeys(anew: true)
    var generator = SystemRandomNumberGenerator()
    let key = DataKey(version: version + 1, using: &generator)
    let wrapped = try wrapping.wrap(key, .data, of: organization.rawValue)
    _ = try await run(
      Statement(
        "select vault.add_version($1, $2, $3, $4)",
        [Int32(key.version), wrapped, Int32(wrapping.version), wrapping.newestFingerprint], name: "add key version"))
  }

  private func reseal(_ field: SealedField, after: String, _ keys: OrganizationKeys) async throws -> [String] {
    let rows = try await run(field.outdated(organization, before: keys.version, after: after, limit: Self.batch))
    guard !rows.isEmpty else { return [] }
    var names: [String] = []
    var old: [[UInt8]] = []
    var new: [[UInt8]] = []
    for (name, envelope) in try rows.decode((String, [UInt8]).self) {
      let row = try field.row(name)
      names.append(name)
      old.append(envelope)
      new.append(try keys.seal(try keys.open(envelope, field.column, row: row), field.column, row: row))
    }
    _ = try await run(field.replace(organization, names, old, new))
    return names
  }

  /// Returns once every transaction has ended that was under way when it was called: whoever writes has drawn its number
  /// before it asked which version is current.
  private func waitForEarlierTransactions() async throws {
    let end = try await run(
      Statement("select pg_snapshot_xmax(pg_current_snapshot())::text", [], name: "snapshot end")
    ).only(String.self)
    while true {
      let isOver = try await run(
        Statement("select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8", [end], name: "snapshot start")
      ).only(Bool.self)
      if isOver { return }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  private func retire(before version: Int) async throws -> Int {
    for field in SealedField.all {
      let left = try await run(field.outdated(organization, before: UInt32(version), after: field.first, limit: 1))
      guard left.isEmpty else { throw RotationError.unfinished(field.column) }
    }
    return Int(
      try await run(Statement("select vault.retire_before($1)", [Int32(version)], name: "retire keys")).only(Int32.self)
    )
  }
}

/// Why a rotation did not come to its end.
public enum RotationError: Error, Sendable, Hashable {
  /// Another rotation drew a version in the meantime; nothing is lost, and this one drew none.
  case overtaken
  /// Something is still sealed under one of them.
  case unfinished(SealedColumn)
}

/// A sealed column as a rotation goes through it.
struct SealedField: Sendable {
  /// What names a row, in SQL as text and to the envelope.
  enum Key: Sendable { case id, account, conversation }

  let column: SealedColumn
  let key: Key

  /// All of them; a test holds this against the catalogue.
  static let all: [SealedField] = [
    SealedField(column: .accountName, key: .account),
    SealedField(column: .accountDomain, key: .account),
    SealedField(column: .contactName, key: .id),
    SealedField(column: .contactEmail, key: .id),
    SealedField(column: .contactPhone, key: .id),
    SealedField(column: .content, key: .id),
    SealedField(column: .respondent, key: .id),
    SealedField(column: .comment, key: .id),
    SealedField(column: .evidence, key: .id),
    SealedField(column: .ticket, key: .id),
    SealedField(column: .feedbackReason, key: .id),
    SealedField(column: .outputSettings, key: .id),
    SealedField(column: .outputSecrets, key: .id),
    SealedField(column: .placeholders, key: .conversation),
  ]

  /// How SQL reads a row's name as text, and what that text is cast to again. The cast is of parameters alone: row
  /// security keeps a comparison from the index whose other side it cannot trust to leak nothing.
  var name: (read: String, column: String, type: String) {
    switch key {
    case .id: ("t.id::text", "t.id", "uuid")
    case .account: ("t.external_id", "t.external_id", "text")
    case .conversation: (#"'\x' || encode(t.conversation, 'hex')"#, "t.conversation", "bytea")
    }
  }

  /// A name that comes before all others.
  var first: String { key == .id ? "00000000-0000-0000-0000-000000000000" : "" }

  func row(_ name: String) throws(PostgresError) -> RowKey {
    switch key {
    case .id:
      guard let id = UUID(uuidString: name) else { throw PostgresError(.decoding, "'\(name)' is no id") }
      return RowKey(id)
    case .account: return RowKey(naming: name)
    case .conversation:
      guard let index = [UInt8](hexadecimal: name.dropFirst(2)) else {
        throw PostgresError(.decoding, "'\(name)' is no blind index")
      }
      return RowKey(index: index)
    }
  }

  /// The next rows in order of their names that are sealed under an earlier version: bytes 3 to 6 of an envelope are its
  /// version, most significant first.
  func outdated(
    _ organization: OrganizationID, before version: UInt32, after: String, limit: Int
  ) -> Statement {
    Statement(
      """
      select \(name.read), t.\(column.column)
      from \(column.table) t
      where t.organization_id = $1 and \(name.column) > $4::text::\(name.type)
        and substring(t.\(column.column) from 3 for 4) < int4send($2)
      order by \(name.column)
      limit $3
      """, [organization, Int32(version), Int64(limit), after], name: "outdated \(column.table).\(column.column)")
  }

  /// Replaces envelopes that are still what they were; whoever changed one meanwhile did it under the new key.
  func replace(
    _ organization: OrganizationID, _ names: [String], _ old: [[UInt8]], _ new: [[UInt8]]
  ) -> Statement {
    Statement(
      """
      update \(column.table) t
      set \(column.column) = given.new
      from unnest($2::text[]::\(name.type)[], $3::bytea[], $4::bytea[]) as given (name, old, new)
      where t.organization_id = $1 and \(name.column) = given.name
        and t.\(column.column) = given.old
      """, [organization, names, old, new], name: "reseal \(column.table).\(column.column)")
  }
}
