import Foundation
import HTTPTransport
import Testing

/// nginx with TLS: HTTP/2 by ALPN, and many transfers over few connections.
@Suite(.timeLimit(.minutes(1)), .enabled(if: isInstalled("nginx") && isInstalled("openssl"), "nginx is not installed"))
struct HTTP2Tests {
  private func withServer(http2: Bool, _ body: (HTTPClient, String) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let port = try freePort()
    try folder.run(
      "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
      "-subj",
      "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem")
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "\($0)_temp_path \(folder.url.path)/\($0);"
    }
    try folder.write(
      "nginx.conf",
      """
      worker_processes 1; daemon off; pid \(folder.url.path)/pid; error_log \(folder.url.path)/error.log;
      events { worker_connections 1024; }
      http {
        access_log off; \(temporary.joined(separator: " "))
        server {
          listen 127.0.0.1:\(port) ssl\(http2 ? " http2" : "");
          ssl_certificate \(folder.url.path)/cert.pem; ssl_certificate_key \(folder.url.path)/key.pem;
          location / { return 200 "connection $connection"; }
        }
      }
      """)
    let nginx = try folder.start("nginx", ["-p", folder.url.path, "-c", "nginx.conf"], output: "nginx.log")
    defer { nginx.stop() }
    try await waitForListener(port)
    let client = try HTTPClient.loopback { $0.caFile = folder.url.appending(path: "cert.pem").path }
    try await body(client, "https://127.0.0.1:\(port)/")
  }

  private func connections(_ client: HTTPClient, _ url: String, transfers: Int) async throws -> (Set<String>, Set<Int>)
  {
    try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
      for number in 0..<transfers { group.addTask { try await client.send(.post(url, "body \(number)")) } }
      return try await group.reduce(into: ([], [])) { found, response in
        found.0.insert(String(decoding: response.body, as: UTF8.self))
        found.1.insert(response.httpVersion)
      }
    }
  }

  @Test func transfersShareAConnection() async throws {
    try await withServer(http2: true) { client, url in
      let (connections, versions) = try await connections(client, url, transfers: 80)
      #expect(versions == [2])
      #expect(connections.count == 1)
    }
  }

  @Test func aServerWithoutHTTP2IsSpokenToInHTTP1() async throws {
    try await withServer(http2: false) { client, url in
      // How many connections that takes is a matter of who is quicker: one may serve all of them, one after the other.
      let (_, versions) = try await connections(client, url, transfers: 40)
      #expect(versions == [1])
      let again = try await client.send(.get(url))
      #expect(again.timings.reusedConnection && again.timings.secured == .zero)
    }
  }
}
