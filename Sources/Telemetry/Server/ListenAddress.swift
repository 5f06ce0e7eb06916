import Glibc

/// Where to listen: an IP address and a port, written as `127.0.0.1:9464` or `[::1]:9464`; a port alone means loopback.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// An IPv4 or IPv6 address.
  public let host: String
  /// 0: any free port.
  public let port: UInt16

  /// Reads what an option says.
  /// - Throws: ``TelemetryServerError/notAnAddress(_:)``; names are not looked up, so that what is listened on is what was
  ///   said.
  public init(parsing text: String) throws(TelemetryServerError) {
    let host: Substring
    let port: Substring
    if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    } else {
      host = "127.0.0.1"
      port = text[...]
    }
    guard let number = UInt16(port), port.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw .notAnAddress(text)
    }
    self.port = number
    switch host {
    case "localhost": self.host = "127.0.0.1"
    case _ where host.hasPrefix("[") && host.hasSuffix("]"):
      self.host = String(host.dropFirst().dropLast())
      guard Self.isAddress(self.host, AF_INET6) else { throw .notAnAddress(text) }
    default:
      self.host = String(host)
      guard Self.isAddress(self.host, AF_INET) else { throw .notAnAddress(text) }
    }
  }

  /// As it is written.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  private static func isAddress(_ text: String, _ family: Int32) -> Bool {
    var buffer = in6_addr()
    return inet_pton(family, text, &buffer) == 1
  }

  /// A socket that listens there, and the port that it got.
  func listen() throws(TelemetryServerError) -> (socket: Int32, port: UInt16) {
    let isVersion6 = host.contains(":")
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(isVersion6 ? AF_INET6 : AF_INET, type, 0)
    guard socket >= 0 else { throw .system("no socket", errno) }
    var on: Int32 = 1
    // So that a worker that was just restarted finds its port free.
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    if isVersion6 { setsockopt(socket, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &on, socklen_t(MemoryLayout<Int32>.size)) }
    var storage = sockaddr_storage()
    let length = fill(&storage, isVersion6)
    let isBound = withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 }
    }
    guard isBound, Glibc.listen(socket, 64) == 0 else {
      let code = errno
      close(socket)
      throw code == EADDRINUSE ? .portInUse(self) : .cannotListen(self, code)
    }
    return (socket, Self.port(of: socket) ?? port)
  }

  private func fill(_ storage: inout sockaddr_storage, _ isVersion6: Bool) -> socklen_t {
    withUnsafeMutablePointer(to: &storage) { pointer in
      if isVersion6 {
        pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
          address.pointee.sin6_family = sa_family_t(AF_INET6)
          address.pointee.sin6_port = port.bigEndian
          inet_pton(AF_INET6, host, &address.pointee.sin6_addr)
        }
        return socklen_t(MemoryLayout<sockaddr_in6>.size)
      }
      pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
        address.pointee.sin_family = sa_family_t(AF_INET)
        address.pointee.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.pointee.sin_addr)
      }
      return socklen_t(MemoryLayout<sockaddr_in>.size)
    }
  }

  private static func port(of socket: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      let isKnown = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) == 0 }
      guard isKnown else { return nil }
      // The port stands at the same place in both kinds of address.
      return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { UInt16(bigEndian: $0.pointee.sin_port) }
    }
  }
}

/// Why the server cannot start.
public enum TelemetryServerError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Not an IP address and a port.
  case notAnAddress(String)
  /// Somebody else listens there.
  case portInUse(ListenAddress)
  /// The system refuses; with its `errno`.
  case cannotListen(ListenAddress, Int32)
  /// The system has no socket or thread to give; with its `errno`.
  case system(String, Int32)

  /// What is wrong and how to mend it.
  public var description: String {
    switch self {
    case .notAnAddress(let text): "\(text) is not an IP address and a port; write 127.0.0.1:9464, [::1]:9464 or 9464"
    case .portInUse(let address): "\(address) is in use; give another port, or end what listens there (ss -ltnp)"
    case .cannotListen(let address, let code):
      "cannot listen on \(address): \(String(cString: strerror(code))); give an address of this machine, and a port above 1023"
    case .system(let what, let code): "\(what): \(String(cString: strerror(code)))"
    }
  }
}
