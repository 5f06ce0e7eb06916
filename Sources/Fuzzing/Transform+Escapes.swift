extension Transform {
  /// Escapes of single characters.
  static let escapes: [Transform] = [
    Transform("entities", every: { "&#\($0.value);" }),
    Transform("hexadecimal entities", every: { "&#x\(hex($0.value));" }),
    Transform("entities with zeros", every: { "&#0000\($0.value);" }),
    Transform("hexadecimal entities with zeros", signs: { "&#X00\(hex($0.value));" }),
    Transform("entities for signs", signs: { "&#\($0.value);" }),
    Transform("entities without semicolon") { value, _, _ in withoutSemicolons(value) },
    Transform("named entities", always: { named($0) }),
    Transform("entities in entities", always: { named($0).replacing("&", with: "&amp;") }),
    Transform("deep entities") { value, _, random in
      named(value).replacing("&", with: "&" + String(repeating: "amp;", count: 1 + random.below(5)))
    },
    Transform("percent", signs: { percent($0) }), Transform("percent for all", every: { percent($0) }),
    Transform("small percent", signs: { percent($0).lowercased() }),
    Transform("percent in percent", signs: { percent($0).replacing("%", with: "%25") }),
    Transform("deep percent") { value, _, random in
      value.mapped {
        $0.isSign
          ? percent($0).replacing("%", with: "%" + String(repeating: "25", count: 1 + random.below(4))) : "\($0)"
      }
    },
    Transform("\\u", signs: { "\\u" + padded($0.value, to: 4) }),
    Transform("\\u for all", every: { utf16($0) }),
    Transform("\\\\u", signs: { "\\\\u" + padded($0.value, to: 4) }),
    Transform("\\u in capitals", signs: { "\\u" + padded($0.value, to: 4).uppercased() }),
    Transform("\\x", signs: { "\\x" + padded($0.value, to: 2) }),
    Transform("\\u{}", signs: { "\\u{" + hex($0.value) + "}" }),
    Transform("quoted printable", signs: { quoted($0) }), Transform("quoted printable for all", every: { quoted($0) }),
    Transform("quoted printable in entities", signs: { quoted($0).replacing("=", with: "&#61;") }),
    Transform("entities in percent", signs: { percentEncoded("&#\($0.value);") }),
    Transform("percent in \\u", signs: { percent($0).replacing("%", with: "\\u0025") }),
  ]

  private init(_ name: String, every escape: @escaping @Sendable (Unicode.Scalar) -> String) {
    self.init(name) { value, _, _ in value.mapped(escape) }
  }

  private init(_ name: String, signs escape: @escaping @Sendable (Unicode.Scalar) -> String) {
    self.init(name) { value, _, _ in value.mapped { $0.isSign ? escape($0) : String($0) } }
  }

  /// Where no digit follows, a reference needs no semicolon.
  private static func withoutSemicolons(_ value: String) -> String {
    let scalars = Array(value.unicodeScalars)
    return scalars.indices.map { index in
      // Even one that only comes after something invisible would be read as the reference's.
      let isNumberNext = scalars[(index + 1)...].prefix(3).contains { $0.digit != nil }
      return scalars[index].isSign ? "&#\(scalars[index].value)" + (isNumberNext ? ";" : "") : String(scalars[index])
    }.joined()
  }

  private static func hex(_ value: UInt32) -> String { String(value, radix: 16) }

  private static func padded(_ value: UInt32, to length: Int) -> String {
    let digits = hex(value)
    return String(repeating: "0", count: max(0, length - digits.count)) + digits
  }

  private static func utf16(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { "\\u" + padded(UInt32($0), to: 4) }.joined()
  }

  static func percent(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf8.map { "%" + padded(UInt32($0), to: 2).uppercased() }.joined()
  }

  static func percentEncoded(_ text: String) -> String { text.mapped { $0.isSign ? percent($0) : String($0) } }

  static func quoted(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf8.map { "=" + padded(UInt32($0), to: 2).uppercased() }.joined()
  }

  private static func named(_ value: String) -> String {
    let names: [Unicode.Scalar: String] = [
      "@": "commat", ".": "period", "+": "plus", " ": "nbsp", "-": "hyphen", "(": "lpar", ")": "rpar", "_": "lowbar",
      "/": "sol",
    ]
    return value.mapped { scalar in names[scalar].map { "&\($0);" } ?? String(scalar) }
  }
}
