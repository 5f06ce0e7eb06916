import Anonymization

/// The stretches of `text` that are masked, as they stand in it, with their types.
func found(in text: String, contacts: [KnownContact] = []) -> [Found] {
  let bytes = Array(text.utf8)
  return Masker(knownContacts: contacts).detect(text).map {
    Found(value: String(decoding: bytes[$0.range], as: UTF8.self), type: $0.type)
  }
}

/// One masked stretch.
struct Found: Equatable, CustomStringConvertible {
  let value: String
  let type: EntityType

  var description: String { "\(type.rawValue) \(value)" }

  static func email(_ value: String) -> Found { Found(value: value, type: .email) }
  static func phone(_ value: String) -> Found { Found(value: value, type: .phone) }
}
