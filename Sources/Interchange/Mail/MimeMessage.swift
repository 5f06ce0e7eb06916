internal import CGmime

/// One parsed mail; the only owner of gmime's memory.
///
/// gmime's objects may be used by one thread at a time and hold no global state besides what `g_mime_init` sets up once.
/// The type can't be copied nor sent, so a mail lives and dies within the call that reads it; any number of calls may
/// run at once. Everything it returns is a copy in Swift's memory.
struct MimeMessage: ~Copyable {
  private let message: UnsafeMutablePointer<GMimeMessage>

  private static let ready: Void = g_mime_init()

  /// Parses the bytes of one mail; `nil` when they don't begin with headers.
  init?(_ bytes: [UInt8]) {
    Self.ready
    let parsed = bytes.withUnsafeBytes { cgmime_parse($0.baseAddress, $0.count) }
    guard let parsed else { return nil }
    message = parsed
  }

  deinit {
    cgmime_release(message)
  }

  /// The parts, from the outermost, with the text among them decoded from its transfer encoding.
  var root: MimeNode? {
    g_mime_message_get_mime_part(message).map { MimeNode($0, depth: 0) }
  }

  /// The subject, decoded (RFC 2047); `nil` when there is none.
  var subject: String? {
    g_mime_message_get_subject(message).map { String(cString: $0) }
  }

  /// The first header of the name, decoded and unfolded.
  func header(_ name: String) -> String? {
    g_mime_object_get_header(cgmime_message_object(message), name).map { String(cString: $0) }
  }

  /// All headers of the name in the order of the mail.
  func headers(_ name: String) -> [String] {
    guard let list = g_mime_object_get_header_list(cgmime_message_object(message)) else { return [] }
    return (0..<g_mime_header_list_get_count(list)).compactMap { index in
      guard let header = g_mime_header_list_get_header_at(list, index),
        let headerName = g_mime_header_get_name(header), let value = g_mime_header_get_value(header),
        String(cString: headerName).lowercased() == name.lowercased()
      else { return nil }
      return String(cString: value)
    }
  }

  /// The Message-ID without angle brackets.
  var messageID: String? {
    g_mime_message_get_message_id(message).map { String(cString: $0) }
  }

  /// The Date header as seconds since 1970; `nil` when it is absent or can't be read.
  var date: Int64? {
    g_mime_message_get_date(message).map { Int64(g_date_time_to_unix($0)) }
  }

  /// A date in the form of RFC 5322 as seconds since 1970; `nil` when it can't be read.
  static func date(in text: String) -> Int64? {
    ready
    guard let date = g_mime_utils_header_decode_date(text) else { return nil }
    defer { g_date_time_unref(date) }
    return Int64(g_date_time_to_unix(date))
  }

  /// The first Message-ID in a References or In-Reply-To header.
  static func firstReference(in text: String) -> String? {
    ready
    guard let references = g_mime_references_parse(nil, text) else { return nil }
    defer { g_mime_references_free(references) }
    guard g_mime_references_length(references) > 0 else { return nil }
    return g_mime_references_get_message_id(references, 0).map { String(cString: $0) }
  }

  /// The fields that name people.
  enum AddressField: UInt32, CaseIterable {
    case sender = 0
    case from, replyTo, to, cc, bcc
  }

  /// The mailboxes in an address field, members of groups included, in order.
  func mailboxes(_ field: AddressField) -> [Mailbox] {
    let kind = GMimeAddressType(rawValue: field.rawValue)
    guard let list = g_mime_message_get_addresses(message, kind) else { return [] }
    return Self.mailboxes(in: list)
  }

  private static func mailboxes(in list: UnsafeMutablePointer<InternetAddressList>) -> [Mailbox] {
    (0..<internet_address_list_length(list)).flatMap { index -> [Mailbox] in
      guard let address = internet_address_list_get_address(list, index) else { return [] }
      if let members = cgmime_group_members(address) { return mailboxes(in: members) }
      guard let bare = cgmime_mailbox_address(address) else { return [] }
      let name = internet_address_get_name(address).map { String(cString: $0) }
      return Mailbox(name: name, address: String(cString: bare)).map { [$0] } ?? []
    }
  }
}
