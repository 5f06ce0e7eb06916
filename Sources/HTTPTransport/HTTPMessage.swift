/// What to send. Bodies are bytes already; nothing is added to the headers but `Content-Length`, `Host` and
/// `Accept-Encoding`.
public struct HTTPRequest: Sendable {
  /// The methods that are spoken.
  public enum Method: String, Sendable { case get = "GET", post = "POST", patch = "PATCH" }

  /// Where to; its host must be one of the client's.
  public var url: HTTPURL
  /// How it is sent.
  public var method: Method
  /// Name and value as they are sent. A name or value with a line break or a zero byte is refused.
  public var headers: [(name: String, value: String)]
  /// Sent with `post` and `patch` only.
  public var body: HTTPBody
  /// From the call to the last byte of the response.
  public var timeout: Duration
  /// Most bytes of response body that are taken, counted after decompression.
  public var maxResponseBytes: Int

  /// Defaults: 60 s in total, 4 MiB of response.
  public init(
    _ method: Method, _ url: HTTPURL, headers: [(name: String, value: String)] = [], body: HTTPBody = HTTPBody([]),
    timeout: Duration = .seconds(60), maxResponseBytes: Int = 4 << 20
  ) {
    self.url = url
    self.method = method
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maxResponseBytes = maxResponseBytes
  }
}

/// What came back, whatever its status; redirects are not followed.
public struct HTTPResponse: Sendable {
  /// 100...999.
  public var status: Int
  /// Those of the final response, interim ones left out.
  public var headers: HTTPHeaders
  /// Decompressed.
  public var body: [UInt8]
  /// 1 or 2.
  public var httpVersion: Int
  /// Measured by libcurl.
  public var timings: HTTPTimings

  /// For stand-ins in tests; `HTTPClient` makes the real ones.
  public init(
    status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], httpVersion: Int = 1,
    timings: HTTPTimings = HTTPTimings()
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.httpVersion = httpVersion
    self.timings = timings
  }
}

/// When each step of a transfer was over, counted from its start; zero where a step did not take place.
public struct HTTPTimings: Sendable, Hashable {
  /// Name resolved.
  public var resolved: Duration = .zero
  /// TCP connection open.
  public var connected: Duration = .zero
  /// TLS handshake done.
  public var secured: Duration = .zero
  /// First byte of the response.
  public var firstByte: Duration = .zero
  /// Last byte of the response.
  public var total: Duration = .zero
  /// Whether an open connection was used again.
  public var reusedConnection = false

  /// All zero.
  public init() {}
}

/// Response headers in the order they came; names are compared in lower case.
public struct HTTPHeaders: Sendable, Hashable {
  /// Name in lower case, value without the white space around it.
  public struct Field: Sendable, Hashable {
    /// Lower case.
    public let name: String
    /// Trimmed.
    public let value: String
  }

  /// All fields, repeated names too.
  public private(set) var fields: [Field] = []

  /// No fields.
  public init() {}

  /// - Parameter fields: names in any case.
  public init(_ fields: [(name: String, value: String)]) {
    for field in fields { append(field.name, field.value) }
  }

  /// The first value of that name, in whatever case it is asked for.
  public subscript(name: String) -> String? {
    let name = name.lowercased()
    return fields.first { $0.name == name }?.value
  }

  mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name.lowercased(), value: value))
  }
}

extension HTTPHeaders {
  /// Takes one header line as it came; a status line begins a new set, so that interim (1xx) responses leave nothing.
  mutating func take(line: UnsafeRawBufferPointer) {
    if line.starts(with: Array("HTTP/".utf8)) {
      fields.removeAll(keepingCapacity: true)
      return
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
    append(
      String(decoding: UnsafeRawBufferPointer(rebasing: line[..<colon]), as: UTF8.self),
      String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self))
  }

  private static func trimmed(_ slice: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
    var slice = slice
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    return slice
  }
}
