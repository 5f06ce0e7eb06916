import Backtest
import Foundation
import Gzip

/// The sets of data in a folder: files that end in `accounts.csv`, `messages.csv` and so on, or the same with `.gz`; what is
/// before names the set.
struct BacktestFolder {
  /// One set.
  struct DataSet {
    let name: String
    /// What the names of its files begin with.
    fileprivate let prefix: String
    fileprivate let files: [BacktestReader.Table: URL]

    private static let largest = 1 << 30

    /// Reads the tables. Throws `Failure`.
    func read() throws -> BacktestData {
      var tables: [BacktestReader.Table: (file: String, bytes: [UInt8])] = [:]
      for (table, file) in files { tables[table] = (file.lastPathComponent, try Self.bytes(of: file)) }
      do throws(BacktestProblem) {
        return try BacktestReader.read(tables, prefix: prefix)
      } catch {
        throw Failure(
          .data, "\(error)", mend: "'phano backtest --help' names the tables, the documentation their columns.")
      }
    }

    private static func bytes(of file: URL) throws -> [UInt8] {
      let bytes: [UInt8]
      do {
        bytes = Array(try Data(contentsOf: file))
      } catch {
        throw Failure(.data, "\(file.path) can't be read", mend: "Check that it may be read.")
      }
      guard isGzip(bytes) else { return bytes }
      do throws(GzipError) {
        return try gunzip(bytes, limit: largest)
      } catch {
        throw Failure(.data, "\(file.path): \(error)", mend: "Fetch the file anew.")
      }
    }
  }

  private let path: String
  private let all: [DataSet]

  /// Looks which sets there are. Throws `Failure`.
  init(_ path: String) throws {
    self.path = path
    let files: [URL]
    do {
      files = try FileManager.default.contentsOfDirectory(at: URL(filePath: path), includingPropertiesForKeys: nil)
    } catch {
      throw Failure(.data, "\(path) can't be read as a folder", mend: "Give the folder that holds the tables.")
    }
    var sets: [String: [BacktestReader.Table: URL]] = [:]
    for file in files.sorted(by: { $0.lastPathComponent < $1.lastPathComponent }) {
      guard let (prefix, table) = Self.parts(of: file.lastPathComponent) else { continue }
      if let other = sets[prefix, default: [:]].updateValue(file, forKey: table) {
        throw Failure(
          .data, "\(path) has both \(other.lastPathComponent) and \(file.lastPathComponent)",
          mend: "Keep the one that counts.")
      }
    }
    all = sets.map { DataSet(name: $0.isEmpty ? "data" : String($0.dropLast()), prefix: $0, files: $1) }
      .sorted { $0.name < $1.name }
  }

  /// All sets, or the one of a name. Throws `Failure` when there is none.
  func sets(named name: String?) throws -> [DataSet] {
    let sets = all.filter { name == nil || $0.name == name }
    guard !sets.isEmpty else {
      let there = all.isEmpty ? "no file that ends in accounts.csv" : all.map(\.name).joined(separator: ", ")
      throw Failure(
        .data, name.map { "\(path) has no set named '\($0)'" } ?? "\(path) has no data to test on",
        mend: "There is: \(there).")
    }
    return sets
  }

  private static func parts(of file: String) -> (prefix: String, table: BacktestReader.Table)? {
    for table in BacktestReader.Table.allCases {
      for ending in ["\(table.rawValue).csv", "\(table.rawValue).csv.gz"] where file.hasSuffix(ending) {
        let prefix = file.dropLast(ending.count)
        guard prefix.isEmpty || prefix.hasSuffix("_") else { continue }
        return (String(prefix), table)
      }
    }
    return nil
  }
}
