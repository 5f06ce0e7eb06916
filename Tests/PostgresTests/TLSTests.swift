import Foundation
import Testing

@testable import Postgres

@Suite("TLS", .enabled(if: PrivateServer.isPossible, "install PostgreSQL's server and openssl to run this"))
struct TLSTests {
  @Test(.timeLimit(.minutes(2)))
  func `a server that proves its name to the right authority is talked to`() async throws {
    let server = try PrivateServer()
    defer { server.stop() }
    let loop = try Database.loop.get()

    let trusted = try await Connection.connect(server.settings(), on: loop)
    #expect(await trusted.isUsingTLS)
    let version: String =
      try await trusted.query("select version from pg_stat_ssl where pid = pg_backend_pid()").one()[0]
    #expect(["TLSv1.2", "TLSv1.3"].contains(version))

    var certified = server.settings()
    certified.user = "certified"
    #expect(try await failure { try await Connection.connect(certified, on: loop) }.sqlState?.errorClass == "28")
    certified.tls.clientCertificate = server.path("certified.pem")
    certified.tls.clientKey = server.path("certified.key")
    let known = try await Connection.connect(certified, on: loop)
    #expect(try await known.query("select current_user::text").one()[0] == "certified")

    // What TLS has decrypted in advance is invisible to the event loop; large answers show whether it is asked for.
    let payload = [UInt8](repeating: 85, count: 300_000)
    let echo = Statement("select $1::bytea", [payload])
    let results = try await trusted.pipeline([Statement](repeating: echo, count: 40))
    #expect(try results.allSatisfy { try $0.one().decode([UInt8].self, 0) == payload })

    let task = Task { try await trusted.query("select pg_sleep(600)") }
    try await Database.eventually("the statement runs") {
      try await known.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'").count == 1
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// One way of not being the server that was meant.
  struct Impostor: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var certificate = "server"
    var settings = ""
    var host = "localhost"
    var authority = "ca.pem"
    /// What the error must say: what is wrong, and how to mend it.
    let says: [String]

    static let all = [
      Impostor(
        testDescription: "another authority", authority: "other-ca.pem",
        says: ["certificate verify failed", "check that sslrootcert vouches"]),
      Impostor(
        testDescription: "its own authority", certificate: "self-signed",
        says: ["certificate verify failed", "check that sslrootcert vouches"]),
      Impostor(
        testDescription: "another name", certificate: "misnamed",
        says: ["elsewhere.example", "does not match host name \"localhost\"", "write the host as its certificate"]),
      Impostor(
        testDescription: "an address, where the certificate has a name", host: "127.0.0.1",
        says: ["does not match host name \"127.0.0.1\"", "write the host as its certificate"]),
      Impostor(
        testDescription: "an expired certificate", certificate: "expired",
        says: ["certificate verify failed", "neither has expired"]),
      Impostor(
        testDescription: "TLS 1.1 at most",
        settings: "-c ssl_min_protocol_version=TLSv1 -c ssl_max_protocol_version=TLSv1.1"
          + " -c ssl_ciphers=ALL:@SECLEVEL=0",
        says: ["protocol version", "TLS 1.2 or later"]),
      Impostor(testDescription: "no TLS", settings: "-c ssl=off", says: ["does not support SSL", "ssl = on"]),
      Impostor(
        testDescription: "an authority's file that is not there", authority: "no-such.pem",
        says: ["no-such.pem", "does not exist", "check the path"]),
    ]
  }

  @Test(.timeLimit(.minutes(2)))
  func `a server that does not prove itself learns nothing`() async throws {
    let server = try PrivateServer()
    defer { server.stop() }
    for impostor in Impostor.all {
      try server.restart(certificate: impostor.certificate, impostor.settings)
      if impostor.testDescription == "TLS 1.1 at most" { try expectTLS11(of: server) }
      var settings = server.settings()
      settings.host = impostor.host
      settings.tls.rootCertificate = server.path(impostor.authority)
      settings.user = "who-must-not-be-told"
      let error = try await failure { try await Connection.connect(settings, on: Database.loop.get()) }
      #expect(error.kind == .untrustedServer, "\(impostor.testDescription): \(error)")
      #expect(!error.isRetryable)
      for part in impostor.says { #expect(error.message.contains(part), "\(impostor.testDescription): \(error)") }
    }
    #expect(!server.log.contains("who-must-not-be-told"))
    // The same, said in the right place: the log would have it.
    try server.restart()
    var known = server.settings()
    known.user = "who-must-not-be-told"
    _ = try await failure { try await Connection.connect(known, on: Database.loop.get()) }
    #expect(server.log.contains("who-must-not-be-told"))
  }

  /// Without this the refusal could be the server's own.
  private func expectTLS11(of server: PrivateServer) throws {
    let said = try PrivateServer.run(
      "openssl",
      [
        "s_client", "-connect", "127.0.0.1:\(server.port)", "-starttls", "postgres", "-tls1_1", "-cipher",
        "ALL:@SECLEVEL=0",
      ])
    #expect(said.contains("TLSv1.1"))
  }
}
