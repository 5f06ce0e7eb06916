import Scoring

/// One file of recorded answers: JSON lines that are only ever added.
public struct Cassette: Sendable {
  /// What is wrong with a line.
  public struct Problem: Sendable, Hashable {
    /// Counted from 1.
    public let line: Int
    /// As a clause.
    public let what: String
  }

  /// The records that are whole, in their order.
  public private(set) var records: [CassetteRecord] = []
  /// Lines that are not what they should be.
  public let problems: [Problem]
  /// Bytes after the last line feed: a record that was being written when its process ended. They count for nothing.
  public let tornBytes: Int
  /// Bytes up to there.
  public let wholeBytes: Int
  private var parts: Set<String>
  private var places: [String: Int] = [:]

  /// A cassette without records.
  public init() { self.init([]) }

  /// Reads a file, whatever is wrong with it.
  public init(_ bytes: [UInt8]) {
    wholeBytes = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    tornBytes = bytes.count - wholeBytes
    var parts: [String: JSON] = [:]
    var problems: [Problem] = []
    let lines = bytes[..<wholeBytes].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      do throws(CassetteRecord.Broken) {
        let json = try Self.json(line)
        if let hash = json["part"]?.value.string {
          guard let value = json["value"]?.value, Fingerprint.of(value) == hash else {
            throw CassetteRecord.Broken(problem: "the part's hash is not \(hash.prefix(12))")
          }
          parts[hash] = value
          continue
        }
        let record = try CassetteRecord(json, parts: parts)
        guard places[record.request.key] == nil else {
          throw CassetteRecord.Broken(problem: "the key \(record.request.key.prefix(12)) a second time")
        }
        places[record.request.key] = records.count
        records.append(record)
      } catch {
        problems.append(Problem(line: index + 1, what: error.problem))
      }
    }
    self.problems = problems
    self.parts = Set(parts.keys)
  }

  private static func json(_ line: ArraySlice<UInt8>) throws(CassetteRecord.Broken) -> JSON {
    do {
      return try JSONReader.read(Array(line), maximumBytes: 1 << 26)
    } catch {
      throw CassetteRecord.Broken(problem: "not valid JSON at byte \(error.offset) (\(error.problem.rawValue))")
    }
  }

  /// The answer to a request, if it was recorded.
  public subscript(key: String) -> CassetteRecord? { places[key].map { records[$0] } }

  /// Takes a record, unless its key is there already.
  ///
  /// - Returns: The bytes to add to the file; nil when the key is there.
  public mutating func append(_ record: CassetteRecord) -> [UInt8]? {
    guard places[record.request.key] == nil else { return nil }
    let (compact, parts) = CassetteParts.compacted(record.request.json)
    var lines: [JSON] = []
    for part in parts where self.parts.insert(part.hash).inserted {
      lines.append(CassetteParts.line(part.hash, part.value))
    }
    lines.append(record.line(compact))
    places[record.request.key] = records.count
    records.append(record)
    return lines.flatMap { Array(($0.compactText + "\n").utf8) }
  }
}

/// Why a request has no recorded answer.
public struct CassetteMiss: Sendable, Hashable {
  /// The key that was looked for.
  public let key: String
  /// The nearest recorded key; nil when nothing was recorded.
  public let nearest: String?
  /// What sets the two apart, one clause each.
  public let differences: [String]

  /// Finds the recorded request that is nearest.
  public init(_ request: CassetteRequest, among records: [CassetteRecord]) {
    key = request.key
    let best = records.max { $0.request.nearness(request) < $1.request.nearness(request) }
    nearest = best?.request.key
    differences = best.map { request.differences(from: $0.request) } ?? []
  }

  /// For people.
  public var description: String {
    guard let nearest else { return "no answer was ever recorded for \(key.prefix(12))" }
    return "no answer was recorded for \(key.prefix(12)); the nearest one is \(nearest.prefix(12)), which differs:\n"
      + differences.map { "    \($0)" }.joined(separator: "\n")
  }
}

extension CassetteRequest {
  fileprivate func nearness(_ wanted: CassetteRequest) -> (Int, Int) { wanted.nearness(to: self) }
}
