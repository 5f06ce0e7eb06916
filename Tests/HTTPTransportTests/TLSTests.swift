import HTTPTransport
import Testing

@Suite(.timeLimit(.minutes(1)), .enabled(if: isInstalled("openssl"), "openssl is not installed"))
struct TLSTests {
  private let text = "The customer's words, which nobody else may read"

  private func client(caFile: String?) throws -> HTTPClient { try .loopback { $0.caFile = caFile } }

  @Test func aCertificateOfTheConfiguredAuthorityIsTrusted() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1", arguments: ["-www"])
    defer { server.stop() }
    let response = try await client(caFile: server.caFile).send(.get("https://127.0.0.1:\(server.port)/"))
    #expect(response.status == 200 && response.timings.secured > .zero)
  }

  @Test func aCertificateOfAnotherAuthorityGetsNothing() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1")
    defer { server.stop() }
    let system = await (try client(caFile: nil)).failure(try .post("https://127.0.0.1:\(server.port)/", text))
    #expect(system?.kind == .tls && system?.description.contains("certificate") == true)
    #expect(!server.received.contains("customer"))
    let other = try await TLSServer(name: "IP:127.0.0.1")
    defer { other.stop() }
    let private_ = try client(caFile: other.caFile)
    #expect(await private_.failure(try .post("https://127.0.0.1:\(server.port)/", text))?.kind == .tls)
    #expect(!server.received.contains("customer"))
  }

  @Test(arguments: ["DNS:elsewhere.example", "IP:127.0.0.2", "DNS:127.0.0.1"])
  func aCertificateForAnotherNameGetsNothing(_ name: String) async throws {
    let server = try await TLSServer(name: name)
    defer { server.stop() }
    let error = await (try client(caFile: server.caFile)).failure(try .post("https://127.0.0.1:\(server.port)/", text))
    #expect(error?.kind == .tls)
    #expect(!server.received.contains("customer"))
  }

  @Test func aCertificateThatHasExpiredGetsNothing() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1", days: -1)
    defer { server.stop() }
    let error = await (try client(caFile: server.caFile)).failure(try .post("https://127.0.0.1:\(server.port)/", text))
    #expect(error?.kind == .tls && error?.description.contains("expired") == true)
    #expect(!server.received.contains("customer"))
  }

  @Test func aCertificateThatVouchesForItselfGetsNothing() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1", isSelfSigned: true)
    defer { server.stop() }
    let error = await (try client(caFile: server.caFile)).failure(try .post("https://127.0.0.1:\(server.port)/", text))
    #expect(error?.kind == .tls)
    #expect(!server.received.contains("customer"))
  }

  /// The same server, asked rightly: what it is sent would show, had anything been sent before.
  @Test func whatATrustedServerIsSentShowsInWhatItReceived() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1")
    defer { server.stop() }
    let request = HTTPRequest(
      .post, try HTTPURL("https://127.0.0.1:\(server.port)/"), body: HTTPBody(Array(text.utf8)), timeout: .seconds(2))
    #expect(await (try client(caFile: server.caFile)).failure(request)?.kind == .timeout, "it never answers")
    #expect(server.received.contains("customer"))
  }

  @Test func aServerThatSpeaksOldTLSAloneGetsNothing() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1", arguments: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
    defer { server.stop() }
    let error = await (try client(caFile: server.caFile)).failure(try .post("https://127.0.0.1:\(server.port)/", text))
    #expect(error?.kind == .tls)
    #expect(!server.received.contains("customer"))
  }

  @Test func aServerThatSpeaksNoTLSGetsNothing() async throws {
    let server = try await TLSServer(name: "IP:127.0.0.1", arguments: ["-www"])
    defer { server.stop() }
    let plain = try HTTPClient.loopback()
    // The other way round: plain text to a TLS port is no HTTP answer.
    let error = await plain.failure(try .get("http://127.0.0.1:\(server.port)/"))
    #expect(error != nil)
  }

  @Test func aMissingCAFileIsSaidAtTheStart() {
    let error = #expect(throws: HTTPError.self) { try client(caFile: "/no/such/ca.pem") }
    #expect(error?.kind == .setup && error?.description.contains("/no/such/ca.pem") == true)
  }
}
