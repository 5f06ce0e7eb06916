internal import CLibxml2

/// HTML as the lines of text that a reader sees, with quotations marked by `> ` as in plain mails.
///
/// libxml2's HTML parser does the parsing; its tree is owned and freed here. Parsing and walking take no recursion, so
/// no nesting can exhaust the stack.
struct HTMLText {
  private var writer = TextLines()

  private static let ready: Void = xmlInitParser()

  /// The visible text of a document or a fragment; empty when there is none.
  static func text(of html: String) -> String {
    ready
    var converter = HTMLText()
    let utf8 = Array(html.utf8)
    let document = utf8.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { clibxml2_parse_html($0.baseAddress, Int32(clamping: $0.count)) }
    }
    guard let document else { return "" }
    defer { xmlFreeDoc(document) }
    converter.walk(from: xmlDocGetRootElement(document))
    return converter.writer.text()
  }

  /// Visits the tree in document order by following the nodes' own links.
  private mutating func walk(from root: xmlNodePtr?) {
    var current = root
    var open: [HTMLElement?] = []
    while let node = current {
      let element = enter(node)
      if element?.isHidden != true, let child = node.pointee.children, node.pointee.type == XML_ELEMENT_NODE {
        open.append(element)
        current = child
        continue
      }
      leave(element)
      current = node
      while let done = current, done.pointee.next == nil || done == root {
        if done == root { return }
        current = done.pointee.parent
        if let closed = open.popLast() { leave(closed) }
      }
      current = current?.pointee.next
    }
  }

  /// Writes a text, or what an element begins with.
  private mutating func enter(_ node: xmlNodePtr) -> HTMLElement? {
    switch node.pointee.type {
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
      if let content = node.pointee.content { writer.append(UnsafeRawPointer(content), count: Int(xmlStrlen(content))) }
      return nil
    case XML_ELEMENT_NODE:
      let element = HTMLElement(node)
      if !element.isHidden { writer.open(element) }
      return element
    default:
      return nil
    }
  }

  private mutating func leave(_ element: HTMLElement?) {
    if let element, !element.isHidden { writer.close(element) }
  }
}
