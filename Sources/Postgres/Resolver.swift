import Glibc

/// Finds the addresses of a host on a thread of its own: libc's resolver blocks, and libpq would call it on the loop.
enum Resolver {
  /// A host of the settings, and one of its addresses; a socket has none.
  typealias Endpoint = (host: Host, address: String?)

  /// The addresses of the hosts in the order to try them.
  /// - Throws: `PostgresError` when a name has no address; the loop's answer `late` after `limit`; `CancellationError`.
  static func endpoints(
    of hosts: [Host], within limit: Duration, on loop: EventLoop, late: PostgresError
  ) async throws -> [Endpoint] {
    guard hosts.contains(where: needsLookup) else { return hosts.map { ($0, $0.isSocket ? nil : $0.name) } }
    let answer = FirstAnswer<[Endpoint]>()
    let timer = loop.schedule(after: limit) { answer.give(.failure(late)) }
    defer { timer.cancel() }
    try SystemThread.start("postgres-dns") {
      answer.give(Result { try hosts.flatMap { host in try lookUp(host) } })
    }
    return try await answer.value()
  }

  private static func needsLookup(_ host: Host) -> Bool { !host.isSocket && !isAddress(host.name) }

  private static func isAddress(_ name: String) -> Bool {
    var storage = in6_addr()
    return inet_pton(AF_INET, name, &storage) == 1 || inet_pton(AF_INET6, name, &storage) == 1
  }

  private static func lookUp(_ host: Host) throws(PostgresError) -> [Endpoint] {
    guard needsLookup(host) else { return [(host, host.isSocket ? nil : host.name)] }
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host.name, nil, &hints, &list)
    guard code == 0 else {
      let reason = String(cString: gai_strerror(code))
      throw PostgresError(.connectionFailed, "the host name \(host.name) has no address (\(reason))")
    }
    defer { freeaddrinfo(list) }
    var endpoints: [Endpoint] = []
    var entry = list
    while let info = entry?.pointee {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      if getnameinfo(info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        endpoints.append((host, String(decoding: bytes, as: UTF8.self)))
      }
      entry = info.ai_next
    }
    return endpoints
  }
}
