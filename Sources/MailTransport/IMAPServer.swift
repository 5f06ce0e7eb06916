/// A mailbox server and how to log in.
public struct IMAPServer: Sendable, Hashable {
  /// `imaps://host[:port]`, or `imap://host[:port]`, which is then made safe with STARTTLS.
  public let url: String
  /// The login.
  public let user: String
  let password: String
  /// A file of certificates to trust instead of the system's, PEM.
  public let authorityFile: String?
  /// Seconds to wait for a connection, and for each answer.
  public let timeout: Int

  /// Throws `IMAPError.Code.address` unless the URL is one of IMAP with a host and nothing else.
  public init(
    url: String, user: String, password: String, authorityFile: String? = nil, timeout: Int = 30
  ) throws(IMAPError) {
    guard let scheme = ["imaps://", "imap://"].first(where: url.lowercased().hasPrefix) else {
      throw IMAPError(code: .address, detail: "the URL must begin with imaps:// or imap://")
    }
    let host = url.dropFirst(scheme.count)
    let bare = host.hasSuffix("/") ? host.dropLast() : host
    guard !bare.isEmpty, !bare.contains(where: { "/;?@ ".contains($0) || $0.isNewline }) else {
      throw IMAPError(code: .address, detail: "the URL must be a host, with a port where it is not the usual one")
    }
    guard !user.contains(where: \.isNewline), !password.contains(where: \.isNewline) else {
      throw IMAPError(code: .address, detail: "the login and the password must be one line each")
    }
    self.url = scheme + bare + "/"
    self.user = user
    self.password = password
    self.authorityFile = authorityFile
    self.timeout = timeout
  }
}
