private import CLibcurl

/// An absolute `http` or `https` URL, read by libcurl's own parser, so that what is checked and what is connected to
/// can't differ.
public struct HTTPURL: Sendable, Hashable {
  /// The whole URL, normalised.
  public let text: String
  /// Lower case; IPv6 literals keep their brackets.
  public let host: String
  /// 1...65535.
  public let port: Int
  /// Whether the scheme is `https`.
  public let isEncrypted: Bool

  /// - Throws: `HTTPError` of kind `invalidURL`, or `refusedScheme` for schemes other than http and https.
  public init(_ text: String) throws(HTTPError) {
    guard let handle = curl_url() else { throw HTTPError(.setup, detail: "out of memory") }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK
    else { throw HTTPError(.invalidURL, detail: "not an absolute URL without user name") }
    guard
      let scheme = Self.part(CURLUPART_SCHEME, of: handle), let host = Self.part(CURLUPART_HOST, of: handle),
      let port = Self.part(CURLUPART_PORT, of: handle, flags: CURLU_DEFAULT_PORT).flatMap({ Int($0) }),
      let whole = Self.part(CURLUPART_URL, of: handle)
    else { throw HTTPError(.invalidURL, detail: "scheme, host or port is missing") }
    // A name in other letters could be shown as one host and resolved as another.
    guard host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), (1...65535).contains(port) else {
      throw HTTPError(.invalidURL, detail: "the host is not ASCII or the port is out of range")
    }
    self.host = host.lowercased()
    guard scheme == "https" || scheme == "http" else {
      throw HTTPError(.refusedScheme, host: self.host, detail: "only https and http are spoken")
    }
    self.text = whole
    self.port = port
    isEncrypted = scheme == "https"
  }

  /// Whether the host is written as this machine: `localhost`, `127.0.0.0/8` or `[::1]`.
  public var isLoopback: Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  private static func part(_ part: CURLUPart, of handle: OpaquePointer, flags: Int32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
