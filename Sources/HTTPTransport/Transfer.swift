import CLibcurl
import Glibc

/// One easy handle and the transfer it is at. Used again for many transfers, because a handle costs more to make and
/// to set up than to keep. Confined to the loop thread.
final class Transfer {
  typealias Outcome = Result<HTTPResponse, HTTPError>

  let easy: UnsafeMutableRawPointer
  private var host = ""
  private var continuation: CheckedContinuation<Outcome, Never>?
  private var addressRule = AddressRule.globalOnly
  private var maxResponseBytes = 0
  /// What libcurl reads while it sends; let go after the handle has left the multi handle.
  private var body: HTTPBody?
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  private var received: [UInt8] = []
  private var headers = HTTPHeaders()
  private var headerBytes = 0
  /// Why one of our own callbacks stopped the transfer; libcurl then only says that a callback did.
  private var refusal: (kind: HTTPError.Kind, detail: String)?
  private var hasOpenedSocket = false

  /// More than any server sends that means well.
  private static let maxHeaderBytes = 64 << 10

  init(_ configuration: HTTPConfiguration) throws(HTTPError) {
    guard let easy = curl_easy_init() else { throw HTTPError(.setup, detail: "out of memory") }
    self.easy = easy
    var options = EasyOptions(easy)
    options.setConnection(configuration)
    let user = Unmanaged.passUnretained(self).toOpaque()
    options.set(CURLOPT_ERRORBUFFER, pointer: errorText)
    options.set(CURLOPT_WRITEDATA, pointer: user)
    options.set(CURLOPT_WRITEFUNCTION) { data, size, count, user in
      guard let user else { return 0 }
      let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
      return Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue().take(bytes) ? bytes.count : 0
    }
    options.set(CURLOPT_HEADERDATA, pointer: user)
    options.set(CURLOPT_HEADERFUNCTION) { data, size, count, user in
      guard let user else { return 0 }
      let line = UnsafeRawBufferPointer(start: data, count: size * count)
      return Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue().takeHeader(line) ? line.count : 0
    }
    options.set(CURLOPT_OPENSOCKETDATA, pointer: user)
    options.setOpenSocket { user, _, address in
      guard let user else { return CURL_SOCKET_BAD }
      return Unmanaged<Transfer>.fromOpaque(user).takeUnretainedValue().openSocket(address)
    }
    try options.check(host: nil)
  }

  deinit {
    curl_easy_cleanup(easy)
    releaseRequest()
    errorText.deallocate()
  }

  /// Sets the handle up for a request; each option that differs between requests is set here, so that nothing of the
  /// one before is left.
  func prepare(_ request: HTTPRequest, id: UInt, addressRule: AddressRule) throws(HTTPError) {
    releaseRequest()
    host = request.url.host
    self.addressRule = addressRule
    maxResponseBytes = request.maxResponseBytes
    refusal = nil
    hasOpenedSocket = false
    headers = HTTPHeaders()
    headerBytes = 0
    received = []
    errorText.pointee = 0
    try setHeaders(request.headers)
    var options = EasyOptions(easy)
    options.set(CURLOPT_PRIVATE, pointer: UnsafeRawPointer(bitPattern: id))
    options.set(CURLOPT_URL, request.url.text)
    options.set(CURLOPT_PROTOCOLS_STR, request.url.isEncrypted ? "https" : "http")
    // Whether a connection can be shared is known after its TLS handshake. Without TLS it can't, and libcurl would
    // find that out only from the first response: all transfers would wait for the first one's answer.
    options.set(CURLOPT_PIPEWAIT, request.url.isEncrypted ? 1 : 0)
    options.set(CURLOPT_HTTPHEADER, pointer: headerList)
    options.set(CURLOPT_TIMEOUT_MS, max(1, request.timeout.wholeMilliseconds))
    options.set(CURLOPT_MAXFILESIZE_LARGE, offset: maxResponseBytes)
    switch request.method {
    case .get:
      options.set(CURLOPT_HTTPGET, 1)
      options.set(CURLOPT_CUSTOMREQUEST, pointer: nil)
    case .post, .patch:
      if request.method == .patch {
        options.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
      } else {
        options.set(CURLOPT_CUSTOMREQUEST, pointer: nil)
      }
      body = request.body
      options.set(CURLOPT_POST, 1)
      options.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: request.body.count)
      options.set(CURLOPT_POSTFIELDS, pointer: request.body.storage.baseAddress)
    }
    try options.check(host: host)
  }

  /// - Parameter continuation: resumed once, by `finish`.
  func begin(_ continuation: CheckedContinuation<Outcome, Never>) { self.continuation = continuation }

  /// Ends the transfer; the handle must have left the multi handle.
  func finish(_ outcome: Outcome) {
    releaseRequest()
    received = []
    continuation?.resume(returning: outcome)
    continuation = nil
  }

  /// What the finished transfer came to.
  func outcome(_ result: CURLcode) -> Outcome {
    guard result == CURLE_OK else {
      let text = String(cString: errorText)
      return .failure(
        HTTPError(result, refusal: refusal, host: host, text: text, progress: TransferProgress(easy)))
    }
    return .success(
      HTTPResponse(
        status: longInfo(CURLINFO_RESPONSE_CODE), headers: headers, body: received,
        httpVersion: longInfo(CURLINFO_HTTP_VERSION) >= Int(CURL_HTTP_VERSION_2_0) ? 2 : 1, timings: timings()))
  }

  private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard received.count + bytes.count <= maxResponseBytes else {
      refusal = (.tooLarge, "the response body is larger than \(maxResponseBytes) bytes")
      return false
    }
    received.append(contentsOf: bytes)
    return true
  }

  private func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.maxHeaderBytes else {
      refusal = (.tooLarge, "the response headers are larger than \(Self.maxHeaderBytes) bytes")
      return false
    }
    headers.take(line: line)
    return true
  }

  /// The last gate before a connection: libcurl connects to the very address that is judged here, so a name that
  /// resolves to something else a moment later gains nothing, and not even a SYN goes to a refused one. (Checking in
  /// `CURLOPT_PREREQFUNCTION` would come after the TLS handshake; pinning with `CURLOPT_RESOLVE` would need a second,
  /// blocking resolution.)
  private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    let bytes = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      guard let start = buffer.baseAddress else { return }
      count = Int(ccurl_address_bytes(address, start))
    }
    let addressClass = AddressClass(bytes)
    guard addressRule.allows(addressClass) else {
      // One allowed address among refused ones is enough.
      if !hasOpenedSocket { refusal = (.refusedAddress, "the name stands for a \(addressClass.rawValue) address") }
      return CURL_SOCKET_BAD
    }
    let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(address.pointee.family, type, address.pointee.`protocol`)
    hasOpenedSocket = hasOpenedSocket || socket >= 0
    refusal = hasOpenedSocket ? nil : (.setup, "no socket could be opened, errno \(errno)")
    return socket
  }

  private func setHeaders(_ fields: [(name: String, value: String)]) throws(HTTPError) {
    // Without this libcurl waits a second for leave to send bodies over 1 MB.
    var lines = ["Expect:"]
    for (name, value) in fields {
      guard !name.isEmpty, Self.isPrintable(name), Self.isPrintable(value) else {
        throw HTTPError(.setup, host: host, detail: "a request header has a control character")
      }
      // libcurl drops a header that ends in a colon; the semicolon form sends it empty.
      lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
    }
    for line in lines {
      guard let longer = curl_slist_append(headerList, line) else {
        throw HTTPError(.setup, host: host, detail: "out of memory")
      }
      headerList = longer
    }
  }

  private static func isPrintable(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
  }

  private func releaseRequest() {
    body = nil
    curl_slist_free_all(headerList)
    headerList = nil
  }

  private func longInfo(_ info: CURLINFO) -> Int {
    var value = 0
    _ = ccurl_getinfo_long(easy, info, &value)
    return value
  }

  private func timings() -> HTTPTimings {
    func time(_ info: CURLINFO) -> Duration {
      var microseconds: curl_off_t = 0
      _ = ccurl_getinfo_offset(easy, info, &microseconds)
      return .microseconds(Int64(microseconds))
    }
    var timings = HTTPTimings()
    timings.resolved = time(CURLINFO_NAMELOOKUP_TIME_T)
    timings.connected = time(CURLINFO_CONNECT_TIME_T)
    timings.secured = time(CURLINFO_APPCONNECT_TIME_T)
    timings.firstByte = time(CURLINFO_STARTTRANSFER_TIME_T)
    timings.total = time(CURLINFO_TOTAL_TIME_T)
    timings.reusedConnection = longInfo(CURLINFO_NUM_CONNECTS) == 0
    return timings
  }
}

extension Duration {
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(clamping: seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
  }
}
