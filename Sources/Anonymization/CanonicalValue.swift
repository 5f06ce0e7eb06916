/// What makes two spellings the same value.
struct CanonicalValue: Hashable {
  let type: EntityType
  /// Case-folded address; digits of a number; letters and digits of an identifier.
  let key: [UInt8]

  init(type: EntityType, key: [UInt8]) {
    self.type = type
    self.key = key
  }

  static func == (left: CanonicalValue, right: CanonicalValue) -> Bool {
    left.type == right.type && left.key == right.key
  }

  func hash(into hasher: inout Hasher) {
    key.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  /// - Parameter value: The value as it stands in the original text.
  init(_ value: Bytes, type: EntityType) {
    self.type = type
    if let copy = Normalizer.copy(of: value, keepsAccents: true) {
      key = Self.key(of: copy.bytes.span, type)
    } else {
      key = Self.key(of: value, type)
    }
  }

  private static func key(of plain: Bytes, _ type: EntityType) -> [UInt8] {
    let all = 0..<plain.count
    return switch type {
    case .email: address(plain.array(all))
    case .phone: digits(plain)
    case .ip: ipAddress(plain.array(all))
    case .iban, .card, .nationalID, .person:
      lowercased(plain.array(all).filter { $0.isAlphanumeric || $0 == ":" })
    case .url: plain.array(all)
    }
  }

  /// The address in lower case; one in disguise as it is written without.
  private static func address(_ value: [UInt8]) -> [UInt8] {
    let text = value.contains(where: MailMarkup.isControl) ? value.filter { !MailMarkup.isControl($0) } : value
    let isPlain = text.allSatisfy { !$0.isWhitespace && !$0.isOneOf("[](){}<>") }
    if isPlain, text.contains(0x40) { return lowercased(text) }
    if isPlain, let decoded = EncodedAddress.decoded(text.span, 0..<text.count) { return lowercased(decoded) }
    let folded = Normalizer.copy(of: text.span)?.bytes ?? text
    return DictatedAddress.key(of: folded.span)
  }

  /// Groups with single dots or colons between, however the dots were written.
  private static func ipAddress(_ text: [UInt8]) -> [UInt8] {
    var key: [UInt8] = []
    var index = 0
    while index < text.count {
      if text.span.continues(with: "dot", at: index) {
        key.append(UInt8("."))
        index += 2
      } else if text[index].isAlphanumeric || text[index].isOneOf(".:/%") {
        key.append(text[index].lowercased)
      }
      index += 1
    }
    return key
  }

  private static func lowercased(_ text: [UInt8]) -> [UInt8] { text.map { $0.lowercased } }

  /// The digits, spoken ones too; an international prefix leaves the country code in front, a trunk zero in brackets
  /// goes.
  private static func digits(_ text: Bytes) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count)
    var hasLetters = false
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte.isDigit {
        digits.append(byte)
      } else if byte == "(", text.at(index + 1) == "0", text.at(index + 2) == ")", !digits.isEmpty {
        index += 2
      } else if byte.isLetter {
        hasLetters = true
      }
      index += 1
    }
    if hasLetters {
      let landmarks = Landmarks(in: text)
      if landmarks.numberWords >= 3 { return spokenDigits(text, landmarks) }
    }
    if digits.count >= 2, digits[0] == 0x30, digits[1] == 0x30 { digits.removeFirst(2) }
    return digits
  }

  /// The digits of words and the written ones between them, in their order.
  private static func spokenDigits(_ text: Bytes, _ landmarks: Landmarks) -> [UInt8] {
    var digits: [UInt8] = []
    var groups = landmarks.digitGroups[...]
    for word in landmarks.words where !word.classes.isDisjoint(with: .number) {
      while let group = groups.first, group.lowerBound < word.range.lowerBound {
        digits.append(text, group)
        groups.removeFirst()
      }
      digits.append(decimal: word.value)
    }
    for group in groups { digits.append(text, group) }
    return digits
  }

  /// For telephone numbers, what two writings of the same number share at least: its last eight digits.
  var phoneTail: Int? {
    guard type == .phone, key.count >= 8 else { return nil }
    return key.suffix(8).reduce(0) { $0 * 10 + Int($1 &- 0x30) }
  }

  /// Whether two telephone numbers differ in nothing but a country code and a trunk zero.
  func isSameNumber(as other: CanonicalValue) -> Bool {
    guard key != other.key else { return true }
    let left = key.drop { $0 == 0x30 }
    let right = other.key.drop { $0 == 0x30 }
    let (short, long) = left.count <= right.count ? (left, right) : (right, left)
    return short.count >= 8 && long.count - short.count <= 3 && long.suffix(short.count) == short
  }
}
