import Foundation
import Testing

@testable import Diagnosis

/// Engagement held to a real record: purchases of the CDNOW cohort, 1997-01 to 1998-06 (Fader and Hardie).
@Suite struct PurchaseTests {
  private static let file = ProcessInfo.processInfo.environment["PHANO_SHARED"].map {
    "\($0)/data/diagnosis/cdnow/CDNOW_master.txt"
  }

  private static var isThere: Bool { file.map { FileManager.default.fileExists(atPath: $0) } ?? false }

  /// Days since 1970 of `19970930`.
  private func day(_ text: Substring) throws -> DayNumber {
    let date = try Date(
      "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))T00:00:00Z", strategy: .iso8601)
    return Int(date.timeIntervalSince1970 / 86_400)
  }

  private func purchases() throws -> [String: Set<DayNumber>] {
    let text = try String(contentsOfFile: try #require(Self.file), encoding: .utf8)
    var purchases: [String: Set<DayNumber>] = [:]
    var days: [Substring: DayNumber] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: " ")
      if days[fields[1]] == nil { days[fields[1]] = try day(fields[1]) }
      purchases[String(fields[0]), default: []].insert(try #require(days[fields[1]]))
    }
    return purchases
  }

  /// Chance that somebody who lapsed has the lower score.
  private func areaUnderCurve(_ scores: [(score: Double, hasLapsed: Bool)]) -> Double {
    let sorted = scores.sorted { $0.score > $1.score }
    var ranks = 0.0
    var start = 0
    while start < sorted.count {
      let end = sorted[start...].firstIndex { $0.score != sorted[start].score } ?? sorted.count
      for index in start..<end where sorted[index].hasLapsed { ranks += Double(start + end + 1) / 2 }
      start = end
    }
    let lapsed = Double(sorted.count { $0.hasLapsed })
    return (ranks - lapsed * (lapsed + 1) / 2) / (lapsed * (Double(sorted.count) - lapsed))
  }

  @Test(.enabled(if: isThere, "PHANO_SHARED has no data/diagnosis/cdnow"))
  func `contact rate beside peers and silence tell who buys no more`() throws {
    let purchases = try purchases()
    let cut = try day("19970930")
    let records = purchases.map { AccountRecord(id: $0, since: $1.min() ?? 0, contacts: Array($1)) }
    let scores = Diagnostician().diagnose(records, asOf: cut).compactMap { diagnosis in
      diagnosis.signals.first { $0.family == .engagement }.map { (diagnosis.account, $0.score) }
    }
    func area(atLeast least: Int) -> Double {
      areaUnderCurve(
        scores.compactMap { account, score in
          let days = purchases[account, default: []]
          guard days.count(where: { $0 <= cut }) >= least else { return nil }
          return (score, !days.contains { $0 > cut && $0 <= cut + 90 })
        })
    }
    #expect(area(atLeast: 2) >= 0.708)
    #expect(area(atLeast: 1) >= 0.74)
  }
}
