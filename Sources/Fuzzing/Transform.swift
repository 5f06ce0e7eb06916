/// One way in which a value, or the text with it, is written otherwise. What it makes, a reader or a program of a
/// reader's turns back.
struct Transform: Sendable {
  typealias Disguise = @Sendable (String, Phrases, inout SeededGenerator) -> String

  let name: String
  /// The kind of value that it is for; `nil` for both.
  let kind: Secret.Kind?
  /// Whether it takes the whole field, not the value alone.
  let isOfText: Bool
  let disguise: Disguise

  init(_ name: String, for kind: Secret.Kind? = nil, isOfText: Bool = false, _ disguise: @escaping Disguise) {
    self.name = name
    self.kind = kind
    self.isOfText = isOfText
    self.disguise = disguise
  }

  /// A disguise that is the same each time.
  init(_ name: String, for kind: Secret.Kind? = nil, always disguise: @escaping @Sendable (String) -> String) {
    self.init(name, for: kind) { value, _, _ in disguise(value) }
  }

  /// All there are.
  static let all = invisible + glyphs + escapes + encodings + layouts + surroundings + addresses + numbers

  static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension String {
  /// Whether nothing in it is an escape or a tag, which stops being one when it is taken apart.
  var isPlain: Bool { !unicodeScalars.contains { "<&%=\\".unicodeScalars.contains($0) } }

  /// Whether it has no digit left: people neither break lines after each word nor put each in brackets.
  var isSpoken: Bool { !contains(where: \.isNumber) }

  /// Whether something in it stands on another character, and would stand on a blank if one came between.
  var hasMarks: Bool { unicodeScalars.contains { $0.properties.isGraphemeExtend || $0.properties.isJoinControl } }

  /// The text with each scalar replaced.
  func mapped(_ replace: (Unicode.Scalar) -> String) -> String {
    unicodeScalars.reduce(into: "") { $0 += replace($1) }
  }

  /// The text with `insertion` at some places within it.
  func sprinkled(_ random: inout SeededGenerator, _ insertion: (inout SeededGenerator) -> String) -> String {
    var text = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      if index > 0, random.once(in: 3) { text += insertion(&random) }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  /// The text with `insertion` once, somewhere within it.
  func cut(_ random: inout SeededGenerator, by insertion: String) -> String {
    let scalars = Array(unicodeScalars)
    guard scalars.count > 1 else { return self }
    let place = 1 + random.below(scalars.count - 1)
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[..<place])
    text += insertion
    text.unicodeScalars.append(contentsOf: scalars[place...])
    return text
  }
}

extension Unicode.Scalar {
  /// The value of an ASCII digit.
  var digit: Int? { "0"..."9" ~= self ? Int(value - 0x30) : nil }
  var isASCIILetter: Bool { "a"..."z" ~= self || "A"..."Z" ~= self }
  var isSign: Bool { isASCII && !isASCIILetter && digit == nil }

  /// The scalar `offset` places behind this one.
  func shifted(by offset: Int) -> Unicode.Scalar {
    Unicode.Scalar(UInt32(Int(value) + offset)) ?? self
  }
}
