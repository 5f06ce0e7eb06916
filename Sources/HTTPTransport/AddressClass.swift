/// What an IP address is for, as the IANA special-purpose registries (RFC 6890 and its updates) have it.
enum AddressClass: String, Sendable, Hashable, CaseIterable {
  case global
  case loopback
  /// Networks of one's own: RFC 1918, RFC 4193, RFC 6598 (carrier-grade NAT) and the old site-local block.
  case privateUse = "private-use"
  case linkLocal = "link-local"
  /// Unspecified, multicast, broadcast, documentation, benchmarking and reserved blocks: never a server's address.
  case special

  /// - Parameter bytes: 4 (IPv4) or 16 (IPv6) bytes in network order; any other count is `special`.
  init(_ bytes: [UInt8]) {
    switch bytes.count {
    case 4: self = Self.ofIPv4(bytes[0], bytes[1], bytes[2], bytes[3])
    case 16: self = Self.ofIPv6(bytes)
    default: self = .special
    }
  }

  private static func ofIPv4(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) -> Self {
    switch (a, b, c) {
    case (127, _, _): .loopback
    case (10, _, _), (172, 16...31, _), (192, 168, _), (100, 64...127, _): .privateUse
    case (169, 254, _): .linkLocal
    case (0, _, _), (224...255, _, _): .special
    case (192, 0, 0), (192, 0, 2), (192, 88, 99), (198, 18...19, _), (198, 51, 100), (203, 0, 113): .special
    default: .global
    }
  }

  private static func ofIPv6(_ bytes: [UInt8]) -> Self {
    func embedded(at start: Int) -> Self { ofIPv4(bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3]) }
    let zeros = bytes.prefix { $0 == 0 }.count
    if zeros == 16 { return .special }
    if zeros == 15 && bytes[15] == 1 { return .loopback }
    // Mapped, translated (NAT64) and 6to4 addresses reach the IPv4 address that they carry.
    if zeros == 10 && bytes[10] == 0xFF && bytes[11] == 0xFF { return embedded(at: 12) }
    if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)) { return embedded(at: 12) }
    if bytes[0] == 0x20 && bytes[1] == 0x02 { return embedded(at: 2) }
    if bytes[0] & 0xFE == 0xFC { return .privateUse }
    if bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 { return .linkLocal }
    if bytes[0] == 0xFE && bytes[1] & 0xC0 == 0xC0 { return .privateUse }
    // Teredo, ORCHID and other protocol assignments; documentation.
    if bytes.starts(with: [0x20, 0x01]) && bytes[2] < 0x02 { return .special }
    if bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) || (bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10) {
      return .special
    }
    return bytes[0] & 0xE0 == 0x20 ? .global : .special
  }
}

/// Which addresses a host's name may stand for.
enum AddressRule: Sendable, Hashable {
  case globalOnly
  case loopbackOnly
  /// Also loopback and networks of one's own; still neither link-local (cloud metadata) nor special.
  case globalOrOwn

  func allows(_ address: AddressClass) -> Bool {
    switch self {
    case .globalOnly: address == .global
    case .loopbackOnly: address == .loopback
    case .globalOrOwn: address == .global || address == .privateUse || address == .loopback
    }
  }
}
