import Conversation
import Encryption
public import Foundation
public import Outputs
import Postgres

/// Destinations as the organization's people keep them. Whoever changes one must be a custodian: it is a way out for what the
/// organization knows of its customers.
extension OrganizationStore {
  /// Adds a destination. It is told of the last run at once, if there is any, and of every account in it.
  /// - Returns: its id, and how many deliveries wait for it already.
  /// - Throws: ``NotCustodian``, ``DestinationError/nameTaken``.
  public func addDestination(
    named name: String, _ kind: DestinationKind, events: [OutputEvent], _ settings: DestinationSettings,
    _ secrets: DestinationSecrets
  ) async throws -> (id: UUID, deliveries: Int) {
    try await requireCustodian()
    let id = UUID()
    do {
      let deliveries = try await withKeys { keys in
        try await run(
          Statement(
            "select phano.add_output($1, $2, $3, $4, $5, $6, $7)",
            [
              Int32(keys.version), id, name, kind.number, events.map(\.number).sorted(),
              try keys.seal(json: settings, .outputSettings, row: RowKey(id)),
              try keys.seal(json: secrets, .outputSecrets, row: RowKey(id)),
            ], name: "add output")
        ).only(Int32.self)
      }
      return (id, Int(deliveries))
    } catch let error as PostgresError where error.isUniqueViolation {
      throw DestinationError.nameTaken
    }
  }

  /// All destinations, by name.
  public func destinations() async throws -> [Destination] {
    let rows = try await run(
      Statement(
        """
        select o.id, o.name, o.kind, array_to_string(o.events, ' '), o.state, o.reason, o.settings, o.created_by::text,
          o.created_at, d.pending, d.delivered, d.failed
        from phano.output_destination o
        cross join lateral (
          select count(*) filter (where d.state = 1) as pending, count(*) filter (where d.state = 2) as delivered,
            count(*) filter (where d.state = 3) as failed
          from phano.output_delivery d
          where d.organization_id = $1 and d.destination_id = o.id
        ) d
        where o.organization_id = $1
        order by o.name
        """, [organization], name: "list outputs"))
    guard !rows.isEmpty else { return [] }
    return try await withKeys { keys in
      try rows.map { row in
        let (id, name, kind, events, state, reason) = try row.decode(
          (UUID, String, Int16, String, Int16, String?).self)
        return Destination(
          id: id, name: name, kind: try DestinationKind(stored: kind),
          events: try events.split(separator: " ").compactMap { Int16($0) }.map { try OutputEvent(stored: $0) },
          state: try Destination.State(stored: state), reason: reason,
          settings: try keys.settings(row.decode([UInt8].self, 6), of: id), createdBy: try row.decode(String.self, 7),
          createdAt: try row.decode(Date.self, 8), pending: Int(try row.decode(Int64.self, 9)),
          delivered: Int(try row.decode(Int64.self, 10)), failed: Int(try row.decode(Int64.self, 11)))
      }
    }
  }

  /// A destination's secrets, for whoever makes requests in its name or shows them to a custodian.
  /// - Throws: ``NotCustodian``.
  public func secrets(of destination: UUID) async throws -> DestinationSecrets {
    try await requireCustodian()
    return try await withKeys { keys in try keys.secrets(try await sealedSecrets(of: destination), of: destination) }
  }

  /// Changes a destination's secrets; those that somebody else changed meanwhile are read and changed once more.
  /// - Throws: ``NotCustodian``, ``DestinationError/changing``.
  public func changeSecrets(
    of destination: UUID, _ change: (inout DestinationSecrets) -> Void
  ) async throws {
    try await requireCustodian()
    for _ in 0..<3 {
      let isChanged = try await withKeys { keys in
        let old = try await sealedSecrets(of: destination)
        var secrets = try keys.secrets(old, of: destination)
        change(&secrets)
        return try await run(
          Statement(
            "select phano.change_output($1, $2, null, $3, $4)",
            [
              Int32(keys.version), destination,
              try keys.seal(json: secrets, .outputSecrets, row: RowKey(destination)), old,
            ], name: "change output")
        ).only(Bool.self)
      }
      if isChanged { return }
    }
    throw DestinationError.changing
  }

  private func sealedSecrets(of destination: UUID) async throws -> [UInt8] {
    let rows = try await run(
      Statement(
        "select o.secrets from phano.output_destination o where o.organization_id = $1 and o.id = $2",
        [organization, destination], name: "load output secrets"))
    guard let row = rows.first else { throw DestinationError.gone }
    return try row.decode([UInt8].self, 0)
  }

  /// Pauses a destination, or has it sent to: what gathered goes at once.
  public func setPaused(_ isPaused: Bool, _ destination: UUID) async throws {
    try await requireCustodian()
    _ = try await run(
      Statement(
        "select phano.set_output_state($1, $2)", [destination, Int16(isPaused ? 2 : 1)], name: "set output state"))
  }

  /// Has something sent that tells of nothing. Nil when the destination is not enabled.
  public func sendTest(to destination: UUID) async throws -> UUID? {
    try await requireCustodian()
    return try await run(Statement("select phano.test_output($1)", [destination], name: "test output"))
      .only(UUID?.self)
  }

  /// Has deliveries sent once more, under the ids that they had. Returns how many.
  public func replay(_ deliveries: [UUID], of destination: UUID) async throws -> Int {
    try await replay(destination, deliveries, nil)
  }

  /// The same of all that failed since a time.
  public func replayFailed(since: Date, of destination: UUID) async throws -> Int {
    try await replay(destination, nil, since)
  }

  private func replay(_ destination: UUID, _ deliveries: [UUID]?, _ since: Date?) async throws -> Int {
    try await requireCustodian()
    return Int(
      try await run(
        Statement(
          "select phano.replay_outputs($1, $2, $3)", [destination, deliveries, since], name: "replay outputs")
      ).only(Int32.self))
  }

  /// Removes a destination with all that was and is to be sent there.
  public func removeDestination(_ destination: UUID) async throws {
    try await requireCustodian()
    _ = try await run(Statement("select phano.remove_output($1)", [destination], name: "remove output"))
  }

  /// A destination's deliveries, the newest first.
  public func deliveries(
    of destination: UUID, _ state: OutputDelivery.State? = nil, limit: Int
  ) async throws -> [OutputDelivery] {
    let number = state.flatMap { OutputDelivery.State.allCases.firstIndex(of: $0) }.map { Int16($0 + 1) }
    let rows = try await run(
      Statement(
        """
        select d.id, d.event, a.external_id, d.state, d.attempts, d.last_status, d.last_code, d.created_at, d.next_at,
          d.ended_at
        from phano.output_delivery d
        left join phano.account a on a.organization_id = $1 and a.id = d.account_id
        where d.organization_id = $1 and d.destination_id = $2 and ($3::smallint is null or d.state = $3)
        order by d.created_at desc, d.position desc
        limit $4
        """, [organization, destination, number, Int64(limit)], name: "list deliveries"))
    return try rows.map { row in
      let (id, event, account, state, attempts) = try row.decode((UUID, Int16, String?, Int16, Int32).self)
      return OutputDelivery(
        id: id, event: try OutputEvent(stored: event), account: account, state: try OutputDelivery.State(stored: state),
        attempts: Int(attempts), lastStatus: try row.decode(Int16?.self, 5).map(Int.init),
        lastCode: try row.decode(String?.self, 6), createdAt: try row.decode(Date.self, 7),
        nextAt: try row.decode(Date.self, 8), endedAt: try row.decode(Date?.self, 9))
    }
  }

  /// The times that a delivery was sent, the first one first.
  public func attempts(of delivery: UUID) async throws -> [OutputAttempt] {
    let rows = try await run(
      Statement(
        """
        select t.number, t.at, t.status, t.code, t.milliseconds
        from phano.output_attempt t
        where t.organization_id = $1 and t.delivery_id = $2
        order by t.number
        """, [organization, delivery], name: "list attempts"))
    return try rows.decode((Int32, Date, Int16?, String?, Int32).self).map {
      OutputAttempt(
        number: Int($0.0), at: $0.1, status: $0.2.map(Int.init), code: $0.3, milliseconds: Int($0.4))
    }
  }

  /// What a run on record said, as far as destinations are told of it; of the last run unless another one is named.
  public func outputRun(_ settings: DestinationSettings, of run: DiagnosisRun? = nil) async throws -> OutputRun? {
    let last = if let run { run } else { try await runs(limit: 1).first }
    guard let last else { return nil }
    return try await withKeys { keys in
      try await OutputReader(organization: organization, keys: keys, run: { try await self.run($0) })
        .load(last.id, .all, settings)
    }
  }
}

/// Why a destination could not be added or changed.
public enum DestinationError: Error, Sendable, Hashable {
  /// Another one has that name.
  case nameTaken
  /// Somebody else changed it each time.
  case changing
  /// It was removed.
  case gone
}
