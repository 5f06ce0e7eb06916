import Glibc

/// Goes through a JSON text as its receiver would and shows each string, decoded, and each number. Shares nothing with
/// what wrote the text: a fault in one must not hide in the other.
struct WireReader {
  /// One thing that a reader of the text would see.
  struct Item {
    /// Decoded; of a number its digits as written.
    let text: String
    let isName: Bool
    /// The byte at which it begins.
    let offset: Int
    /// The number of the message whose content this is, if it is one.
    let message: Int?
  }

  /// The text is not JSON, at this byte.
  struct Unreadable: Error {
    let offset: Int
  }

  private let bytes: [UInt8]
  private let known: [[UInt8]]
  private var position = 0
  private var path: [Step] = []

  private enum Step {
    case name(String)
    case index(Int)
  }

  /// - Parameter known: whole JSON values that need not be shown again where the text has them byte for byte.
  init(_ bytes: [UInt8], known: [[UInt8]]) {
    self.bytes = bytes
    self.known = known
  }

  /// - Parameter visit: gets each item in order.
  mutating func read(_ visit: (Item) -> Void) throws(Unreadable) {
    try value(visit)
    guard position == bytes.count else { throw unreadable }
  }

  private var unreadable: Unreadable { Unreadable(offset: position) }

  private mutating func value(_ visit: (Item) -> Void) throws(Unreadable) {
    guard path.count < 64, position < bytes.count else { throw unreadable }
    if skipKnown() { return }
    switch bytes[position] {
    case UInt8(ascii: "{"): try object(visit)
    case UInt8(ascii: "["): try array(visit)
    case UInt8(ascii: "\""):
      let start = position
      visit(Item(text: try string(), isName: false, offset: start, message: message))
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default:
      let start = position
      visit(Item(text: try number(), isName: false, offset: start, message: nil))
    }
  }

  private mutating func object(_ visit: (Item) -> Void) throws(Unreadable) {
    position += 1
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      let start = position
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw unreadable }
      let name = try string()
      visit(Item(text: name, isName: true, offset: start, message: nil))
      guard skip(UInt8(ascii: ":")) else { throw unreadable }
      path.append(.name(name))
      try value(visit)
      path.removeLast()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "}")) else { throw unreadable }
  }

  private mutating func array(_ visit: (Item) -> Void) throws(Unreadable) {
    position += 1
    if skip(UInt8(ascii: "]")) { return }
    var index = 0
    repeat {
      path.append(.index(index))
      try value(visit)
      path.removeLast()
      index += 1
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "]")) else { throw unreadable }
  }

  /// Which message's content is being read.
  private var message: Int? {
    guard path.count == 3, case .name("messages") = path[0], case .index(let index) = path[1],
      case .name("content") = path[2]
    else { return nil }
    return index
  }

  /// A complete JSON value that stands here byte for byte reads here as it read before.
  private mutating func skipKnown() -> Bool {
    let rest = bytes.count - position
    let match = bytes.withUnsafeBytes { bytes in
      known.first { value in
        guard let here = bytes.baseAddress, !value.isEmpty, value.count <= rest else { return false }
        return value.withUnsafeBytes { value in
          value.baseAddress.map { memcmp(here + position, $0, value.count) == 0 } ?? false
        }
      }
    }
    position += match?.count ?? 0
    return match != nil
  }

  private mutating func string() throws(Unreadable) -> String {
    let start = position + 1
    var end = start
    while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"), bytes[end] >= 0x20 {
      end += 1
    }
    var content: [UInt8] = Array(bytes[start..<end])
    position = end
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\\") {
        content.append(contentsOf: try escape().utf8)
      } else if byte < 0x20 {
        throw unreadable
      } else {
        content.append(byte)
        position += 1
      }
    }
    guard skip(UInt8(ascii: "\"")), let text = String(validating: content, as: UTF8.self) else { throw unreadable }
    return text
  }

  private mutating func escape() throws(Unreadable) -> String {
    guard position + 1 < bytes.count else { throw unreadable }
    let byte = bytes[position + 1]
    position += 2
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return String(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw unreadable
    }
    var units = [try hex()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw unreadable }
      units.append(try hex())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw unreadable }
    return text
  }

  private mutating func hex() throws(Unreadable) -> UInt16 {
    guard position + 4 <= bytes.count,
      let unit = UInt16(String(decoding: bytes[position..<(position + 4)], as: UTF8.self), radix: 16)
    else { throw unreadable }
    position += 4
    return unit
  }

  private mutating func number() throws(Unreadable) -> String {
    let start = position
    while position < bytes.count, Self.isInNumber(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard Double(text) != nil else { throw unreadable }
    return text
  }

  private static func isInNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func word(_ word: StaticString) throws(Unreadable) {
    let count = word.utf8CodeUnitCount
    guard position + count <= bytes.count,
      word.withUTF8Buffer({ $0.elementsEqual(bytes[position..<(position + count)]) })
    else { throw unreadable }
    position += count
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }
}

/// Whether two texts are the same bytes; `==` would call two spellings of a letter the same.
func isSameBytes(_ first: String, _ second: String) -> Bool {
  var (first, second) = (first, second)
  return first.withUTF8 { first in
    second.withUTF8 { second in
      guard first.count == second.count else { return false }
      guard let one = first.baseAddress, let other = second.baseAddress else { return true }
      return memcmp(one, other, first.count) == 0
    }
  }
}
