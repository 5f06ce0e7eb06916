/// What one character is to the eye. The scanner's own table: a hole in the masker's must not be a hole here.
enum LeakFolding {
  enum Look {
    case nothing
    case ascii(UInt8)
    case letter(Unicode.Scalar)
  }

  static func seen(_ scalar: Unicode.Scalar) -> Look {
    let value = scalar.value
    if value < 0x80 { return value >= 0x20 && value != 0x7F || 0x09...0x0D ~= value ? .ascii(UInt8(value)) : .nothing }
    if 0xC0...0x24F ~= value, value != 0xD7, value != 0xF7 { return .letter(small(scalar)) }
    if 0x370...0x52F ~= value, let letter = likeness[scalar] { return .ascii(letter) }
    if 0xFF01...0xFF5E ~= value { return .ascii(UInt8(value - 0xFEE0)) }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .format, .nonspacingMark, .enclosingMark, .control, .surrogate, .unassigned: return .nothing
    case .spaceSeparator: return .ascii(0x20)
    case .lineSeparator, .paragraphSeparator: return .ascii(0x0A)
    case .currencySymbol: return .ascii(UInt8(ascii: "$"))
    case .dashPunctuation: return .ascii(UInt8(ascii: "-"))
    case .decimalNumber, .otherNumber, .letterNumber:
      guard properties.numericType != .numeric, let value = properties.numericValue, 0...9 ~= value else { break }
      return .ascii(0x30 + UInt8(value))
    default: break
    }
    if properties.isDefaultIgnorableCodePoint || value == 0xFFFD { return .nothing }
    if let sign = sign(value) ?? letter(value) { return .ascii(sign) }
    return properties.isAlphabetic ? .letter(small(scalar)) : .ascii(LeakReading.otherSign)
  }

  /// Letters of Greek and Cyrillic that look like a Latin one, with which they are mixed.
  private static let likeness: [Unicode.Scalar: UInt8] = Dictionary(
    zip(
      "АВЕЅІЈКМНОРСТУХасеһіјкморѕтухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχ".unicodeScalars,
      "ABESIJKMHOPCTYXacehijkmopstyxdqwABEZHIKMNOPTYXabeikvoptyx".utf8),
    uniquingKeysWith: { first, _ in first })

  private static func small(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    guard scalar.properties.isUppercase else { return scalar }
    let mapping = scalar.properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }

  private static func sign(_ value: UInt32) -> UInt8? {
    switch value {
    case 0xFE6B: UInt8(ascii: "@")
    case 0x2024, 0x3002, 0xFE52, 0xFF61, 0xB7, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB: UInt8(ascii: ".")
    case 0xFE62, 0x207A, 0x208A, 0x2795: UInt8(ascii: "+")
    case 0x2212, 0x207B, 0x208B, 0x2043, 0x2796: UInt8(ascii: "-")
    case 0x2215, 0x2044, 0x29F8: UInt8(ascii: "/")
    case 0x207D, 0x208D: UInt8(ascii: "(")
    case 0x207E, 0x208E: UInt8(ascii: ")")
    default: nil
    }
  }

  /// Letters in styles, circles, brackets and squares.
  private static func letter(_ value: UInt32) -> UInt8? {
    let index: UInt32? =
      switch value {
      case 0x1D400...0x1D6A3: (value - 0x1D400) % 26
      case 0x24B6...0x24E9: (value - 0x24B6) % 26
      case 0x249C...0x24B5: value - 0x249C
      case 0x1F110...0x1F129: value - 0x1F110
      case 0x1F130...0x1F149: value - 0x1F130
      case 0x1F150...0x1F169: value - 0x1F150
      case 0x1F170...0x1F189: value - 0x1F170
      default: nil
      }
    return index.map { UInt8(0x61 + $0) }
  }
}
