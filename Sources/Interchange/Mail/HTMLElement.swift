internal import CLibxml2

/// What an HTML element means for the text around it.
struct HTMLElement {
  /// How an element sets its text apart.
  enum Layout {
    case inline
    case line
    case paragraph
    case item
    case cell
    case lineBreak
    case rule
    case preformatted
  }

  /// How its text is set apart.
  let layout: Layout
  /// Whether nothing of it is seen.
  let isHidden: Bool
  /// Whether it holds an earlier message.
  let isQuote: Bool
  /// Whether it holds a signature.
  let isSignature: Bool
  /// Text that stands for it: the character that a small picture shows.
  let substitute: String?

  /// Reads name and attributes of an element node.
  init(_ node: xmlNodePtr) {
    let name = node.pointee.name.map { Self.string($0).lowercased() } ?? ""
    let names = (Self.attribute("class", node) ?? "") + " " + (Self.attribute("id", node) ?? "")
    let marks = Set(names.lowercased().split(separator: " "))
    layout = Self.layouts[name] ?? .inline
    isHidden = Self.unseen.contains(name) || Self.isStyledAway(node)
    isQuote = name == "blockquote" || !marks.isDisjoint(with: Self.quoteMarks)
    isSignature = !marks.isDisjoint(with: Self.signatureMarks)
    substitute = name == "img" ? Self.emoji(Self.attribute("alt", node)) : nil
  }

  private static let unseen: Set<String> = [
    "script", "style", "head", "title", "template", "object", "iframe", "svg", "math", "select", "button", "noscript",
    "map", "audio", "video",
  ]

  private static let layouts: [String: Layout] = {
    var layouts: [String: Layout] = [
      "br": .lineBreak, "hr": .rule, "li": .item, "td": .cell, "th": .cell, "pre": .preformatted,
    ]
    for name in ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "table"] {
      layouts[name] = .paragraph
    }
    for name in [
      "div", "section", "article", "header", "footer", "main", "nav", "aside", "tr", "dt", "dd", "form", "fieldset",
      "center", "address", "figure", "figcaption", "body", "html", "tbody", "thead", "caption",
    ] {
      layouts[name] = .line
    }
    return layouts
  }()

  /// Classes and ids by which mail programs mark an earlier message where they use no `blockquote`.
  private static let quoteMarks: Set<Substring> = [
    "gmail_attr", "moz-cite-prefix", "yahoo_quoted", "yahooquotedmsg", "protonmail_quote", "tutanota_quote",
    "zmail_extra",
    "olk_src_body_section", "wm_quote", "mail-quote-collapse",
    "ms-outlook-mobile-reference-message", "mail-editor-reference-message-container", "freshdesk_quote", "front-quote",
    "quoted_text", "gorgias-quote", "helpscout-quote", "isforwardcontent", "mailru-quote", "gmx-quote",
  ]

  private static let signatureMarks: Set<Substring> = [
    "gmail_signature", "moz-signature", "ms-outlook-mobile-signature", "signature", "protonmail_signature_block-user",
    "apple-mail-signature", "yahoo-signature",
  ]

  /// Newsletters hide a preview text before the mail proper.
  private static func isStyledAway(_ node: xmlNodePtr) -> Bool {
    if attribute("hidden", node) != nil { return true }
    guard let style = attribute("style", node)?.lowercased().filter({ $0 != " " }) else { return false }
    return style.contains("display:none") || style.contains("mso-hide:all") || style.contains("visibility:hidden")
  }

  /// Smileys are tone; they come as pictures with the character as the alternative text.
  private static func emoji(_ alternative: String?) -> String? {
    guard let alternative, (1...4).contains(alternative.count) else { return nil }
    return alternative.unicodeScalars.allSatisfy { $0.value > 0x2000 } ? alternative : nil
  }

  private static func attribute(_ name: String, _ node: xmlNodePtr) -> String? {
    guard let value = xmlGetProp(node, name) else { return nil }
    defer { clibxml2_free(value) }
    return string(value)
  }

  private static func string(_ text: UnsafePointer<xmlChar>) -> String {
    String(decodingCString: text, as: UTF8.self)
  }
}
