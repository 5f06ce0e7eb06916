public import Conversation
import Crypto
import Foundation
import Hexadecimal

/// One line of an organization's audit chain, as it is stored.
public struct AuditEvent: Sendable, Hashable {
  /// The organization.
  public let organization: OrganizationID
  /// 1, 2, 3, ... without gaps.
  public let seq: Int64
  /// Microseconds since 1970-01-01 UTC; nil when the stored time is none (infinity), which no genuine line has.
  public let microseconds: Int64?
  /// The database login that did it.
  public let actor: String
  /// What was done.
  public let action: String
  /// To what, by id or count.
  public let subject: String
  /// The hash of the line before; 32 zero bytes for the first.
  public let previousHash: [UInt8]
  /// The line's own.
  public let hash: [UInt8]

  /// The bytes that are hashed after the previous hash. Pinned: a JSON array of organization, seq, seconds since 1970 with six
  /// decimals as a string, actor, action and subject, written as PostgreSQL writes jsonb: a comma and a blank between
  /// elements; in strings the escapes `\" \\ \b \f \n \r \t`, `\u00xx` for other characters below U+0020, all else as it
  /// is, in UTF-8. Nil when the time is none.
  var canonicalForm: [UInt8]? {
    guard let microseconds, microseconds >= 0 else { return nil }
    let fraction = String(microseconds % 1_000_000 + 1_000_000).dropFirst()
    let time = "\(microseconds / 1_000_000).\(fraction)"
    let elements = [
      Self.literal(organization.description.lowercased()), "\(seq)", Self.literal(time), Self.literal(actor),
      Self.literal(action), Self.literal(subject),
    ]
    return Array("[\(elements.joined(separator: ", "))]".utf8)
  }

  /// SHA-256 of the previous hash and the canonical form: what the stored hash must be.
  var computedHash: [UInt8]? {
    canonicalForm.map { form in Array(SHA256.hash(data: previousHash + form)) }
  }

  private static func literal(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\u{8}": literal += "\\b"
      case "\u{C}": literal += "\\f"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal + "\""
  }
}

/// Where a chain stood when its head was written down outside the database.
public struct AuditHead: Sendable, Hashable, Codable {
  /// The organization.
  public let organization: OrganizationID
  /// The last line's number; 0 for a chain without lines.
  public let seq: Int64
  /// Its hash, hexadecimal; 64 zeros for a chain without lines.
  public let hash: String
  /// When the head was read, ISO 8601 in UTC by the database's clock.
  public let at: String

  /// A head.
  public init(organization: OrganizationID, seq: Int64, hash: String, at: String) {
    self.organization = organization
    self.seq = seq
    self.hash = hash
    self.at = at
  }
}

/// Checks a chain line by line, without the database's own function, and against heads that were published.
public struct AuditVerifier: Sendable {
  /// What is wrong with a chain, at the first line where anything is.
  public struct Break: Error, Sendable, Hashable, Codable {
    /// The line's number.
    public let seq: Int64
    /// In a sentence.
    public let why: String
  }

  /// Lines checked so far.
  public private(set) var lines: Int64 = 0
  private let organization: OrganizationID
  private var lastHash = [UInt8](repeating: 0, count: 32)
  private let heads: [Int64: String]
  private let lastHead: Int64

  /// - Parameter heads: what was published of this organization's chain, in any order.
  /// - Throws: `Break` when two heads of the same line disagree: then one of them is forged.
  public init(_ organization: OrganizationID, heads: [AuditHead] = []) throws(Break) {
    self.organization = organization
    var known: [Int64: String] = [:]
    for head in heads where head.organization == organization {
      if let other = known[head.seq], other != head.hash {
        throw Break(seq: head.seq, why: "two published heads of this line disagree")
      }
      known[head.seq] = head.hash
    }
    self.heads = known
    lastHead = known.keys.max() ?? 0
  }

  /// Takes the next line.
  public mutating func take(_ event: AuditEvent) throws(Break) {
    let expected = lines + 1
    guard event.seq == expected else {
      throw Break(seq: expected, why: "the line is missing: number \(event.seq) comes next")
    }
    guard event.organization == organization else {
      throw Break(seq: expected, why: "the line is another organization's")
    }
    guard event.previousHash == lastHash else {
      throw Break(seq: expected, why: "the line does not follow the one before it")
    }
    guard event.computedHash == event.hash else {
      throw Break(seq: expected, why: "the line is not what its hash says it was")
    }
    if let published = heads[expected], published != event.hash.hexadecimal {
      throw Break(seq: expected, why: "the line is not the one whose hash was published")
    }
    lines = expected
    lastHash = event.hash
  }

  /// Says that there are no more lines. Returns the last one's hash, hexadecimal.
  public func finish() throws(Break) -> String {
    guard lines >= lastHead else {
      throw Break(
        seq: lines + 1, why: "the chain ends after \(lines) lines, and line \(lastHead) was published: it was cut off")
    }
    return lastHash.hexadecimal
  }
}
