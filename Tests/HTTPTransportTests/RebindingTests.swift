import HTTPTransport
import TestSupport
import Testing

/// A name whose owner changes what it stands for between two look-ups, to get the customer's words into a network that the
/// owner cannot reach. The address that is judged is the one that is connected to, so there is nothing in between.
@Suite(.timeLimit(.minutes(1))) struct RebindingTests {
  private let text = "The customer's words, which nobody else may read"
  /// Global by its class, and reserved by IANA: nobody has it, and no network carries it.
  private let global = "2d00::1"

  private func client(_ host: String, allowsPrivateAddresses: Bool = false) throws -> HTTPClient {
    var configuration = HTTPConfiguration(
      hosts: [HostRule(host, allowsPlainText: true, allowsPrivateAddresses: allowsPrivateAddresses)])
    configuration.connectTimeout = .milliseconds(500)
    return try HTTPClient(configuration)
  }

  @Test func aNameThatIsPublicAtFirstAndPrivateLaterGetsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let name = "later.rebinding.example"
    NameServer.answer(name, [global], ["127.0.0.1"])
    let url = "http://\(name):\(server.port)"
    #expect(await (try client(name)).failure(try .post(url, text)) != nil)
    #expect(NameServer.lookUps(of: name) == 1, "one transfer looks a name up once")
    #expect(await (try client(name)).failure(try .post(url, text))?.kind == .refusedAddress)
    #expect(NameServer.lookUps(of: name) == 2)
    #expect(server.connections == 0 && server.bytesReceived == 0)
  }

  @Test func aPrivateAddressAmongPublicOnesGetsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let name = "among.rebinding.example"
    NameServer.answer(name, [global, "127.0.0.1", "169.254.169.254", "10.0.0.1"])
    #expect(await (try client(name)).failure(try .post("http://\(name):\(server.port)", text)) != nil)
    #expect(server.connections == 0 && server.bytesReceived == 0)
  }

  @Test func aNameOfOnesOwnNetworkMayNotBecomeTheCloudsMetadata() async throws {
    let name = "own.rebinding.example"
    NameServer.answer(name, ["169.254.169.254"])
    let client = try client(name, allowsPrivateAddresses: true)
    #expect(await client.failure(try .post("http://\(name)/", text))?.kind == .refusedAddress)
  }

  /// Without this, the tests above could pass because nothing ever gets through.
  @Test func theSameNameReachesTheServerWhereItsAddressIsAllowed() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let name = "allowed.rebinding.example"
    NameServer.answer(name, ["127.0.0.1"])
    let client = try client(name, allowsPrivateAddresses: true)
    #expect(await client.failure(try .post("http://\(name):\(server.port)", text)) == nil)
    #expect(server.requests.first?.body == Array(text.utf8))
    // A connection that was judged is kept; the name is not even looked up again.
    NameServer.answer(name, ["10.0.0.1"])
    #expect(await client.failure(try .post("http://\(name):\(server.port)", text)) == nil)
    #expect(server.connections == 1 && server.requests.count == 2)
  }
}
