/// One host that a client may talk to, and what it may do there.
public struct HostRule: Sendable, Hashable, Codable {
  /// The host exactly as a URL writes it, lower case: no wildcards, any port.
  public var host: String
  /// Whether plain `http` is allowed. Default: only when the host is written as loopback.
  public var allowsPlainText: Bool
  /// Whether the name may stand for an address of a private network or of this machine. Default: no, except that
  /// a host written as loopback stands for this machine.
  public var allowsPrivateAddresses: Bool

  /// A rule for the host, which is lower-cased; the strict defaults.
  public init(_ host: String, allowsPlainText: Bool = false, allowsPrivateAddresses: Bool = false) {
    self.host = host.lowercased()
    self.allowsPlainText = allowsPlainText
    self.allowsPrivateAddresses = allowsPrivateAddresses
  }
}

/// What becomes of hosts that are in no list.
public enum OtherHosts: Sendable, Hashable {
  /// They are not talked to.
  case refused
  /// They may be anything that people enter, and are talked to over `https` alone and at global addresses alone: nothing of
  /// this machine's or of networks of one's own is reached, whatever a name stands for.
  case encryptedAndGlobal
}

/// The list of hosts; asked before each transfer.
struct HostList: Sendable {
  private let rules: [String: HostRule]
  private let others: OtherHosts

  init(_ rules: [HostRule], others: OtherHosts = .refused) {
    self.rules = Dictionary(rules.map { ($0.host, $0) }) { first, _ in first }
    self.others = others
  }

  /// - Returns: which addresses the URL's host may resolve to.
  /// - Throws: `refusedHost` or `refusedScheme`.
  func addressRule(for url: HTTPURL) throws(HTTPError) -> AddressRule {
    guard let rule = rules[url.host] else { return try addressRule(forOther: url) }
    guard url.isEncrypted || url.isLoopback || rule.allowsPlainText else {
      throw HTTPError(.refusedScheme, host: url.host, detail: "plain http leaves this machine unencrypted")
    }
    if url.isLoopback { return .loopbackOnly }
    return rule.allowsPrivateAddresses ? .globalOrOwn : .globalOnly
  }

  private func addressRule(forOther url: HTTPURL) throws(HTTPError) -> AddressRule {
    guard others == .encryptedAndGlobal else {
      throw HTTPError(.refusedHost, host: url.host, detail: "the host is not in the list of allowed hosts")
    }
    guard url.isEncrypted else {
      throw HTTPError(.refusedScheme, host: url.host, detail: "plain http leaves this machine unencrypted")
    }
    guard !url.isLoopback else {
      throw HTTPError(.refusedAddress, host: url.host, detail: "the host is this machine")
    }
    return .globalOnly
  }
}
