public import Anonymization
public import Conversation
import Encryption
import Postgres

/// What the organization's own people may see again of what was masked. Needs a person's login; the host application's
/// is refused.
extension OrganizationStore {
  /// What the cases of some interactions have masked. Interactions whose case masked nothing are missing, and those whose
  /// current verdict is older than the case: its placeholders were numbered by themselves.
  public func placeholders(of interactions: [InteractionID]) async throws -> [InteractionID: PlaceholderMap] {
    guard !interactions.isEmpty else { return [:] }
    let rows = try await run(
      Statement(
        """
        select i.id, c.conversation, c.placeholders
        from phano.interaction i
        join phano.masking_case c on c.organization_id = i.organization_id and c.conversation = i.conversation
        join phano.verdict v on v.organization_id = i.organization_id and v.interaction_id = i.id and v.is_current
          and v.scored_at >= c.created_at
        where i.organization_id = $1 and i.id = any($2)
        """, [organization, interactions], name: "load placeholders"))
    return try await withKeys { keys in
      var maps: [InteractionID: PlaceholderMap] = [:]
      for (id, conversation, envelope) in try rows.decode((InteractionID, [UInt8], [UInt8]).self) {
        maps[id] = try MaskingRows.decoded(envelope, conversation, keys)
      }
      return maps
    }
  }

  /// The interactions of a name: an id, or the name at its source, which several sources may use.
  public func interactions(named name: String) async throws -> [InteractionID] {
    let rows = try await run(
      Statement(
        """
        select i.id
        from phano.interaction i
        where i.organization_id = $1 and (i.id = $2 or i.external_id = $3)
        """, [organization, InteractionID(name), name], name: "find interaction"))
    return try rows.decode(InteractionID.self)
  }

  /// One interaction with all that the masker has to know, as a worker would load it; nil when there is none.
  public func interaction(_ id: InteractionID) async throws -> LoadedInteraction? {
    let rows = try await run(InteractionRows.everything(of: organization, [id]))
    return try await withKeys { keys in try InteractionRows.assemble(rows[...], keys)[id]?.get() }
  }
}

extension ListedVerdict {
  /// The verdict with the placeholders of its quotes turned back.
  public func restored(with placeholders: PlaceholderMap?) -> ListedVerdict {
    var restored = self
    let quotes = evidence.map { (placeholders ?? PlaceholderMap()).restore($0) }
    restored.evidence = quotes.map(\.text)
    restored.unrestored = quotes.flatMap(\.unresolved)
    return restored
  }
}
