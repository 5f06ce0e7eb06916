/// The text that a mail's reader sees, put together from its parts.
struct MailText {
  /// The text in lines, quotations marked by `>`.
  private(set) var text = ""
  /// What was repaired, shortened or left out.
  private(set) var notes: [ImportNote] = []
  /// The text of a delivery report, if the mail is one.
  private(set) var deliveryStatus: String?

  private let maximumTextSize: Int
  private var attachments = 0
  private var forwarded = 0

  /// Reads the parts of a mail.
  ///
  /// - Parameter maximumTextSize: how many bytes of each text part are kept.
  init(_ root: MimeNode?, maximumTextSize: Int) {
    self.maximumTextSize = maximumTextSize
    if let root { text = read(root).text }
    text = unwrapInlinePGP(text)
    if attachments > 0 { notes.append(.attachmentsIgnored(count: attachments)) }
    if forwarded > 0 { notes.append(.forwardedMessagesIgnored(count: forwarded)) }
  }

  private struct Reading {
    var text = ""
    var isHTML = false
  }

  private mutating func read(_ node: MimeNode) -> Reading {
    switch node.content {
    case .text(let bytes): return readText(bytes, node)
    case .parts(let parts): return readParts(parts, node)
    case .message:
      forwarded += 1
      return Reading()
    case .file:
      readFile(node)
      return Reading()
    case .tooDeep:
      note(.nestingIgnored)
      return Reading()
    }
  }

  private mutating func readParts(_ parts: [MimeNode], _ node: MimeNode) -> Reading {
    switch node.type {
    case "multipart/alternative": return readAlternative(parts)
    case "multipart/related": return readRelated(parts)
    case "multipart/encrypted":
      note(.encrypted(scheme: "PGP"))
      return Reading()
    case "multipart/signed":
      note(.signed(scheme: node.parameters["protocol"]?.lowercased().contains("pgp") == true ? "PGP" : "S/MIME"))
      return joined(parts)
    default: return joined(parts)
    }
  }

  /// The text parts of a mail one below the other.
  private mutating func joined(_ parts: [MimeNode]) -> Reading {
    var result = Reading()
    for part in parts {
      let reading = read(part)
      guard !reading.text.allSatisfy(\.isWhitespace) else { continue }
      result.text += result.text.isEmpty ? reading.text : "\n\n" + reading.text
      result.isHTML = result.isHTML || reading.isHTML
    }
    return result
  }

  /// Plain text is what its author meant, unless it is a mere pointer to the HTML.
  private mutating func readAlternative(_ parts: [MimeNode]) -> Reading {
    let readings = parts.map { read($0) }
    let plain = readings.first { !$0.isHTML && !$0.text.allSatisfy(\.isWhitespace) }
    let html = readings.last { $0.isHTML && !$0.text.allSatisfy(\.isWhitespace) }
    guard let plain else { return html ?? Reading() }
    if let html, Self.pointsToHTML(plain.text) { return html }
    return plain
  }

  private static func pointsToHTML(_ text: String) -> Bool {
    let text = text.lowercased()
    return text.utf8.count < 400 && text.contains("html") && !text.contains("\n>")
  }

  /// The first part is the text; the rest are pictures for it, or files that a program put in the wrong place.
  private mutating func readRelated(_ parts: [MimeNode]) -> Reading {
    guard let first = parts.first else { return Reading() }
    let reading = read(first)
    if reading.text.isEmpty, parts.count > 1 { return joined(Array(parts.dropFirst())) }
    for part in parts.dropFirst() {
      if case .file = part.content { readFile(part) }
    }
    return reading
  }

  private mutating func readFile(_ node: MimeNode) {
    switch node.type {
    case "application/pkcs7-mime", "application/x-pkcs7-mime":
      let isSigned = node.parameters["smime-type"]?.lowercased() == "signed-data"
      note(isSigned ? .signed(scheme: "S/MIME") : .encrypted(scheme: "S/MIME"))
    case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
      "application/pgp-encrypted":
      break
    default:
      attachments += 1
    }
  }

  private mutating func readText(_ bytes: [UInt8], _ node: MimeNode) -> Reading {
    switch node.type {
    case "message/delivery-status":
      deliveryStatus = decode(bytes, node, limit: maximumTextSize)
      return Reading()
    case "text/html", "text/xhtml", "application/xhtml+xml":
      // Markup is several times as long as the text in it.
      let html = decode(bytes, node, limit: maximumTextSize * 4)
      return Reading(text: limited(HTMLText.text(of: html)), isHTML: true)
    case "text/plain", "text/x-markdown", "text/markdown", "text":
      let text = decode(bytes, node, limit: maximumTextSize)
      guard node.parameters["format"]?.lowercased() == "flowed" else { return Reading(text: text) }
      let deletesSpace = node.parameters["delsp"]?.lowercased() == "yes"
      return Reading(text: FlowedText.unwrap(text, deletesSpace: deletesSpace))
    case "text/enriched", "text/richtext":
      return Reading(text: limited(HTMLText.text(of: decode(bytes, node, limit: maximumTextSize * 2))), isHTML: true)
    case "text/rfc822-headers":
      return Reading()
    default:
      attachments += 1
      return Reading()
    }
  }

  private mutating func decode(_ bytes: [UInt8], _ node: MimeNode, limit: Int) -> String {
    var bytes = bytes
    if bytes.count > limit {
      var end = limit
      while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      bytes.removeSubrange(end...)
      note(.textTruncated(keptBytes: end))
    }
    let declared = node.parameters["charset"] ?? (node.type == "text/html" ? Self.metaCharacterSet(bytes) : nil)
    let decoded = CharacterSet.decode(bytes, declared: declared)
    if let used = decoded.repairedAs {
      note(.characterSetRepaired(declared: declared ?? "none", used: used))
    }
    return decoded.text.contains("\0") ? decoded.text.replacing("\0", with: " ") : decoded.text
  }

  private mutating func limited(_ text: String) -> String {
    guard text.utf8.count > maximumTextSize else { return text }
    note(.textTruncated(keptBytes: maximumTextSize))
    return String(decoding: text.utf8.prefix(maximumTextSize), as: UTF8.self)
  }

  /// What an HTML document says of its own character set in its first bytes.
  private static func metaCharacterSet(_ bytes: [UInt8]) -> String? {
    let head = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
    guard let mark = head.firstRange(of: "charset=") else { return nil }
    let value = head[mark.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
    let name = value.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    return name.isEmpty ? nil : String(name)
  }

  /// Clear-signed text loses its armour; encrypted text can't be read.
  private mutating func unwrapInlinePGP(_ text: String) -> String {
    let start = text.drop(while: \.isWhitespace)
    if start.hasPrefix("-----BEGIN PGP MESSAGE-----") {
      note(.encrypted(scheme: "PGP"))
      return ""
    }
    guard start.hasPrefix("-----BEGIN PGP SIGNED MESSAGE-----") else { return text }
    note(.signed(scheme: "PGP"))
    var lines = start.split(separator: /\r?\n/, omittingEmptySubsequences: false)
    if let headerEnd = lines.firstIndex(where: \.isEmpty) { lines.removeFirst(headerEnd + 1) }
    if let signature = lines.firstIndex(where: { $0.hasPrefix("-----BEGIN PGP SIGNATURE-----") }) {
      lines.removeSubrange(signature...)
    }
    return lines.map { $0.hasPrefix("- ") ? $0.dropFirst(2) : $0 }.joined(separator: "\n")
  }

  private mutating func note(_ note: ImportNote) {
    if !notes.contains(note) { notes.append(note) }
  }
}
