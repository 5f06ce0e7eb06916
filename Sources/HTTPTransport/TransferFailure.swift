import CLibcurl

/// How far a transfer came; says which time-out passed, and whether a peer answered at all.
struct TransferProgress {
  let isResolved: Bool
  let isConnected: Bool
  let hasFirstByte: Bool

  init(_ easy: UnsafeMutableRawPointer) {
    func isPast(_ info: CURLINFO) -> Bool {
      var microseconds: curl_off_t = 0
      return ccurl_getinfo_offset(easy, info, &microseconds) == CURLE_OK && microseconds > 0
    }
    isResolved = isPast(CURLINFO_NAMELOOKUP_TIME_T)
    // libcurl 7.88 reports TCP and TLS as one: both are over when the request is sent.
    isConnected = isPast(CURLINFO_PRETRANSFER_TIME_T)
    hasFirstByte = isPast(CURLINFO_STARTTRANSFER_TIME_T)
  }

  var step: String {
    if hasFirstByte { return "receiving" }
    if isConnected { return "waiting for the answer" }
    return isResolved ? "connecting (TCP or TLS)" : "resolving the name or waiting for a connection"
  }
}

extension HTTPError {
  /// - Parameters:
  ///   - refusal: set when a callback of ours ended the transfer.
  ///   - text: libcurl's own words; taken for connection failures only, where they can't hold what a peer sent.
  init(
    _ result: CURLcode, refusal: (kind: Kind, detail: String)?, host: String, text: String, progress: TransferProgress
  ) {
    if let refusal {
      self.init(refusal.kind, host: host, detail: refusal.detail)
      return
    }
    let kind = Kind(result, hasConnection: progress.isConnected)
    let name = String(cString: curl_easy_strerror(result))
    switch kind {
    case .timeout: self.init(kind, host: host, detail: "time ran out while \(progress.step)")
    case .connect, .tls: self.init(kind, host: host, detail: text.isEmpty ? name : text)
    default: self.init(kind, host: host, detail: "\(name) (libcurl \(result.rawValue))")
    }
  }
}

extension HTTPError.Kind {
  fileprivate init(_ result: CURLcode, hasConnection: Bool) {
    switch result {
    case CURLE_OPERATION_TIMEDOUT: self = .timeout
    case CURLE_COULDNT_RESOLVE_HOST: self = .resolve
    case CURLE_COULDNT_CONNECT: self = .connect
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CERTPROBLEM, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      self = .tls
    case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_OUT_OF_MEMORY,
      CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_UNKNOWN_OPTION, CURLE_BAD_FUNCTION_ARGUMENT:
      self = .setup
    case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
    // A peer that speaks something else than HTTP is reported so, too.
    case CURLE_UNSUPPORTED_PROTOCOL: self = hasConnection ? .protocolError : .refusedScheme
    case CURLE_URL_MALFORMAT: self = .invalidURL
    case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR: self = .connectionLost
    default: self = .protocolError
    }
  }
}
