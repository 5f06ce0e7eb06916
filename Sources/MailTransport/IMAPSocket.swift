internal import CLibcurl
internal import Glibc

/// A connection that libcurl made: TLS is established and the login done, and what follows is ours to say.
///
/// libcurl's own way to fetch a mail marks it as seen; a mailbox that people work with must stay as it is.
final class IMAPSocket {
  private let easy: UnsafeMutableRawPointer
  private let timeoutMilliseconds: Int32

  /// Connects and logs in. Throws `IMAPError`.
  init(_ server: IMAPServer) throws(IMAPError) {
    guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let easy = curl_easy_init() else {
      throw IMAPError(code: .unavailable, detail: "libcurl can't be set up")
    }
    self.easy = easy
    timeoutMilliseconds = Int32(clamping: server.timeout * 1_000)
    var results = [
      ccurl_setopt_string(easy, CURLOPT_URL, server.url), ccurl_setopt_string(easy, CURLOPT_USERNAME, server.user),
      ccurl_setopt_string(easy, CURLOPT_PASSWORD, server.password), ccurl_setopt_long(easy, CURLOPT_CONNECT_ONLY, 1),
      ccurl_setopt_string(easy, CURLOPT_PROTOCOLS_STR, "imap,imaps"),
      ccurl_setopt_long(easy, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)),
      ccurl_setopt_long(easy, CURLOPT_SSL_VERIFYPEER, 1), ccurl_setopt_long(easy, CURLOPT_SSL_VERIFYHOST, 2),
      ccurl_setopt_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
      ccurl_setopt_long(easy, CURLOPT_NOSIGNAL, 1), ccurl_setopt_string(easy, CURLOPT_PROXY, ""),
      ccurl_setopt_long(easy, CURLOPT_TIMEOUT_MS, server.timeout * 1_000),
    ]
    if let authority = server.authorityFile {
      results.append(ccurl_setopt_string(easy, CURLOPT_CAINFO, authority))
      results.append(ccurl_setopt_string(easy, CURLOPT_CAPATH, nil))
    }
    guard results.allSatisfy({ $0 == CURLE_OK }) else {
      throw IMAPError(code: .unavailable, detail: "libcurl refuses an option that is needed")
    }
    let result = curl_easy_perform(easy)
    guard result == CURLE_OK else { throw Self.error(result) }
  }

  deinit { curl_easy_cleanup(easy) }

  private static func error(_ result: CURLcode) -> IMAPError {
    let code: IMAPError.Code =
      switch result {
      case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: .refused
      case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CONNECT_ERROR, CURLE_USE_SSL_FAILED:
        .untrusted
      case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .address
      default: .unavailable
      }
    return IMAPError(code: code, detail: String(cString: curl_easy_strerror(result)))
  }

  /// Sends all of the bytes. Throws `IMAPError`.
  func send(_ bytes: [UInt8]) throws(IMAPError) {
    var sent = 0
    while sent < bytes.count {
      var count = 0
      let result = bytes[sent...].withUnsafeBytes { curl_easy_send(easy, $0.baseAddress, $0.count, &count) }
      if result == CURLE_AGAIN {
        try wait(for: Int16(POLLOUT))
      } else if result != CURLE_OK {
        throw Self.error(result)
      }
      sent += count
    }
  }

  /// What has arrived, at least one byte. Throws `IMAPError`, also when the server closed the connection.
  func receive() throws(IMAPError) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var count = 0
      let result = buffer.withUnsafeMutableBytes { curl_easy_recv(easy, $0.baseAddress, $0.count, &count) }
      if result == CURLE_OK, count > 0 { return Array(buffer.prefix(count)) }
      if result == CURLE_OK { throw IMAPError(code: .unavailable, detail: "the server closed the connection") }
      guard result == CURLE_AGAIN else { throw Self.error(result) }
      try wait(for: Int16(POLLIN))
    }
  }

  private func wait(for events: Int16) throws(IMAPError) {
    var socket: curl_socket_t = -1
    guard ccurl_getinfo_socket(easy, &socket) == CURLE_OK, socket >= 0 else {
      throw IMAPError(code: .unavailable, detail: "the connection is gone")
    }
    var descriptor = pollfd(fd: socket, events: events, revents: 0)
    let ready = poll(&descriptor, 1, timeoutMilliseconds)
    guard ready != 0 else { throw IMAPError(code: .unavailable, detail: "the server does not answer") }
  }
}
