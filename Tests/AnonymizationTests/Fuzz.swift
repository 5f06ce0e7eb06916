/// A seeded generator, so that a failure can be had again (G. Steele, D. Lea, C. Flood, 2014: SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A text with a value hidden in it, and what must not be left of that value.
struct FuzzCase {
  let text: String
  /// Letters and digits of the value, in the order of the text: none may be left in the masked text.
  let secret: String
  let transforms: [String]
}

/// Makes texts in eight languages that carry an address or number through one to three disguises.
struct FuzzCaseMaker {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let carriers = [
    "Please write to % as soon as you can.", "Merci de me joindre : %.", "Sie erreichen mich unter % heute.",
    "Puede contactarme en %, gracias.", "Il mio contatto è % da oggi.", "Mijn gegevens zijn % voor contact.",
    "O meu contacto é % hoje.", "Mój kontakt to % od dziś.", "%", "contact (%)\nthanks", "Tel./mail: %", "\"%\"",
  ]

  mutating func next() -> FuzzCase {
    let isAddress = Bool.random(using: &random)
    var value = isAddress ? address() : number()
    let secret = String(value.filter { $0.isLetter || $0.isNumber })
    var transforms: [String] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let (name, transform) = isAddress ? addressTransform() : numberTransform()
      guard !transforms.contains(name) else { continue }
      transforms.append(name)
      value = transform(value)
    }
    let carrier = Self.carriers.randomElement(using: &random) ?? "%"
    let text = carrier.split(separator: "%", omittingEmptySubsequences: false).joined(separator: value)
    return FuzzCase(text: text, secret: secret, transforms: transforms)
  }

  /// Letters that no carrier and no placeholder has in this order.
  private mutating func address() -> String {
    let local = (0..<Int.random(in: 3...9, using: &random)).map { _ in "jqvwxz".randomElement(using: &random) ?? "q" }
    let digits = Bool.random(using: &random) ? String(Int.random(in: 10...99, using: &random)) : ""
    let host = (0..<Int.random(in: 3...8, using: &random)).map { _ in "jqvwxz".randomElement(using: &random) ?? "q" }
    let top = ["com", "org", "net", "eu", "co.uk"].randomElement(using: &random) ?? "com"
    return String(local) + digits + "@" + String(host) + "." + top
  }

  private mutating func number() -> String {
    func digits(_ count: Int) -> String {
      (0..<count).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }
    let separator = [" ", ".", "-", ""].randomElement(using: &random) ?? " "
    let groups =
      switch Int.random(in: 0..<6, using: &random) {
      case 0: ["+33", "6", digits(2), digits(2), digits(2), digits(2)]
      case 1: ["06", digits(2), digits(2), digits(2), digits(2)]
      case 2: ["+49", "30", digits(8)]
      case 3: ["+48", digits(3), digits(3), digits(3)]
      case 4: ["0176", digits(8)]
      default: ["+1", "415", digits(3), digits(4)]
      }
    return groups.joined(separator: separator)
  }

  private typealias Transform = (name: String, apply: (String) -> String)

  private mutating func addressTransform() -> Transform {
    let all: [Transform] = [
      ("none", { $0 }), ("upper", { $0.uppercased() }), ("zwsp", { $0.replacing("@", with: "@\u{200B}") }),
      ("fullwidth", { $0.replacing("@", with: "＠") }), ("entity", { $0.replacing("@", with: "&#64;") }),
      ("hex entity", { $0.replacing("@", with: "&#x40;") }), ("percent", { $0.replacing("@", with: "%40") }),
      ("double percent", { $0.replacing("@", with: "%2540") }), ("json", { $0.replacing("@", with: "\\u0040") }),
      ("qp", { $0.replacing("@", with: "=40") }), ("brackets", { $0.replacing("@", with: " [at] ") }),
      ("bracketed dot", { $0.replacing(".", with: "[dot]") }), ("bold", { "**\($0)**" }), ("angle", { "<\($0)>" }),
      ("soft hyphen", { String($0.prefix(2)) + "\u{AD}" + $0.dropFirst(2) }), ("mailto", { "mailto:\($0)" }),
      // An escape with a Cyrillic letter in it is none.
      ("homoglyph", { $0.contains("&") ? $0 : $0.replacing("x", with: "х") }),
      ("soft break", { String($0.prefix(3)) + "=\r\n" + $0.dropFirst(3) }),
    ]
    return all.randomElement(using: &random) ?? all[0]
  }

  private mutating func numberTransform() -> Transform {
    let arabic = Array("٠١٢٣٤٥٦٧٨٩")
    let all: [Transform] = [
      ("none", { $0 }), ("nbsp", { $0.replacing(" ", with: "\u{A0}") }),
      ("thin", { $0.replacing(" ", with: "\u{2009}") }),
      ("html", { $0.replacing(" ", with: "&nbsp;") }), ("dash", { $0.replacing("-", with: "–") }),
      ("dot", { $0.replacing(".", with: "·") }), ("plus", { $0.replacing("+", with: "&#43;") }),
      ("zwsp", { $0.map { "\($0)\u{200B}" }.joined() }), ("tel", { "tel:\($0)" }), ("glued", { "tel\($0)" }),
      ("arabic", { String($0.map { $0.wholeNumberValue.map { arabic[$0] } ?? $0 }) }),
      ("qp", { $0.replacing(" ", with: "=C2=A0") }), ("double", { $0.replacing(" ", with: "  ") }),
    ]
    return all.randomElement(using: &random) ?? all[0]
  }
}
