import Conversation
import Encryption
import Foundation
import Hexadecimal
import Postgres

/// A person that somebody asks about, by what they can be found by.
public struct Subject: Sendable, Hashable {
  /// E-mail addresses and telephone numbers.
  public var emails, phones: [String]

  /// A person.
  public init(emails: [String], phones: [String]) {
    self.emails = emails
    self.phones = phones
  }
}

/// Everything of one person in an organization, as it is now.
struct SubjectTraces {
  var contacts: [ContactID] = []
  var names: [String] = []
  /// Their own interactions, which go as a whole.
  var interactions: [InteractionID] = []
  /// Answers they gave.
  var answers: [UUID] = []
  /// What came by SQL from them and is not sealed yet.
  var intakes: [UUID] = []
  /// Conversations in which they are mentioned: what is left of these is redacted.
  var conversations: [[UInt8]] = []
}

extension OrganizationStore {
  private static let rounds = 5

  /// What ``eraseSubject(_:as:onRecord:)`` would delete.
  public func subjectErasurePlan(_ subject: Subject) async throws -> ErasureReceipt {
    _ = try await run(Statement("select ctx.require_custodian()", [], name: "require custodian"))
    return try await withKeys { keys in
      let indexes = keys.indexes(of: subject)
      let traces = try await traces(of: indexes, keys)
      let changes = try await redactions(traces, indexes, keys)
      return ErasureReceipt(
        entry: ErasureEntry(.subject, of: organization, indexes: indexes), counts: changes.counts(with: traces),
        isDryRun: true)
    }
  }

  /// Erases one person: what they wrote and answered is deleted with what was made of it, and in what others wrote their
  /// addresses, numbers and names give way to a mark.
  public func eraseSubject(
    _ subject: Subject, onRecord: (ErasureEntry) throws -> Void = { _ in }
  ) async throws -> ErasureReceipt {
    let indexes = try await withKeys { $0.indexes(of: subject) }
    return try await eraseSubject(indexes, onRecord: onRecord)
  }

  func eraseSubject(
    _ indexes: Set<[UInt8]>, as known: ErasureEntry? = nil, onRecord: (ErasureEntry) throws -> Void = { _ in }
  ) async throws -> ErasureReceipt {
    let entry = known ?? ErasureEntry(.subject, of: organization, indexes: indexes)
    // What was being written when it was asked for is to be found too; and an order that cannot begin, since somebody does
    // not stop writing, must not stand in the ledger.
    _ = try await run(Statement("select ctx.await_writers()", [], name: "await writers"))
    try onRecord(entry)
    var total = ErasureCounts()
    // Once more after each time that something was found: somebody changed what was just read, or a worker was sealing what
    // came by SQL and has put it where this round had already looked.
    for round in 0..<Self.rounds {
      let (counts, isWhole) = try await withKeys { keys in
        try await eraseOnce(indexes, entry, isFirst: round == 0, keys)
      }
      total += counts
      // What is found in the last round came while this one was at work, and is erased like the rest.
      if isWhole, counts.isEmpty || round == Self.rounds - 1 {
        return ErasureReceipt(entry: entry, counts: total, isDryRun: false)
      }
    }
    throw ErasureError.changing
  }

  private func eraseOnce(
    _ indexes: Set<[UInt8]>, _ entry: ErasureEntry, isFirst: Bool, _ keys: OrganizationKeys
  ) async throws -> (ErasureCounts, isWhole: Bool) {
    let traces = try await traces(of: indexes, keys)
    let changes = try await redactions(traces, indexes, keys)
    let counts = changes.counts(with: traces)
    if counts.isEmpty, !isFirst { return (counts, true) }
    let results = try await run(
      [
        // Nobody enqueues what is redacted here before it is.
        Statement("select ctx.await_writers()", [], name: "await writers"),
        Statement("select vault.require_version($1)", [Int32(keys.version)], name: "require key version"),
        Statement("select queue.forget($1)", [traces.interactions + traces.intakes.map(InteractionID.init(rawValue:))]),
        Statement("select queue.restart($1)", [changes.interactions.map(\.id)]),
      ] + changes.statements(organization) + [deletion(traces, changes, indexes)] + record(entry, counts))
    let last = 4 + ErasureChanges.statementCount
    let changed = results[4..<last].reduce(0) { $0 + $1.affected }
    let erasedMaps = Int(try results[last].only(Int32.self))
    return (counts, isWhole: changed == changes.expected && erasedMaps == changes.obsolete.count)
  }

  /// Accounts that go by the person's own address go too, and with them whatever is left of these.
  private func deletion(
    _ traces: SubjectTraces, _ changes: ErasureChanges, _ indexes: Set<[UInt8]>
  ) -> Statement {
    Statement(
      "select phano.erase_rows($1, $2, $3, $4, $5, $6, $7)",
      [
        traces.interactions, traces.answers, traces.intakes, traces.contacts,
        indexes.map { "person-\($0.hexadecimal.prefix(16))" }, changes.obsolete.map(\.conversation),
        changes.obsolete.map(\.revision),
      ], name: "erase rows")
  }

  // MARK: Finding

  private func traces(of indexes: Set<[UInt8]>, _ keys: OrganizationKeys) async throws -> SubjectTraces {
    let wanted = Array(indexes)
    let results = try await run([
      // First, since a worker that seals one meanwhile has put it where the others look.
      Statement(
        """
        select n.id, coalesce(n.document ->> 'contact_email', n.document ->> 'respondent'), n.document ->> 'contact_phone'
        from phano.intake n where n.organization_id = $1
        """, [organization], name: "find intakes"),
      Statement(
        """
        select c.id, c.name from phano.contact c
        where c.organization_id = $1 and (c.email_index = any($2) or c.phone_index = any($2))
        """, [organization, wanted], name: "find contacts"),
      Statement(
        """
        select i.id from phano.interaction i
        where i.organization_id = $1 and i.contact_id in (
          select c.id from phano.contact c
          where c.organization_id = $1 and (c.email_index = any($2) or c.phone_index = any($2)))
        """, [organization, wanted], name: "find interactions"),
      Statement(
        "select n.id from phano.nps_response n where n.organization_id = $1 and n.respondent_index = any($2)",
        [organization, wanted], name: "find answers"),
      Statement(
        "select m.conversation from phano.masking_case m where m.organization_id = $1 and m.mentions && $2",
        [organization, wanted], name: "find mentions"),
    ])
    var traces = SubjectTraces()
    for (id, name) in try results[1].decode((ContactID, [UInt8]?).self) {
      traces.contacts.append(id)
      if let name = try keys.text(name, .contactName, row: RowKey(id)) { traces.names.append(name) }
    }
    traces.interactions = try results[2].decode(InteractionID.self)
    traces.answers = try results[3].decode(UUID.self)
    traces.conversations = try results[4].map { try $0.decode([UInt8].self, 0) }
    for (id, email, phone) in try results[0].decode((UUID, String?, String?).self) {
      let isTheirs =
        email.map { indexes.contains(keys.index(person: $0)) } ?? false
        || phone.map { indexes.contains(keys.index(phone: $0)) } ?? false
      if isTheirs { traces.intakes.append(id) }
    }
    return traces
  }

  // MARK: Redacting

  private func redactions(
    _ traces: SubjectTraces, _ indexes: Set<[UInt8]>, _ keys: OrganizationKeys
  ) async throws -> ErasureChanges {
    let redactor = Redactor(indexes, names: traces.names, keys)
    let results = try await run([
      // The conversations in which they are mentioned, and those that they took part in.
      Statement(
        """
        select i.id, i.content, i.conversation from phano.interaction i
        where i.organization_id = $1 and i.id <> all($3)
          and (i.conversation = any($2)
            or i.conversation in (
              select o.conversation from phano.interaction o where o.organization_id = $1 and o.id = any($3)))
        """, [organization, traces.conversations, traces.interactions], name: "load mentions"),
      Statement(
        """
        select v.id, v.evidence from phano.verdict v
        where v.organization_id = $1 and v.evidence is not null and v.interaction_id <> all($3)
          and v.interaction_id in (
            select i.id from phano.interaction i
            where i.organization_id = $1
              and (i.conversation = any($2)
                or i.conversation in (
                  select o.conversation from phano.interaction o where o.organization_id = $1 and o.id = any($3))))
        """, [organization, traces.conversations, traces.interactions], name: "load quotes"),
      Statement(
        """
        select m.conversation, m.placeholders, m.revision, exists (
            select from phano.interaction i
            where i.organization_id = $1 and i.conversation = m.conversation and i.id <> all($3))
        from phano.masking_case m
        where m.organization_id = $1
          and (m.conversation = any($2)
            or m.conversation in (
              select o.conversation from phano.interaction o where o.organization_id = $1 and o.id = any($3)))
        """, [organization, traces.conversations, traces.interactions], name: "load maps"),
    ])
    var changes = ErasureChanges(keyVersion: keys.version)
    for (id, envelope, _) in try results[0].decode((InteractionID, [UInt8], [UInt8]).self) {
      let content = try keys.value(InteractionContent.self, envelope, .content, row: RowKey(id))
      guard let redacted = redactor.redacted(content) else { continue }
      changes.interactions.append((id, envelope, try keys.seal(json: redacted, .content, row: RowKey(id))))
    }
    for (id, envelope) in try results[1].decode((UUID, [UInt8]).self) {
      let quotes = try keys.value([String].self, envelope, .evidence, row: RowKey(id))
      let redacted = quotes.map { redactor.redacted($0) ?? $0 }
      guard redacted != quotes else { continue }
      changes.verdicts.append((id, envelope, try keys.seal(json: redacted, .evidence, row: RowKey(id))))
    }
    for (conversation, envelope, revision, isShared) in try results[2].decode(
      ([UInt8], [UInt8], Int32, Bool).self)
    {
      guard isShared else {
        changes.obsolete.append((conversation, revision))
        continue
      }
      let map = try MaskingRows.decoded(envelope, conversation, keys)
      guard let redacted = redactor.redacted(map) else { continue }
      let mentions = MaskingRows.mentions(in: redacted, keys).filter { !indexes.contains($0) }
      changes.maps.append(
        (
          conversation, revision, try keys.seal(json: redacted, .placeholders, row: RowKey(index: conversation)),
          mentions
        ))
    }
    return changes
  }
}

/// Why an erasure stopped.
public enum ErasureError: Error, Sendable, Hashable {
  /// What was to be redacted changed each time before it could be replaced.
  case changing
}

extension OrganizationKeys {
  func indexes(of subject: Subject) -> Set<[UInt8]> {
    Set(subject.emails.map(index(email:)) + subject.phones.map(index(phone:)))
  }
}

extension ErasureCounts {
  static func += (left: inout ErasureCounts, right: ErasureCounts) {
    left.contacts += right.contacts
    left.interactions += right.interactions
    left.answers += right.answers
    left.intakes += right.intakes
    left.redacted += right.redacted
    left.maskingCases += right.maskingCases
  }
}
