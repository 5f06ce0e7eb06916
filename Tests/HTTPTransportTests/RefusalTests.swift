import HTTPTransport
import TestSupport
import Testing

/// What must not leave: each test also shows that the server got no byte.
@Suite(.timeLimit(.minutes(1))) struct RefusalTests {
  private let text = "The customer's words, which nobody else may read"

  @Test func aHostThatIsNotListedGetsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let client = try HTTPClient(HTTPConfiguration(hosts: [HostRule("api.example.org")]))
    let error = await client.failure(try .post(server.url, text))
    #expect(error?.kind == .refusedHost)
    #expect(server.connections == 0)
  }

  @Test func plainTextToANameGetsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let client = try HTTPClient(HTTPConfiguration(hosts: [HostRule("own.localhost")]))
    let error = await client.failure(try .post("http://own.localhost:\(server.port)", text))
    #expect(error?.kind == .refusedScheme)
    #expect(server.connections == 0)
  }

  @Test func aNameThatResolvesToThisMachineGetsNothingUnlessAllowed() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    var rule = HostRule("own.localhost", allowsPlainText: true)
    let url = "http://own.localhost:\(server.port)"
    let strict = try HTTPClient(HTTPConfiguration(hosts: [rule]))
    let error = await strict.failure(try .post(url, text))
    #expect(error?.kind == .refusedAddress && error?.detail.contains("loopback") == true)
    #expect(server.connections == 0)
    rule.allowsPrivateAddresses = true
    let open = try HTTPClient(HTTPConfiguration(hosts: [rule]))
    #expect(await open.failure(try .post(url, text)) == nil)
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [
    "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "[fd00::1]", "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]", "[2002:7f00:1::]", "0x0a.1", "167772161",
  ])
  func aPrivateAddressIsRefusedBeforeAnythingIsSent(_ host: String) async throws {
    let url = try HTTPURL("https://\(host)/")
    let client = try HTTPClient(HTTPConfiguration(hosts: [HostRule(url.host)]))
    #expect(await client.failure(HTTPRequest(.get, url, timeout: .seconds(5)))?.kind == .refusedAddress)
  }

  @Test func redirectsAreHandedBackNotFollowed() async throws {
    let other = try MisbehavingServer { _, _ in .answer(status: 200) }
    let server = try MisbehavingServer { _, _ in .answer(status: 307, headers: [("location", other.url)]) }
    defer {
      server.stop()
      other.stop()
    }
    let response = try await HTTPClient.loopback().send(.post(server.url, text))
    #expect(response.status == 307)
    #expect(other.connections == 0)
  }

  @Test func aHeaderWithALineBreakIsRefused() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let client = try HTTPClient.loopback()
    let error = await client.failure(try .post(server.url, text, headers: [("x", "1\r\nx-injected: 2")]))
    #expect(error?.kind == .setup)
    #expect(server.connections == 0)
  }

  @Test(arguments: [
    ("ftp://example.org", HTTPError.Kind.invalidURL), ("file:///etc/passwd", .invalidURL), ("example.org", .invalidURL),
    ("https://user:secret@example.org", .invalidURL), ("https://exämple.org", .invalidURL), ("https://", .invalidURL),
    ("https://example.org:99999", .invalidURL), ("", .invalidURL),
  ])
  func urlsThatCouldMeanSomethingElseAreRefused(_ text: String, _ kind: HTTPError.Kind) {
    let error = #expect(throws: HTTPError.self) { try HTTPURL(text) }
    #expect(error?.kind == kind || error?.kind == .refusedScheme)
    #expect(error?.description.contains("secret") == false)
  }

  @Test func errorsNameTheHostAndNothingElseOfTheRequest() async throws {
    let client = try HTTPClient(HTTPConfiguration(hosts: []))
    let error = await client.failure(
      try .post("https://api.example.org/path?key=Q1", text, headers: [("authorization", "Bearer K2")]))
    let description = try #require(error?.description)
    #expect(description.contains("api.example.org") && description.contains("allowed hosts"))
    #expect(!description.contains("Q1") && !description.contains("K2") && !description.contains("customer"))
  }
}
