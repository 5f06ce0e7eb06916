extension Transform {
  /// What no eye sees.
  static let invisible: [Transform] = [
    Transform("zero-width space between all") { value, _, _ in value.mapped { "\($0)\u{200B}" } },
    Transform("invisible signs here and there") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{180E}"]) }
    },
    Transform("soft hyphens") { value, _, random in value.sprinkled(&random) { _ in "\u{AD}" } },
    Transform("direction marks") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{200E}", "\u{200F}", "\u{061C}"]) }
    },
    Transform("direction embedding") { value, _, random in
      random.pick(["\u{202A}", "\u{202B}", "\u{202D}", "\u{2066}", "\u{2068}"]) + value
        + random.pick(["\u{202C}", "\u{2069}"])
    },
    Transform("combining marks") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{301}", "\u{308}", "\u{327}", "\u{336}", "\u{20DD}"]) }
    },
    Transform("combining flood") { value, _, random in value.cut(&random, by: String(repeating: "\u{317}", count: 40))
    },
    Transform("variation selectors") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{FE0E}", "\u{FE0F}", "\u{E0101}"]) }
    },
    Transform("tag characters") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{E0041}", "\u{E0020}", "\u{E007F}"]) }
    },
    Transform("fillers") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{3164}", "\u{115F}", "\u{FFA0}"]) }
    },
    Transform("broken bytes") { value, _, random in value.sprinkled(&random) { _ in "\u{FFFD}" } },
    Transform("control characters") { value, _, random in
      value.sprinkled(&random) { $0.pick(["\u{0}", "\u{7F}", "\u{8}", "\u{9C}"]) }
    },
  ]

  /// Other signs that read the same.
  static let glyphs: [Transform] = [
    Transform("full width") { value, _, _ in
      value.mapped { "!"..."~" ~= $0 ? String($0.shifted(by: 0xFEE0)) : String($0) }
    },
    Transform("full-width signs") { value, _, _ in
      value.mapped { $0.isSign && "!"..."~" ~= $0 ? String($0.shifted(by: 0xFEE0)) : String($0) }
    },
    Transform("small signs", for: .address, always: { $0.replacing("@", with: "﹫").replacing(".", with: "﹒") }),
    Transform("ideographic dots", for: .address, always: { $0.replacing(".", with: "。") }),
    Transform("mathematical bold", letters: 0x1D400, 0x1D41A, digits: 0x1D7CE),
    Transform("mathematical monospace", letters: 0x1D670, 0x1D68A, digits: 0x1D7F6),
    Transform("mathematical sans", letters: 0x1D5A0, 0x1D5BA, digits: 0x1D7E2),
    Transform("circled", letters: 0x24B6, 0x24D0, zero: 0x24EA, one: 0x2460),
    Transform("in brackets", letters: 0x1F110, 0x249C, zero: 0x30, one: 0x2474),
    Transform("squared", letters: 0x1F130, 0x1F130, digits: 0x30),
    Transform("negative squared", letters: 0x1F170, 0x1F170, digits: 0x30),
    Transform("negative circled", letters: 0x1F150, 0x1F150, zero: 0x24FF, one: 0x2776),
    Transform("Cyrillic letters", for: .address, replacing: "a:а c:с e:е i:і j:ј o:о p:р s:ѕ x:х y:у"),
    Transform("Greek letters", for: .address, replacing: "a:α o:ο i:ι v:ν A:Α B:Β E:Ε K:Κ M:Μ N:Ν T:Τ"),
    Transform("superscript digits", for: .number, replacing: "0:⁰ 1:¹ 2:² 3:³ 4:⁴ 5:⁵ 6:⁶ 7:⁷ 8:⁸ 9:⁹ +:⁺ -:⁻"),
    Transform("subscript digits", for: .number, replacing: "0:₀ 1:₁ 2:₂ 3:₃ 4:₄ 5:₅ 6:₆ 7:₇ 8:₈ 9:₉ +:₊ -:₋"),
    Transform("keycaps", for: .number, always: { $0.mapped { $0.digit == nil ? "\($0)" : "\($0)\u{FE0F}\u{20E3}" } }),
    Transform("Arabic digits", digits: 0x660), Transform("Persian digits", digits: 0x6F0),
    Transform("Devanagari digits", digits: 0x966), Transform("Thai digits", digits: 0xE50),
    Transform("digits with full stop", for: .number) { value, _, _ in
      value.mapped { $0.digit.map { $0 == 0 ? "🄀" : String(Unicode.Scalar(UInt32(0x2487 + $0)) ?? "0") } ?? String($0) }
    },
    Transform("digits of many scripts", for: .number) { value, _, random in
      value.mapped { scalar in
        let zero = random.pick([0x30, 0x660, 0x7C0, 0x9E6, 0xE50, 0xFF10, 0x1D7D8, 0x1D7EC, 0x1FBF0] as [UInt32])
        return scalar.digit.map { String(Unicode.Scalar(zero + UInt32($0)) ?? scalar) } ?? String(scalar)
      }
    },
  ]

  private init(_ name: String, digits zero: UInt32) {
    self.init(name, for: .number) { value, _, _ in
      guard value.isPlain else { return value }
      return value.mapped { scalar in String(scalar.digit.flatMap { Unicode.Scalar(zero + UInt32($0)) } ?? scalar) }
    }
  }

  private init(_ name: String, letters capital: UInt32, _ small: UInt32, digits: UInt32) {
    self.init(name, letters: capital, small, zero: digits, one: digits + 1)
  }

  private init(_ name: String, letters capital: UInt32, _ small: UInt32, zero: UInt32, one: UInt32) {
    self.init(name) { value, _, _ in
      guard value.isPlain else { return value }
      return value.mapped { scalar in
        let replacement: Unicode.Scalar? =
          switch scalar {
          case "A"..."Z": Unicode.Scalar(capital + scalar.value - 0x41)
          case "a"..."z": Unicode.Scalar(small + scalar.value - 0x61)
          case "0": Unicode.Scalar(zero)
          case "1"..."9": Unicode.Scalar(one + scalar.value - 0x31)
          default: nil
          }
        return String(replacement ?? scalar)
      }
    }
  }

  private init(_ name: String, for kind: Secret.Kind, replacing pairs: String) {
    let table = pairs.split(separator: " ").map { $0.split(separator: ":").compactMap(\.unicodeScalars.first) }
    self.init(name, for: kind) { value, _, _ in
      guard value.isPlain else { return value }
      return value.mapped { scalar in String(table.first { $0[0] == scalar }?[1] ?? scalar) }
    }
  }
}
