/// Finds what must not leave, in any language, in any disguise. Immutable and cheap to share.
public struct Masker: Sendable {
  private let contacts: ContactMatcher?

  /// - Parameter knownContacts: The account's people; what is known of them is masked wherever it stands, whatever the
  ///   detectors think of it.
  public init(knownContacts: [KnownContact] = []) {
    contacts = ContactMatcher(knownContacts)
  }

  /// Everything in `text` that must be masked, in order, without overlap. Time is linear in the text's length.
  public func detect(_ text: String) -> [EntitySpan] {
    find(in: text.utf8.span).map { EntitySpan(range: $0.range, type: $0.type) }
  }

  /// A new numbering, for one account and conversation.
  /// - Parameter placeholders: The map of the case so far, when its work goes on after a pause.
  public func beginCase(continuing placeholders: PlaceholderMap = PlaceholderMap()) -> MaskingCase {
    MaskingCase(masker: self, placeholders: placeholders)
  }

  /// Bytes of unknown origin as text. Every invalid sequence becomes a visible U+FFFD; detection reads across those, so
  /// broken bytes hide nothing.
  public static func repaired(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// ``detect(_:)`` over valid UTF-8.
  func find(in text: Bytes) -> [Candidate] {
    guard let copy = Normalizer.copy(of: text) else { return Resolution.resolve(candidates(in: text)) }
    var found = candidates(in: copy.bytes.span)
    for index in found.indices { found[index].range = copy.map.original(of: found[index].range) }
    found.removeAll { $0.range.isEmpty }
    return Resolution.resolve(found)
  }

  private func candidates(in text: Bytes) -> [Candidate] {
    let landmarks = Landmarks(in: text)
    var found: [Candidate] = []
    found.reserveCapacity(16)
    URLSecrets.find(in: text, landmarks, into: &found)
    EmailDetector.find(in: text, landmarks, into: &found)
    ObfuscatedEmailDetector.find(in: text, landmarks, into: &found)
    UnsignedAddress.find(in: text, landmarks, into: &found)
    EncodedAddress.find(in: text, into: &found)
    IPAddress.find(in: text, landmarks, into: &found)
    Iban.find(in: text, landmarks, into: &found)
    PaymentCard.find(in: text, landmarks, into: &found)
    NationalIdentifiers.find(in: text, landmarks, into: &found)
    PhoneDetector.find(in: text, landmarks, into: &found)
    SpokenPhoneDetector.find(in: text, landmarks, into: &found)
    ScannedPhone.find(in: text, landmarks, into: &found)
    InterruptedPhone.find(in: text, landmarks, into: &found)
    contacts?.find(in: text, into: &found)
    return found
  }
}
