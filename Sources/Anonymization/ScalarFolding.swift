/// What one scalar beyond ASCII becomes in the detection copy.
enum FoldedScalar {
  /// It is invisible, or a mark upon its neighbour: it leaves nothing.
  case nothing
  /// One ASCII character.
  case ascii(UInt8)
  /// Several ASCII characters.
  case text(StaticString)
  /// A letter without an ASCII likeness: it stays as it is.
  case letter
}

/// Folds scalars that a reader takes for an ASCII character, or does not see at all, to that character or to nothing.
enum ScalarFolding {
  /// Stands for symbols and punctuation without an ASCII likeness: part of no value, and no blank either.
  static let symbol: UInt8 = 0x1F
  /// Stands for the sign of a currency without an ASCII likeness.
  static let currency: UInt8 = 0x1E

  static func fold(_ scalar: Unicode.Scalar) -> FoldedScalar {
    let value = scalar.value
    switch value {
    case 0x00C0...0x024F: return latin(LatinFolding.extended[Int(value - 0x00C0)])
    case 0x1E00...0x1EFF: return latin(LatinFolding.additional[Int(value - 0x1E00)])
    case 0xFF01...0xFF5E: return .ascii(UInt8(value - 0xFF01 + 0x21))
    case 0x1D400...0x1D6A3: return .ascii(latinLetter(Int(value - 0x1D400) % 52))
    case 0x249C...0x24B5: return .ascii(UInt8(0x61 + value - 0x249C))
    case 0x24B6...0x24E9: return .ascii(latinLetter(Int(value - 0x24B6)))
    case 0x1F110...0x1F129: return .ascii(UInt8(0x41 + value - 0x1F110))
    case 0x1F130...0x1F149: return .ascii(UInt8(0x41 + value - 0x1F130))
    case 0x1F150...0x1F169: return .ascii(UInt8(0x41 + value - 0x1F150))
    case 0x1F170...0x1F189: return .ascii(UInt8(0x41 + value - 0x1F170))
    case 0x037A...0x04FF: return homoglyph(value) ?? category(of: scalar)
    default: return compatible(value) ?? category(of: scalar)
    }
  }

  private static func latin(_ base: UInt8) -> FoldedScalar {
    switch base {
    case "?": .letter
    case "1", "2", "3", "4", "5", "6": .text(LatinFolding.digraphs[Int(base - 0x31)])
    default: .ascii(base)
    }
  }

  /// 0 to 25 are the capitals, 26 to 51 the small letters.
  private static func latinLetter(_ index: Int) -> UInt8 {
    UInt8(index < 26 ? 0x41 + index : 0x61 + index - 26)
  }

  /// Greek and Cyrillic letters that look like Latin ones.
  private static func homoglyph(_ value: UInt32) -> FoldedScalar? {
    let likeness: Unicode.Scalar
    switch value {
    case 0x0430, 0x03B1: likeness = "a"
    case 0x0410, 0x0391: likeness = "A"
    case 0x0412, 0x0392: likeness = "B"
    case 0x0441, 0x03F2: likeness = "c"
    case 0x0421: likeness = "C"
    case 0x0501: likeness = "d"
    case 0x0435, 0x0450, 0x0451: likeness = "e"
    case 0x0415, 0x0395, 0x0400, 0x0401: likeness = "E"
    case 0x04BB: likeness = "h"
    case 0x041D, 0x0397: likeness = "H"
    case 0x0456, 0x0457, 0x03B9: likeness = "i"
    case 0x0406, 0x0407, 0x0399: likeness = "I"
    case 0x0458, 0x03F3: likeness = "j"
    case 0x0408: likeness = "J"
    case 0x041A, 0x039A: likeness = "K"
    case 0x04CF: likeness = "l"
    case 0x041C, 0x039C: likeness = "M"
    case 0x039D: likeness = "N"
    case 0x043E, 0x03BF: likeness = "o"
    case 0x041E, 0x039F: likeness = "O"
    case 0x0440, 0x03C1: likeness = "p"
    case 0x0420, 0x03A1: likeness = "P"
    case 0x051B: likeness = "q"
    case 0x0455: likeness = "s"
    case 0x0405: likeness = "S"
    case 0x0422, 0x03A4: likeness = "T"
    case 0x03BD: likeness = "v"
    case 0x051D: likeness = "w"
    case 0x0445: likeness = "x"
    case 0x0425, 0x03A7: likeness = "X"
    case 0x0443: likeness = "y"
    case 0x04AE, 0x03A5: likeness = "Y"
    case 0x0396: likeness = "Z"
    default: return nil
    }
    return .ascii(UInt8(ascii: likeness))
  }

  /// Signs whose compatibility form, or look, is ASCII.
  private static func compatible(_ value: UInt32) -> FoldedScalar? {
    switch value {
    case 0x00AA: .ascii(0x61)
    case 0x00BA: .ascii(0x6F)
    case 0x0501: .ascii(0x64)
    case 0x051B: .ascii(0x71)
    case 0x051D: .ascii(0x77)
    case 0x00B7, 0x2022, 0x2024, 0x2027, 0x2219, 0x22C5, 0x3002, 0x30FB, 0xFE52, 0xFF61, 0xFF65: .ascii(0x2E)
    case 0x2043, 0x2212, 0x02D7, 0x207B, 0x208B: .ascii(0x2D)
    case 0xFE62, 0x207A, 0x208A, 0x2795: .ascii(0x2B)
    case 0xFE6B: .ascii(0x40)
    case 0xFE5F: .ascii(0x23)
    case 0xFE50, 0x3001: .ascii(0x2C)
    case 0xFE55, 0x2236, 0x02D0: .ascii(0x3A)
    case 0x2044, 0x2215: .ascii(0x2F)
    case 0x223C, 0x301C: .ascii(0x7E)
    case 0x2018, 0x2019, 0x201A, 0x201B, 0x2032: .ascii(0x27)
    case 0x201C, 0x201D, 0x201E, 0x201F, 0x2033: .ascii(0x22)
    case 0x207D, 0x208D, 0xFE59, 0xFD3E, 0x2768: .ascii(0x28)
    case 0x207E, 0x208E, 0xFE5A, 0xFD3F, 0x2769: .ascii(0x29)
    case 0x3010, 0x3014, 0x27E6: .ascii(0x5B)
    case 0x3011, 0x3015, 0x27E7: .ascii(0x5D)
    case 0x2039, 0x2329, 0x3008, 0x27E8: .ascii(0x3C)
    case 0x203A, 0x232A, 0x3009, 0x27E9: .ascii(0x3E)
    case 0x2116: .text("No")
    case 0x2121: .text("TEL")
    case 0x213B: .text("FAX")
    case 0xFB00: .text("ff")
    case 0xFB01: .text("fi")
    case 0xFB02: .text("fl")
    case 0xFB03: .text("ffi")
    case 0xFB04: .text("ffl")
    case 0xFB05, 0xFB06: .text("st")
    // The sign that repairs broken input: letters and digits on its two sides belong together.
    case 0xFFFD: .nothing
    default: nil
    }
  }

  private static func category(of scalar: Unicode.Scalar) -> FoldedScalar {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .decimalNumber, .otherNumber, .letterNumber:
      guard properties.numericType != .numeric, let value = properties.numericValue, 0...9 ~= value else {
        return .ascii(symbol)
      }
      return .ascii(0x30 + UInt8(value))
    case .format, .nonspacingMark, .enclosingMark, .surrogate: return .nothing
    case .spaceSeparator: return .ascii(0x20)
    case .lineSeparator, .paragraphSeparator: return .ascii(0x0A)
    case .control: return scalar.value == 0x85 ? .ascii(0x0A) : .nothing
    case .dashPunctuation: return .ascii(0x2D)
    case .connectorPunctuation: return .ascii(0x5F)
    case .currencySymbol: return .ascii(currency)
    case .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation, .mathSymbol,
      .modifierSymbol, .otherSymbol, .privateUse:
      return .ascii(symbol)
    default: return properties.isDefaultIgnorableCodePoint ? .nothing : .letter
    }
  }
}
