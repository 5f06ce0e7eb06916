import FlyingSocks

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A socket pool that turns Nagle's algorithm off for whatever waits in it (RFC 1122, section 4.2.3.4).
///
/// FlyingFox writes head and body of a response one after the other: with the algorithm on, the body waits for the
/// client's delayed acknowledgement of the head, some 40 ms. The listening socket waits here before each connection is
/// accepted, and connections inherit from it.
struct UndelayedPool: AsyncSocketPool {
  let base: any AsyncSocketPool

  func prepare() async throws { try await base.prepare() }

  func run() async throws { try await base.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    // A socket that does not know the option still works, only slower.
    try? socket.setValue(true, for: BoolSocketOption(level: Int32(IPPROTO_TCP), name: TCP_NODELAY))
    try await base.suspendSocket(socket, untilReadyFor: events)
  }
}
