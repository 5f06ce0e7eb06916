import FlyingSocks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An address to listen on.
enum ListeningAddress: Hashable {
  case version4(String)
  case version6(String)

  init(host: String) throws(EmbeddedServerError) {
    let host = host == "localhost" ? "127.0.0.1" : host
    if Self.isAddress(host, family: AF_INET) {
      self = .version4(host)
    } else if Self.isAddress(host, family: AF_INET6) {
      self = .version6(host)
    } else {
      throw .notAnAddress(host)
    }
  }

  /// Whether only this machine can reach it.
  var isLoopback: Bool {
    switch self {
    case .version4(let address): address.hasPrefix("127.")
    case .version6(let address): address == "::1"
    }
  }

  /// The address as its own type: FlyingFox asks the type, not the value, for the address family.
  func socketAddress(port: UInt16) throws(EmbeddedServerError) -> any SocketAddress {
    switch self {
    case .version4(let address):
      guard let socket = try? sockaddr_in.inet(ip4: address, port: port) else { throw .notAnAddress(address) }
      return socket
    case .version6(let address):
      guard let socket = try? sockaddr_in6.inet6(ip6: address, port: port) else { throw .notAnAddress(address) }
      return socket
    }
  }

  private static func isAddress(_ text: String, family: Int32) -> Bool {
    var buffer = in6_addr()
    return inet_pton(family, text, &buffer) == 1
  }
}
