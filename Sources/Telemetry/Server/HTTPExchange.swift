/// A request as far as this server looks at it: method and path.
struct RequestHead: Sendable, Hashable {
  let method: String
  /// Without the query.
  let path: String

  /// What the bytes so far amount to.
  enum Reading: Sendable, Hashable {
    /// The end of the head is yet to come.
    case incomplete
    case complete(RequestHead)
    /// Not HTTP.
    case invalid
  }

  /// Reads a head (RFC 9112, section 3). Headers are passed over: nothing here depends on them.
  /// - Parameter start: from where on the end of the head is looked for; bytes before were looked through.
  static func read(_ bytes: [UInt8], from start: Int = 0) -> Reading {
    guard hasEnd(bytes, from: start) else { return .incomplete }
    let line = bytes.prefix { $0 != 0x0d && $0 != 0x0a }
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2].starts(with: "HTTP/1.".utf8), !parts[0].isEmpty, parts[1].first == 0x2f,
      line.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return .invalid }
    return .complete(
      RequestHead(
        method: String(decoding: parts[0], as: UTF8.self),
        path: String(decoding: parts[1].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)))
  }

  /// Whether there is an empty line, with or without carriage returns.
  private static func hasEnd(_ bytes: [UInt8], from start: Int) -> Bool {
    var index = max(0, start - 3)
    while index < bytes.count {
      if bytes[index] == 0x0a {
        if index + 1 < bytes.count, bytes[index + 1] == 0x0a { return true }
        if index + 2 < bytes.count, bytes[index + 1] == 0x0d, bytes[index + 2] == 0x0a { return true }
      }
      index += 1
    }
    return false
  }
}

/// An answer; the connection ends with it.
struct Response: Sendable, Hashable {
  var status: Status
  var contentType = "text/plain; charset=utf-8"
  var body: String

  enum Status: Int, Sendable {
    case ok = 200
    case badRequest = 400
    case notFound = 404
    case methodNotAllowed = 405
    case headTooLarge = 431
    case unavailable = 503

    var reason: String {
      switch self {
      case .ok: "OK"
      case .badRequest: "Bad Request"
      case .notFound: "Not Found"
      case .methodNotAllowed: "Method Not Allowed"
      case .headTooLarge: "Request Header Fields Too Large"
      case .unavailable: "Service Unavailable"
      }
    }
  }

  /// - Parameter isHead: leaves out the body, and tells its length all the same.
  func bytes(isHead: Bool) -> [UInt8] {
    var head = "HTTP/1.1 \(status.rawValue) \(status.reason)\r\nContent-Type: \(contentType)\r\n"
    head += "Content-Length: \(body.utf8.count)\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
    if status == .methodNotAllowed { head += "Allow: GET, HEAD\r\n" }
    head += "Connection: close\r\n\r\n"
    return Array((isHead ? head : head + body).utf8)
  }
}
