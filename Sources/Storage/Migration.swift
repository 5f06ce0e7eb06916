import Crypto
import Foundation
import Hexadecimal

/// One step of the schema; forward only, never edited after a release.
public struct Migration: Sendable, Hashable {
  /// 1, 2, 3, ... without gaps.
  public let version: Int
  /// What it is about, from its file's name.
  public let name: String
  /// Its statements.
  public let sql: String

  /// SHA-256 of the statements, hexadecimal. A database that holds another one for this version was made by other code.
  public var checksum: String {
    SHA256.hash(data: Data(sql.utf8)).hexadecimal
  }

  /// All of them, in order.
  public static let all: [Migration] = [
    Migration(1, "isolation", PackageResources._001_isolation_sql),
    Migration(2, "records", PackageResources._002_records_sql),
    Migration(3, "queue", PackageResources._003_queue_sql),
    Migration(4, "residency", PackageResources._004_residency_sql),
    Migration(5, "intake", PackageResources._005_intake_sql),
    Migration(6, "masking", PackageResources._006_masking_sql),
    Migration(7, "custody", PackageResources._007_custody_sql),
    Migration(8, "retention", PackageResources._008_retention_sql),
    Migration(9, "erasure", PackageResources._009_erasure_sql),
    Migration(10, "diagnosis", PackageResources._010_diagnosis_sql),
    Migration(11, "outputs", PackageResources._011_outputs_sql),
    Migration(12, "views", PackageResources._012_views_sql),
  ]

  static let roles = String(decoding: PackageResources.roles_sql, as: UTF8.self)

  private init(_ version: Int, _ name: String, _ bytes: [UInt8]) {
    self.version = version
    self.name = name
    self.sql = String(decoding: bytes, as: UTF8.self)
  }

  /// The statements of a test's own making.
  init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
  }
}
