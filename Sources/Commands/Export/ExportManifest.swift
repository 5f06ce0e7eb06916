import Conversation
import Foundation

/// `manifest.json`: what an export is of, and what its files must be.
struct ExportManifest: Codable, Hashable {
  static let fileName = "manifest.json"
  static let format = "phano-export/1"

  /// One file.
  struct File: Codable, Hashable {
    let name: String
    /// Lines; each is one row.
    let rows: Int
    let bytes: Int
    /// Hexadecimal.
    let sha256: String
  }

  var format = ExportManifest.format
  /// The program's version, and the schema's.
  let phano: String
  let schema: Int
  let organization: OrganizationID
  /// organization or subject.
  let kind: String
  /// When the snapshot was taken, ISO 8601 in UTC, and PostgreSQL's name for it.
  let takenAt, snapshot: String
  let files: [File]

  var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
  }

  init(json: [UInt8]) throws { self = try JSONDecoder().decode(Self.self, from: Data(json)) }

  init(
    phano: String, schema: Int, organization: OrganizationID, kind: String, takenAt: String, snapshot: String,
    files: [File]
  ) {
    self.phano = phano
    self.schema = schema
    self.organization = organization
    self.kind = kind
    self.takenAt = takenAt
    self.snapshot = snapshot
    self.files = files
  }
}
