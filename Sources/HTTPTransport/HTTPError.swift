/// Why a transfer failed: what happened, at which host, and how to mend it.
///
/// Holds the host alone of the URL, never its query, a header, a key or a byte of either body, so that it may be
/// logged as it is.
public struct HTTPError: Error, Sendable, Hashable {
  /// The sort of failure, for code that decides what to do next.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The URL can't be read, or has a part that is not allowed (a user name, a host that is not ASCII).
    case invalidURL
    /// Plain `http` to a host for which only `https` is allowed, or any other scheme.
    case refusedScheme
    /// The host is not in the client's list.
    case refusedHost
    /// Each address that the host's name stands for is of a class that its rule doesn't allow.
    case refusedAddress
    /// The name could not be resolved.
    case resolve
    /// No connection could be opened.
    case connect
    /// No trusted, encrypted connection could be made: certificate, name, version or cipher.
    case tls
    /// A time-out passed: connecting, in total, or too few bytes a second.
    case timeout
    /// The response, decompressed, is larger than the request allows.
    case tooLarge
    /// The peer's bytes are no valid HTTP response.
    case protocolError
    /// The connection broke before the whole response had come.
    case connectionLost
    /// The calling task was cancelled.
    case cancelled
    /// The client was shut down.
    case shutDown
    /// libcurl or the system could not be set up: library too old, CA file unreadable, no memory, no file handles.
    case setup
  }

  /// The sort of failure.
  public let kind: Kind
  /// The host that was asked, lower case; `nil` when no URL was involved.
  public let host: String?
  /// What happened, in a few words, without data from the request or the response.
  public let detail: String

  /// - Parameter detail: a few words without data from the request or the response.
  public init(_ kind: Kind, host: String? = nil, detail: String) {
    self.kind = kind
    self.host = host
    self.detail = detail
  }
}

extension HTTPError {
  /// Whether the same request may succeed when sent again later with nothing changed.
  public var isTransient: Bool {
    switch kind {
    case .resolve, .connect, .timeout, .connectionLost, .protocolError: true
    case .invalidURL, .refusedScheme, .refusedHost, .refusedAddress, .tls, .tooLarge, .cancelled, .shutDown, .setup:
      false
    }
  }

  /// What a person can do about it.
  public var remedy: String {
    switch kind {
    case .invalidURL: "write a URL such as https://host/path, with an ASCII host and without user name or password"
    case .refusedScheme: "use https, or allow plain text for this host if the network between is trusted"
    case .refusedHost: "add the host, exactly as the URL writes it, to the allowed hosts"
    case .refusedAddress: "check the host's DNS records; allow private addresses for this host if it is your own"
    case .resolve: "check the spelling of the host and the machine's name servers"
    case .connect: "check that the server runs and that a firewall lets this machine reach its port"
    case .tls: "check the certificate's name, dates and authority, and the configured CA file; TLS 1.2 is the least"
    case .timeout: "check the server's load, or allow more time"
    case .tooLarge: "check what the server sends, or allow larger responses"
    case .protocolError: "check that the port speaks HTTP and that no proxy sits between"
    case .connectionLost: "try again; look at the server's log if it goes on"
    case .cancelled, .shutDown: "nothing to mend: the work was stopped"
    case .setup: "check the CA file, the open-file limit (ulimit -n) and that libcurl is 7.87 or newer"
    }
  }
}

extension HTTPError: CustomStringConvertible {
  /// For example `api.example.org: timeout: no answer within 30 s (waiting); check the server's load, ...`.
  public var description: String {
    "\(host.map { "\($0): " } ?? "")\(kind.rawValue): \(detail); \(remedy)"
  }
}
