/// Text with `format=flowed` (RFC 3676) put back into the paragraphs that its author wrote.
enum FlowedText {
  /// Joins lines that end with a space to the next of the same quotation depth.
  ///
  /// - Parameter deletesSpace: whether the trailing space was added by the sender's program (`delsp=yes`).
  static func unwrap(_ text: String, deletesSpace: Bool) -> String {
    var result: [UInt8] = []
    var open: (depth: Int, bytes: [UInt8])?
    for raw in Array(text.utf8).split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = raw.last == 0x0D ? raw.dropLast() : raw
      let depth = line.prefix { $0 == UInt8(ascii: ">") }.count
      var content = line.dropFirst(depth)
      if content.first == 0x20 { content = content.dropFirst() }
      let isDelimiter = content.elementsEqual("-- ".utf8)
      if let pending = open, pending.depth != depth || isDelimiter { flush(&open, into: &result) }
      if open == nil { open = (depth, []) }
      let flows = content.last == 0x20 && !isDelimiter
      open?.bytes.append(contentsOf: flows && deletesSpace ? content.dropLast() : content)
      if !flows { flush(&open, into: &result) }
    }
    flush(&open, into: &result)
    if result.last == 0x0A { result.removeLast() }
    return String(decoding: result, as: UTF8.self)
  }

  private static func flush(_ open: inout (depth: Int, bytes: [UInt8])?, into result: inout [UInt8]) {
    guard let line = open else { return }
    result.append(contentsOf: repeatElement(UInt8(ascii: ">"), count: line.depth))
    if line.depth > 0, !line.bytes.isEmpty { result.append(0x20) }
    result.append(contentsOf: line.bytes)
    result.append(0x0A)
    open = nil
  }
}
