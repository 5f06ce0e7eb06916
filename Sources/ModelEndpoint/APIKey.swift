import Foundation
import Glibc

/// A secret that an endpoint asks for. It shows itself in no description, dump or error.
public struct APIKey: Sendable {
  /// Put into the request's header and nowhere else.
  let secret: String

  /// Reads the key from a private file (``SecretFile``: mode 0600 or 0400); white space around it is dropped.
  /// - Throws: `APIKeyError`
  public init(file path: String) throws(APIKeyError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw APIKeyError(.unreadable(path: path, code: errno)) }
    defer { close(descriptor) }
    // Asked of the open file, so that it can't be exchanged between the check and the reading.
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw APIKeyError(.unreadable(path: path, code: EINVAL))
    }
    guard SecretFile.isPrivate(mode: status.st_mode, owner: status.st_uid, reader: geteuid()) else {
      throw APIKeyError(.openToOthers(path: path, mode: Int(status.st_mode & 0o777)))
    }
    var bytes = [UInt8](repeating: 0, count: Self.maxBytes + 2)
    let count = read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw APIKeyError(.unreadable(path: path, code: errno)) }
    try self.init(text: String(decoding: bytes.prefix(count), as: UTF8.self), source: "file \(path)")
  }

  /// Reads the key from an environment variable.
  /// - Throws: `APIKeyError`
  public init(variable: String, of environment: [String: String]) throws(APIKeyError) {
    guard let text = environment[variable] else { throw APIKeyError(.missingVariable(variable)) }
    try self.init(text: text, source: "environment variable \(variable)")
  }

  private static let maxBytes = 4096

  private init(text: String, source: String) throws(APIKeyError) {
    let secret = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !secret.isEmpty, secret.utf8.count <= Self.maxBytes, secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw APIKeyError(.malformed(source: source))
    }
    self.secret = secret
  }
}

extension APIKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Never the key.
  public var description: String { "APIKey(redacted)" }
  /// Never the key.
  public var debugDescription: String { description }
  /// No children: `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Why there is no key, and how to mend it; without anything of its text.
public struct APIKeyError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The case.
  public enum Reason: Sendable, Hashable {
    /// The file can't be opened, is no regular file, or can't be read.
    case unreadable(path: String, code: Int32)
    /// Others than the owner have rights on the file.
    case openToOthers(path: String, mode: Int)
    /// The environment doesn't have the variable.
    case missingVariable(String)
    /// Empty, too long, or with blanks or other letters than ASCII.
    case malformed(source: String)
    /// The endpoint asks for a key and none is configured.
    case notConfigured(endpoint: String)
  }

  /// The case.
  public let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  /// What is wrong, where, and how to mend it.
  public var description: String {
    switch reason {
    case .unreadable(let path, let code):
      "the API key file \(path) can't be read (\(String(cString: strerror(code)))); check the path and the owner"
    case .openToOthers(let path, let mode):
      "the API key file \(path) is open to others (mode \(String(mode, radix: 8))); run: chmod 600 \(path)"
    case .missingVariable(let name):
      "the environment variable \(name) for the API key is not set; set it, or name a key file"
    case .malformed(let source):
      "the API key in \(source) is empty, longer than 4096 bytes or not plain ASCII; put the key alone in it, on one line"
    case .notConfigured(let endpoint):
      "endpoint \(endpoint) needs an API key and none is configured; name a key file (mode 600) or an environment variable"
    }
  }
}
