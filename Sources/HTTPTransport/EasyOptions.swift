import CLibcurl

/// Sets options of an easy handle and remembers the first that libcurl refused: an option that is silently not set,
/// such as a protocol restriction, would be a hole.
struct EasyOptions {
  private let easy: UnsafeMutableRawPointer
  private var refused: (option: CURLoption, result: CURLcode)?

  init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

  mutating func set(_ option: CURLoption, _ value: Int) { note(option, ccurl_setopt_long(easy, option, value)) }
  mutating func set(_ option: CURLoption, offset: Int) { note(option, ccurl_setopt_offset(easy, option, offset)) }
  mutating func set(_ option: CURLoption, _ value: String) { note(option, ccurl_setopt_string(easy, option, value)) }
  mutating func set(_ option: CURLoption, pointer: UnsafeRawPointer?) {
    note(option, ccurl_setopt_pointer(easy, option, pointer))
  }
  mutating func set(_ option: CURLoption, _ callback: @escaping ccurl_write_callback) {
    note(option, ccurl_setopt_write(easy, option, callback))
  }
  mutating func setOpenSocket(_ callback: @escaping ccurl_open_callback) {
    note(CURLOPT_OPENSOCKETFUNCTION, ccurl_setopt_open(easy, callback))
  }

  /// - Throws: `setup` when an option was refused.
  func check(host: String?) throws(HTTPError) {
    guard let refused else { return }
    throw HTTPError(
      .setup, host: host, detail: "libcurl refused option \(refused.option.rawValue), code \(refused.result.rawValue)")
  }

  private mutating func note(_ option: CURLoption, _ result: CURLcode) {
    if result != CURLE_OK && refused == nil { refused = (option, result) }
  }
}

extension EasyOptions {
  /// What is the same for each transfer of a client.
  mutating func setConnection(_ configuration: HTTPConfiguration) {
    // Signals would hit the whole process; and a resolver thread that hangs must not be waited for.
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_CONNECTTIMEOUT_MS, max(1, configuration.connectTimeout.wholeMilliseconds))
    set(CURLOPT_LOW_SPEED_LIMIT, 1)
    set(CURLOPT_LOW_SPEED_TIME, max(1, configuration.stallTimeout.wholeMilliseconds / 1_000))
    set(CURLOPT_TCP_KEEPALIVE, 1)
    // Answers are small: libcurl's usual 16 KB would be wasted 2,000 times.
    set(CURLOPT_BUFFERSIZE, 4 << 10)
    set(CURLOPT_UPLOAD_BUFFERSIZE, 16 << 10)

    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_REDIR_PROTOCOLS_STR, "https")
    // An environment variable must not be able to send customers' text through a proxy.
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOPROXY, "*")
    set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    set(CURLOPT_HTTP09_ALLOWED, 0)
    if configuration.acceptsCompression { set(CURLOPT_ACCEPT_ENCODING, "gzip") }

    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let caFile = configuration.caFile { set(CURLOPT_CAINFO, caFile) }
    // With a folder of authorities beside the file, the system's would be trusted as well as those of `caFile`; and
    // libcurl would read all of them anew for each connection, where it keeps those of a file for all.
    if configuration.caFile != nil || systemHasCAFile { set(CURLOPT_CAPATH, pointer: nil) }
  }
}

/// Whether libcurl was built to read the system's authorities from one file, as Debian's and Ubuntu's are.
private let systemHasCAFile = ccurl_default_ca_file() != nil
