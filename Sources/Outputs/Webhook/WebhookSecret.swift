import Crypto

/// A secret that webhooks are signed with. It shows itself in no description.
///
/// Source: Standard Webhooks 1.0.0, "Signature scheme": 24 to 64 random bytes, written as `whsec_` and base64.
public struct WebhookSecret: Sendable {
  private let key: SymmetricKey

  private static let prefix = "whsec_"
  private static let sizes = 24...64

  /// Reads `whsec_...`; nil for anything else.
  public init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), let bytes = Base64.bytes(text.dropFirst(Self.prefix.count)),
      Self.sizes.contains(bytes.count)
    else { return nil }
    key = SymmetricKey(data: bytes)
  }

  /// Draws a secret of 32 bytes, as text.
  public static func draw(using generator: inout some RandomNumberGenerator) -> String {
    var bytes: [UInt8] = []
    for _ in 0..<4 { withUnsafeBytes(of: generator.next()) { bytes += Array($0) } }
    return prefix + Base64.text(bytes)
  }

  /// `v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`.
  ///
  /// - Parameters:
  ///   - id: without a full stop.
  ///   - timestamp: of this attempt, whole seconds since 1970.
  public func signature(id: String, timestamp: Int, body: [UInt8]) -> String {
    var code = HMAC<SHA256>(key: key)
    code.update(data: Array("\(id).\(timestamp).".utf8))
    code.update(data: body)
    return "v1," + Base64.text(Array(code.finalize()))
  }
}

extension WebhookSecret: CustomStringConvertible, CustomReflectable {
  /// Never the secret.
  public var description: String { "WebhookSecret(redacted)" }
  /// No children: `dump` shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// The headers of one attempt.
public struct WebhookHeaders: Sendable, Hashable {
  /// Name and value.
  public let fields: [Field]

  /// One header.
  public struct Field: Sendable, Hashable {
    /// Lower case.
    public let name: String
    /// As it is sent.
    public let value: String
  }

  /// - Parameter secrets: one, or during a rotation two; a signature of each, parted by a blank.
  public init(id: String, timestamp: Int, body: [UInt8], secrets: [WebhookSecret]) {
    let signatures = secrets.map { $0.signature(id: id, timestamp: timestamp, body: body) }
    fields = [
      Field(name: "webhook-id", value: id), Field(name: "webhook-timestamp", value: "\(timestamp)"),
      Field(name: "webhook-signature", value: signatures.joined(separator: " ")),
    ]
  }
}
