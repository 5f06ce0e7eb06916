import Foundation

/// A mail server of the test's own: Dovecot with TLS, one login, one maildir.
final class Dovecot {
  let folder: URL
  let port: Int
  private let process = Process()

  /// Whether the server is installed.
  static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot")

  /// Starts it. Throws when it does not answer.
  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "phano-imap-\(UUID().uuidString.prefix(8))")
    port = Int.random(in: 42_000..<58_000)
    for name in ["cur", "new", "tmp"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: "Maildir/\(name)"), withIntermediateDirectories: true)
    }
    try Self.run(
      "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost "
        + "-addext subjectAltName=DNS:localhost", in: folder)
    try Data(configuration.utf8).write(to: folder.appending(path: "dovecot.conf"))
    // Run by root, its workers take accounts of their own and must reach the folder.
    if geteuid() == 0 { try Self.run("chmod 755 . && chown -R mail:mail Maildir", in: folder) }
    process.executableURL = URL(filePath: "/usr/sbin/dovecot")
    process.arguments = ["-F", "-c", folder.appending(path: "dovecot.conf").path]
    process.standardError = FileHandle.nullDevice
    try process.run()
    try Self.run(
      "for _ in $(seq 100); do (: < /dev/tcp/127.0.0.1/\(port)) 2>/dev/null && exit 0; sleep 0.1; done; exit 1")
  }

  deinit {
    // A child of these tests has SIGTERM blocked, and this server leaves it so. Its workers end when it is gone.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  var url: String { "imaps://localhost:\(port)" }
  var authority: String { folder.appending(path: "cert.pem").path }

  /// Delivers a mail.
  func deliver(_ mail: String, _ name: String) throws {
    let file = folder.appending(path: "Maildir/new/\(name)")
    try Data(mail.utf8).write(to: file)
    if geteuid() == 0 { try Self.run("chown mail:mail '\(file.path)'") }
  }

  /// The names of the mails that have been seen.
  func seen() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "Maildir/cur").path)
      .filter { $0.contains(",S") || $0.hasSuffix("S") }
  }

  private var configuration: String {
    let isRoot = geteuid() == 0
    let users =
      isRoot
      ? ""
      : "default_internal_user = \(NSUserName())\ndefault_internal_group = \(getegid())\ndefault_login_user = \(NSUserName())\n"
    let owner = isRoot ? "uid=mail gid=mail" : "uid=\(geteuid()) gid=\(getegid())"
    return """
      base_dir = \(folder.path)/run
      log_path = \(folder.path)/log
      protocols = imap
      listen = 127.0.0.1
      ssl = required
      ssl_cert = <\(folder.path)/cert.pem
      ssl_key = <\(folder.path)/key.pem
      mail_location = maildir:\(folder.path)/Maildir
      first_valid_uid = 1
      first_valid_gid = 1
      \(users)passdb {
        driver = static
        args = password=secret
      }
      userdb {
        driver = static
        args = \(owner) home=\(folder.path)
      }
      service anvil {
        chroot =
      }
      service imap-login {
        chroot =
        inet_listener imap {
          port = 0
        }
        inet_listener imaps {
          port = \(port)
          ssl = yes
        }
      }

      """
  }

  private static func run(_ script: String, in folder: URL? = nil) throws {
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/bash")
    shell.arguments = ["-c", script]
    shell.currentDirectoryURL = folder
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    guard shell.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }
}
