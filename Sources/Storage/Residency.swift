public import Conversation
import Jobs
import Postgres

/// A ground on record under which text may go to one host outside the European Economic Area.
public struct TransferRecord: Sendable, Codable, Hashable {
  /// The exact host, lower case.
  public let host: String
  /// `scc` or `adequacy`.
  public let kind: String
  /// ISO 3166-1 code.
  public let country: String
  /// The contract's number or file name, or the decision's number.
  public let document: String
  /// Day of the last signature, or of the decision, `YYYY-MM-DD`.
  public let signedOn: String
  /// The other party.
  public let party: String

  /// What is to be recorded.
  public init(host: String, kind: String, country: String, document: String, signedOn: String, party: String) {
    self.host = host
    self.kind = kind
    self.country = country
    self.document = document
    self.signedOn = signedOn
    self.party = party
  }
}

/// A ground that holds, with the number under which workers register with it.
public struct TransferGroundRow: Sendable, Hashable {
  /// Its number.
  public let id: Int64
  /// What it is.
  public let record: TransferRecord
}

extension TransferGroundRow {
  /// The ground that holds for a host.
  static func statement(_ host: String) -> Statement {
    Statement(
      """
      select id, kind, country, document, to_char(signed_on, 'YYYY-MM-DD'), party
      from queue.transfer_ground($1)
      """, [host], name: "transfer ground")
  }

  static func read(_ rows: Rows, host: String) throws -> TransferGroundRow? {
    try rows.decode((Int64, String, String, String, String, String).self).first.map {
      TransferGroundRow(
        id: $0.0,
        record: TransferRecord(
          host: host, kind: $0.1, country: $0.2, document: $0.3, signedOn: $0.4, party: $0.5))
    }
  }
}

// MARK: Administrators

extension Administration {
  /// Something that was said about a host: a ground, or that there is none any more.
  public struct TransferEvent: Sendable, Codable, Hashable {
    /// The exact host.
    public let host: String
    /// Whether the ground was withdrawn.
    public let isWithdrawal: Bool
    /// The ground; nil for a withdrawal.
    public let ground: TransferRecord?
    /// When, in UTC.
    public let at: String
    /// The login that said so.
    public let actor: String
    /// Whether it is what holds now.
    public let isInForce: Bool
  }

  /// Puts a ground on record. False when the very same one holds already; then nothing changes.
  public func recordTransfer(_ record: TransferRecord) async throws -> Bool {
    try await asOwner { connection in
      _ = try await connection.query("select pg_advisory_xact_lock(7301, 3)")
      if try await TransferGroundRow.read(
        connection.query(TransferGroundRow.statement(record.host)), host: record.host)?.record == record
      {
        return false
      }
      _ = try await connection.query(
        """
        insert into auth.transfer_event (host, kind, country, document, signed_on, party)
        values (\(record.host), \(record.kind), \(record.country), \(record.document), \(record.signedOn)::text::date,
          \(record.party))
        """)
      return true
    }
  }

  /// Withdraws the ground of a host; workers that use it stop claiming at once. False when there was none.
  public func withdrawTransfer(host: String) async throws -> Bool {
    try await asOwner { connection in
      _ = try await connection.query("select pg_advisory_xact_lock(7301, 3)")
      guard
        try await TransferGroundRow.read(connection.query(TransferGroundRow.statement(host)), host: host) != nil
      else { return false }
      _ = try await connection.query(
        "insert into auth.transfer_event (host, is_withdrawal) values (\(host), true)")
      return true
    }
  }

  /// All that was ever recorded, the oldest first.
  public func transferEvents() async throws -> [TransferEvent] {
    try await asOwner { connection in
      let rows = try await connection.query(
        """
        select t.host, t.kind, t.country, t.document, to_char(t.signed_on, 'YYYY-MM-DD'), t.party,
          to_char(t.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), t.actor::text, queue.is_in_force(t.id)
        from auth.transfer_event t
        order by t.id
        """)
      return try rows.map { row in
        let (host, kind, country, document, signedOn) = try row.decode(
          (String, String?, String?, String?, String?).self)
        let party = try row.decode(String?.self, 5)
        var ground: TransferRecord?
        if let kind, let country, let document, let signedOn, let party {
          ground = TransferRecord(
            host: host, kind: kind, country: country, document: document, signedOn: signedOn, party: party)
        }
        return TransferEvent(
          host: host, isWithdrawal: ground == nil, ground: ground, at: try row.decode(String.self, 6),
          actor: try row.decode(String.self, 7), isInForce: try row.decode(Bool.self, 8))
      }
    }
  }
}

// MARK: An organization's people

extension OrganizationStore {
  /// The ground that holds for a host; nil: no text may go there.
  public func transferGround(host: String) async throws -> TransferGroundRow? {
    try TransferGroundRow.read(try await run(TransferGroundRow.statement(host)), host: host)
  }

  /// Whether the organization forbids that its text leaves the European Economic Area on any ground.
  public func forbidsTransfer() async throws -> Bool {
    try await run("select queue.forbids_transfer()").only(Bool.self)
  }

  /// Forbids it, or allows it again; takes the role admin or dpo, and goes on record in the audit chain. False when that
  /// is how it was.
  public func setTransferForbidden(_ isForbidden: Bool) async throws -> Bool {
    try await run(Statement("select queue.set_transfer_forbidden($1)", [isForbidden], name: "forbid transfer"))
      .only(Bool.self)
  }

  /// Why nobody takes the organization's ready jobs; nil when somebody does, or there are none.
  public func hindrance() async throws -> String? {
    try await run("select queue.hindrance_of_organization()").only(String?.self)
  }
}

// MARK: Workers

extension JobQueue {
  /// The ground that holds for a host; nil: no text may go there.
  public func transferGround(host: String) async throws -> TransferGroundRow? {
    try TransferGroundRow.read(try await query(TransferGroundRow.statement(host)), host: host)
  }

  /// Organizations whose ready jobs nobody takes, with the reason's code.
  public func hindrances() async throws -> [OrganizationID: String] {
    let rows = try await query(
      Statement("select organization_id, reason from queue.hindrances()", [], name: "queue.hindrances"))
    return Dictionary(try rows.decode((OrganizationID, String).self).map { ($0.0, $0.1) }) { $1 }
  }
}

extension VerdictStore {
  /// The last question before text of an organization leaves the European Economic Area: whether the ground still holds
  /// on which the worker registered, and the organization still does not forbid it.
  /// - Throws: Also when the organization does not let the worker in any more.
  public func mayTransfer(of organization: OrganizationID, as worker: WorkerIdentity) async throws -> Bool {
    let statement = Statement("select queue.may_transfer()", name: "may transfer")
    return try await run([.show(worker), .enter(organization), statement])[2].only(Bool.self)
  }
}
