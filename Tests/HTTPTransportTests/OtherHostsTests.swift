import HTTPTransport
import TestSupport
import Testing

/// Addresses that people enter, where any host is taken: nothing of this machine's or of a network of one's own is reached.
@Suite(.timeLimit(.minutes(1))) struct OtherHostsTests {
  private let text = "The customer's words, which nobody else may read"

  private func client(_ hosts: [HostRule] = []) throws -> HTTPClient {
    var configuration = HTTPConfiguration(hosts: hosts)
    configuration.otherHosts = .encryptedAndGlobal
    configuration.connectTimeout = .milliseconds(500)
    return try HTTPClient(configuration)
  }

  @Test(arguments: [
    "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "127.0.0.1", "127.1.2.3", "localhost",
    "[::]", "[::1]", "[fd00::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::a9fe:a9fe]",
    "[2002:7f00:1::]", "0x7f.1", "2130706433", "0251.0376.0251.0376",
  ])
  func anAddressOfOnesOwnIsRefusedHoweverItIsWritten(_ host: String) async throws {
    #expect(await (try client()).failure(try .post("https://\(host)/", text))?.kind == .refusedAddress)
  }

  @Test(arguments: [
    ["127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], ["10.0.0.1"], ["169.254.169.254"], ["2d00::1", "127.0.0.1"],
  ])
  func aNameThatStandsForAnAddressOfOnesOwnGetsNothing(_ addresses: [String]) async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let name = String(addresses.joined(separator: "-").map { ".:".contains($0) ? "-" : $0 }) + ".others.example"
    NameServer.answer(name, addresses)
    let error = await (try client()).failure(try .post("https://\(name):\(server.port)", text))
    #expect(error != nil && NameServer.lookUps(of: name) == 1)
    // With a global address among them, the first refusal is the network's.
    if addresses.count == 1 { #expect(error?.kind == .refusedAddress) }
    #expect(server.connections == 0 && server.bytesReceived == 0)
  }

  @Test func plainTextGetsNothing() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    NameServer.answer("plain.others.example", ["2d00::1"])
    for url in ["http://plain.others.example/", server.url] {
      #expect(await (try client()).failure(try .post(url, text))?.kind == .refusedScheme)
    }
    #expect(server.connections == 0 && NameServer.lookUps(of: "plain.others.example") == 0)
  }

  @Test func allowingThisMachineAllowsNoNameToStandForIt() async throws {
    let server = try MisbehavingServer { _, _ in .answer(status: 200) }
    defer { server.stop() }
    let client = try client([HostRule("127.0.0.1", allowsPlainText: true)])
    NameServer.answer("machine.others.example", ["127.0.0.1"])
    let error = await client.failure(try .post("https://machine.others.example:\(server.port)", text))
    #expect(error?.kind == .refusedAddress && server.connections == 0)
    // Without this, the tests above could pass because nothing ever gets through.
    #expect(await client.failure(try .post(server.url, text)) == nil)
    #expect(server.requests.first?.body == Array(text.utf8))
  }
}
