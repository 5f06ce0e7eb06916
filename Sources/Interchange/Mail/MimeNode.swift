internal import CGmime

/// One part of a mail as a value: its type, and its text or its parts. Attachments are never decoded.
struct MimeNode {
  /// What a part holds.
  enum Content {
    /// Text or a delivery report, decoded from its transfer encoding but not yet from its character set.
    case text([UInt8])
    /// Further parts.
    case parts([MimeNode])
    /// A whole message, which is somebody else's word or an earlier one.
    case message
    /// A file, a picture, or anything else that isn't read.
    case file
    /// Parts below the deepest level that is read.
    case tooDeep
  }

  /// `type/subtype` in lower case; `text/plain` where the mail names none.
  let type: String
  /// The parameters of Content-Type that reading takes: `charset`, `format`, `delsp`, `protocol`, `report-type`,
  /// `smime-type`.
  let parameters: [String: String]
  /// What it holds.
  let content: Content

  /// Real mails nest a handful of levels; a hostile one could exhaust the stack.
  private static let deepest = 40
  private static let usedParameters = ["charset", "format", "delsp", "protocol", "report-type", "smime-type"]

  /// Copies a part out of gmime's memory.
  init(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int) {
    var type = "text/plain"
    var parameters: [String: String] = [:]
    if let contentType = g_mime_object_get_content_type(object) {
      if let name = g_mime_content_type_get_mime_type(contentType) {
        type = String(cString: name).lowercased()
        g_free(name)
      }
      for name in Self.usedParameters {
        if let value = g_mime_content_type_get_parameter(contentType, name) {
          parameters[name] = String(cString: value)
        }
      }
    }
    self.type = type
    self.parameters = parameters
    content = Self.content(of: object, type: type, depth: depth)
  }

  private static func content(
    of object: UnsafeMutablePointer<GMimeObject>, type: String, depth: Int
  ) -> Content {
    guard depth < deepest else { return .tooDeep }
    switch cgmime_kind_of(object) {
    case CGMIME_MULTIPART:
      let parts = (0..<cgmime_multipart_count(object)).compactMap { cgmime_multipart_part(object, $0) }
      return .parts(parts.map { MimeNode($0, depth: depth + 1) })
    case CGMIME_MESSAGE:
      return .message
    case CGMIME_TEXT where isInline(object), CGMIME_PART where type == "message/delivery-status":
      return decoded(object).map { .text($0) } ?? .file
    default:
      return .file
    }
  }

  private static func isInline(_ object: UnsafeMutablePointer<GMimeObject>) -> Bool {
    guard let disposition = g_mime_object_get_disposition(object) else { return true }
    return String(cString: disposition).lowercased() != "attachment"
  }

  private static func decoded(_ object: UnsafeMutablePointer<GMimeObject>) -> [UInt8]? {
    guard let array = cgmime_decoded_content(object) else { return nil }
    defer { g_byte_array_free(array, 1) }
    let bytes = array.pointee
    guard let data = bytes.data else { return [] }
    return [UInt8](UnsafeBufferPointer(start: data, count: Int(bytes.len)))
  }
}
