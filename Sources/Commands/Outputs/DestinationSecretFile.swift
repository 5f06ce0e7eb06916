import Foundation
import ModelEndpoint
import Outputs

/// The secrets of a destination, from a private file (``SecretFile``).
enum DestinationSecretFile {
  private static let mostBytes = 8192

  /// - Throws: ``Failure`` with the path, and nothing of what is in it.
  static func secrets(_ path: String?, for kind: DestinationKind) throws -> DestinationSecrets {
    guard let path else {
      var generator = SystemRandomNumberGenerator()
      return DestinationSecrets(signing: [.init(secret: WebhookSecret.draw(using: &generator))])
    }
    let lines = try lines(of: path)
    switch (kind, lines.count) {
    case (.webhook, 1) where WebhookSecret(lines[0]) != nil:
      return DestinationSecrets(signing: [.init(secret: lines[0])])
    case (.slack, 1): return DestinationSecrets(address: lines[0])
    case (.hubspot, 1): return DestinationSecrets(token: lines[0])
    case (.salesforce, 2): return DestinationSecrets(clientID: lines[0], clientSecret: lines[1])
    default: throw Failure(.data, "\(path) does not hold \(expected(kind))", mend: "Put that into it and nothing else.")
    }
  }

  private static func expected(_ kind: DestinationKind) -> String {
    switch kind {
    case .webhook: "a secret as whsec_ and the base64 of 24 to 64 bytes, on one line"
    case .slack: "the address of an incoming webhook, on one line"
    case .hubspot: "an access token, on one line"
    case .salesforce: "client id and client secret, each on a line"
    }
  }

  private static func lines(of path: String) throws -> [String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.data, "\(path) can't be read: \(String(cString: strerror(errno)))", mend: "Check the path.")
    }
    defer { close(descriptor) }
    // Asked of the open file, so that it can't be exchanged between the check and the reading.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.data, "\(path) is no file", mend: "Check the path.")
    }
    guard SecretFile.isPrivate(mode: status.st_mode, owner: status.st_uid, reader: geteuid()) else {
      throw Failure(.configuration, "\(path) is open to others", mend: "Run: chmod 600 \(path)")
    }
    var bytes = [UInt8](repeating: 0, count: mostBytes)
    let count = read(descriptor, &bytes, bytes.count)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      .split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard lines.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else {
      throw Failure(.data, "\(path) has blanks or letters that no secret has", mend: "Put the secret alone into it.")
    }
    return lines
  }
}
