import Anonymization
import Foundation
import Testing

/// Recall and precision on third-party data that lies beside the project; skipped where it is absent.
@Suite(.enabled(if: SharedData.isPresent, "no labelled data: set PHANO_SHARED"))
struct MeasurementTests {
  @Test(arguments: [
    ("faker_eu", EntityType.email, 1.0), ("presidio_research_v2", .email, 1.0),
    ("presidio_research_large", .email, 1.0),
    ("linkify_email", .email, 1.0), ("nemo_written", .email, 1.0), ("email_validator_syntax", .email, 0.98),
    ("email_validate_hs_plain", .email, 0.99), ("validatorjs_email_valid", .email, 1.0), ("nemo_spoken", .email, 0.98),
    ("derived_robustness", .email, 1.0), ("faker_eu", .phone, 0.998), ("sgd_phone", .phone, 0.998),
    ("presidio_research_v2", .phone, 0.998), ("presidio_research_large", .phone, 0.99), ("nemo_spoken", .phone, 0.95),
    ("derived_robustness", .phone, 0.99), ("validatorjs_mobile_eu", .phone, 0.97),
    ("libphonenumber_examples_eu", .phone, 0.97), ("libphonenumber_matcher", .phone, 0.97),
    ("presidio_research_v2", .card, 0.97), ("validatorjs_iban_valid", .iban, 0.9), ("presidio_tests", .ip, 1.0),
  ])
  func `full recall does not fall below what was reached`(file: String, type: EntityType, floor: Double) throws {
    let rows = try SharedData.rows(file)
    var gold = 0
    var covered = 0
    var misses: [String] = []
    for row in rows {
      let masked = Set(row.masked.flatMap { Array($0.range) })
      for span in row.spans ?? [] where span.type == type.rawValue {
        gold += 1
        if row.significantBytes(of: span).allSatisfy(masked.contains) { covered += 1 } else { misses.append(row.id) }
      }
    }
    try #require(gold > 0)
    let recall = Double(covered) / Double(gold)
    #expect(recall >= floor, "\(file): \(covered) of \(gold); missed \(misses.prefix(10))")
  }

  @Test func `at most one of a thousand utterances with digits has a false number`() throws {
    let rows = try SharedData.rows("sgd_digits_negative")
    let wrong = rows.filter { $0.masked.contains { $0.type == .phone } }
    #expect(wrong.count * 1000 <= rows.count, "\(wrong.map(\.id))")
  }

  @Test(arguments: ["sgd_phone", "faker_eu", "presidio_research_v2", "presidio_research_large"])
  func `what is called a number in a text is one in 99 of 100 cases`(file: String) throws {
    var right = 0
    var wrong = 0
    for row in try SharedData.rows(file) {
      let gold = (row.spans ?? []).map(row.bytes)
      for span in row.masked where span.type == .phone {
        if gold.contains(where: { $0.overlaps(span.range) }) { right += 1 } else { wrong += 1 }
      }
    }
    #expect(Double(right) >= 0.99 * Double(right + wrong), "\(wrong) false of \(right + wrong)")
  }
}

/// Labelled rows of `data/anonymization`.
enum SharedData {
  static let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["PHANO_SHARED"] ?? "../shared")
    .appending(path: "data/anonymization")

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  struct Row: Decodable {
    struct Span: Decodable {
      let start: Int
      let end: Int
      let type: String
    }

    let id: String
    let text: String
    let spans: [Span]?

    var masked: [EntitySpan] { Masker().detect(text) }

    /// The bytes of a span that is given in scalars.
    func bytes(_ span: Span) -> Range<Int> {
      let widths = text.unicodeScalars.map { $0.utf8.count }
      let start = widths[..<span.start].reduce(0, +)
      return start..<start + widths[span.start..<span.end].reduce(0, +)
    }

    /// The first bytes of the letters and digits of a span, or of all its characters when it has none.
    func significantBytes(of span: Span) -> [Int] {
      var offset = 0
      var all: [Int] = []
      var significant: [Int] = []
      for (index, scalar) in text.unicodeScalars.enumerated() {
        if span.start..<span.end ~= index {
          all.append(offset)
          if scalar.properties.isAlphabetic || scalar.properties.numericType != nil { significant.append(offset) }
        }
        offset += scalar.utf8.count
      }
      return significant.isEmpty ? all : significant
    }
  }

  static func rows(_ name: String) throws -> [Row] {
    let data = try Data(contentsOf: folder.appending(path: name + ".jsonl"))
    return try data.split(separator: 0x0A).map { try JSONDecoder().decode(Row.self, from: $0) }
  }
}
