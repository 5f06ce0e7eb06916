import Foundation

/// An authority of our own and `openssl s_server` with a certificate of it; records what it is sent after decryption.
final class TLSServer: Sendable {
  let port: UInt16
  private let folder: TemporaryFolder
  private let program: Program

  /// The authority's certificate.
  var caFile: String { folder.url.appending(path: "ca.pem").path }
  /// What arrived inside TLS, with the server's own messages.
  var received: String { String(decoding: folder.read("received"), as: UTF8.self) }

  /// - Parameters:
  ///   - name: the certificate's subject alternative name, such as `IP:127.0.0.1`.
  ///   - days: validity; negative: expired.
  ///   - isSelfSigned: the authority has nothing to do with it.
  ///   - arguments: for `s_server`; `-www` makes it answer GET requests.
  init(name: String, days: Int = 2, isSelfSigned: Bool = false, arguments: [String] = []) async throws {
    folder = try TemporaryFolder()
    port = try freePort()
    try folder.write("name.cnf", "subjectAltName=\(name)\n")
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    try Self.openssl(
      folder,
      ["req", "-x509", "-subj", "/CN=test authority", "-days", "2"] + key
        + ["-keyout", "ca.key", "-out", "ca.pem"])
    try Self.openssl(
      folder, ["req", "-subj", "/CN=test server"] + key + ["-keyout", "server.key", "-out", "server.csr"])
    let signer = isSelfSigned ? ["-signkey", "server.key"] : ["-CA", "ca.pem", "-CAkey", "ca.key"]
    try Self.openssl(
      folder,
      ["x509", "-req", "-in", "server.csr", "-days", "\(days)", "-extfile", "name.cnf", "-out", "server.pem"] + signer)
    program = try folder.start(
      "openssl",
      ["s_server", "-accept", "127.0.0.1:\(port)", "-cert", "server.pem", "-key", "server.key", "-quiet"] + arguments,
      output: "received")
    try await waitForListener(port)
  }

  func stop() { program.stop() }

  private static func openssl(_ folder: TemporaryFolder, _ arguments: [String]) throws {
    guard try folder.start("openssl", arguments, output: "openssl.log").wait() == 0 else { throw POSIXError(.EIO) }
  }
}
