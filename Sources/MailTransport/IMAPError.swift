/// Why a mailbox could not be read.
public struct IMAPError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of failure it is, and so whether trying again can help.
  public enum Code: String, Sendable, Hashable {
    /// The URL is none of a mailbox.
    case address
    /// The server can't be reached, or went away.
    case unavailable
    /// TLS could not be established: the certificate is not the host's, or its issuer unknown.
    case untrusted
    /// The server refused the login.
    case refused
    /// The server refused a command, such as for a mailbox that is not there.
    case command
    /// The server said something that is no IMAP.
    case nonsense
  }

  /// The kind.
  public let code: Code
  /// What the server or libcurl said; never a password, never a mail's text.
  public let detail: String

  /// One clause.
  public var description: String { detail }
}
