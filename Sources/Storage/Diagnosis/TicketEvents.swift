import Conversation
public import Diagnosis
import Encryption
public import Foundation
import Postgres

/// Something that happened to a ticket, on its way in.
public struct TicketEventRow: Sendable, Hashable {
  /// The account's name in the organization's own books.
  public var account: String
  /// The ticket's id: what its messages have as their thread.
  public var ticket: String
  /// What happened.
  public var kind: TicketEvent.Kind
  /// When.
  public var at: Date

  /// An event.
  public init(account: String, ticket: String, kind: TicketEvent.Kind, at: Date) {
    self.account = account
    self.ticket = ticket
    self.kind = kind
    self.at = at
  }

  /// As the database has it.
  static func number(of kind: TicketEvent.Kind) -> Int16 {
    switch kind {
    case .opened: 1
    case .solved: 2
    case .reopened: 3
    case .escalated: 4
    }
  }

  static func kind(stored: Int16) throws(PostgresError) -> TicketEvent.Kind {
    guard let kind = TicketEvent.Kind.allCases.first(where: { number(of: $0) == stored }) else {
      throw PostgresError(.decoding, "a ticket event of kind \(stored), which this program does not know")
    }
    return kind
  }
}

extension OrganizationStore {
  /// Enters ticket events, sealed; the same event again changes nothing. Returns how many are new.
  public func save(_ events: [TicketEventRow]) async throws -> Int {
    guard !events.isEmpty else { return 0 }
    return try await withKeys { keys in
      let new = try await unknown(events, keys)
      guard !new.isEmpty else { return 0 }
      return Int(try await run(try SealedTicketEvents.statement(new, keys)).only(Int32.self))
    }
  }

  /// Those that are not there yet: a help desk exports the same again and again, and sealing takes longer than looking.
  private func unknown(_ events: [TicketEventRow], _ keys: OrganizationKeys) async throws -> [TicketEventRow] {
    let rows = try await run(
      Statement(
        """
        select given.position - 1
        from unnest($2::bytea[], $3::smallint[], $4::timestamptz[]) with ordinality
          as given (conversation, kind, at, position)
        where (
          -- One by one over the unique index: a join would read all events of the organization for each batch.
          select 1
          from phano.ticket_event e
          where e.organization_id = $1 and e.conversation = given.conversation and e.kind = given.kind
            and e.occurred_at = given.at
          limit 1) is null
        """,
        [
          organization, events.map { keys.conversation(account: keys.account($0.account), thread: $0.ticket) },
          events.map { TicketEventRow.number(of: $0.kind) }, events.map(\.at),
        ], name: "find new ticket events"))
    return try rows.map { events[Int(try $0.decode(Int64.self, 0))] }
  }
}

/// Ticket events of one organization, sealed, as `phano.store_ticket_events` takes them.
enum SealedTicketEvents {
  static func statement(_ events: [TicketEventRow], _ keys: OrganizationKeys) throws -> Statement {
    let ids = events.map { _ in UUID() }
    let accounts = events.map { keys.account($0.account) }
    return Statement(
      "select phano.store_ticket_events($1, $2, $3, $4, $5, $6, $7)",
      [
        Int32(keys.version), ids, accounts,
        try zip(ids, events).map { try keys.seal(Array($1.ticket.utf8), .ticket, row: RowKey($0)) },
        zip(accounts, events).map { keys.conversation(account: $0, thread: $1.ticket) },
        events.map { TicketEventRow.number(of: $0.kind) }, events.map(\.at),
      ], name: "store ticket events")
  }
}
