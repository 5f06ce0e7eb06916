import Anonymization
import Conversation
import Encryption

/// Takes one person out of what others wrote: their addresses and numbers in whatever spelling, and their names.
struct Redactor {
  /// What stands where they stood.
  static let substitute = "[erased]"

  private let masker: Masker
  private let indexes: Set<[UInt8]>
  private let keys: OrganizationKeys

  /// - Parameters:
  ///   - indexes: Blind indexes of the person's addresses and numbers.
  ///   - names: Their names, as far as they are known.
  init(_ indexes: Set<[UInt8]>, names: [String], _ keys: OrganizationKeys) {
    masker = Masker(knownContacts: names.isEmpty ? [] : [KnownContact(names: names)])
    self.indexes = indexes
    self.keys = keys
  }

  /// The text without the person; nil when they are not in it.
  func redacted(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let spans = masker.detect(text).filter { span in
      isMeant(String(decoding: bytes[span.range], as: UTF8.self), span.type)
    }
    guard !spans.isEmpty else { return nil }
    var redacted: [UInt8] = []
    var copied = 0
    for span in spans.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      redacted += bytes[copied..<max(copied, span.range.lowerBound)]
      redacted += Self.substitute.utf8
      copied = max(copied, span.range.upperBound)
    }
    return String(decoding: redacted + bytes[copied...], as: UTF8.self)
  }

  /// The map with the person's values gone; nil when none of them is in it.
  func redacted(_ map: PlaceholderMap) -> PlaceholderMap? {
    guard map.entries.contains(where: isMeant) else { return nil }
    return map.replacing(where: isMeant, with: Self.substitute)
  }

  /// A map holds the names of others, too, so a name counts only when it is read as this person's.
  private func isMeant(_ entry: PlaceholderMap.Entry) -> Bool {
    entry.placeholder.type == .person
      ? redacted(entry.original) != nil : isMeant(entry.original, entry.placeholder.type)
  }

  /// The content with the person gone; nil when they are not in it.
  func redacted(_ content: InteractionContent) -> InteractionContent? {
    var changed = content
    changed.subject = content.subject.map { redacted($0) ?? $0 }
    for index in content.turns.indices {
      changed.turns[index].body = redacted(content.turns[index].body) ?? content.turns[index].body
      changed.turns[index].authorName = content.turns[index].authorName.map { redacted($0) ?? $0 }
    }
    return changed.turns == content.turns && changed.subject == content.subject ? nil : changed
  }

  private func isMeant(_ value: String, _ type: EntityType) -> Bool {
    switch type {
    case .email: indexes.contains(keys.index(email: type.canonical(value)))
    case .phone: indexes.contains(keys.index(phone: type.canonical(value)))
    // Only this person's names are known to the masker.
    case .person: true
    default: false
    }
  }
}
