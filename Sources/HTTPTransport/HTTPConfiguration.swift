/// How a client connects; the same for all its transfers, so that an open connection can be used again by any of them.
public struct HTTPConfiguration: Sendable {
  /// The hosts that are talked to, with what is allowed at each. Default: none.
  public var hosts: [HostRule]
  /// What becomes of all other hosts. Default: refused.
  public var otherHosts = OtherHosts.refused
  /// PEM file of the only authorities to trust. Default: the system's.
  public var caFile: String?
  /// From the start of name resolution to the end of the TLS handshake. Default: 10 s.
  public var connectTimeout: Duration = .seconds(10)
  /// A transfer that for this long moves less than a byte a second is given up, and so is a server that accepts and
  /// never answers. Default: 60 s, longer than a model thinks.
  public var stallTimeout: Duration = .seconds(60)
  /// Most connections to one host at a time, further transfers wait for one. Default: 0, no bound.
  public var maxConnectionsPerHost = 0
  /// Most connections kept open, busy or not. Default: 2,500.
  public var maxConnections = 2_500
  /// Whether transfers to an HTTP/2 server share connections, the first one being waited for to learn whether it is
  /// one. Default: yes.
  public var multiplexes = true
  /// Whether `gzip` is asked for. Default: yes.
  public var acceptsCompression = true

  /// The defaults, for these hosts and this CA file.
  public init(hosts: [HostRule] = [], caFile: String? = nil) {
    self.hosts = hosts
    self.caFile = caFile
  }
}
