@testable import Evaluation
import Foundation
import Scoring

/// Pairs of gold and predicted label as items; nil is an invalid answer.
func items(
  _ pairs: [(SentimentLabel, SentimentLabel?)], groups: [String]? = nil, language: String? = nil
) -> [EvaluationItem] {
  pairs.enumerated().map { index, pair in
    let item = LabelledItem(
      id: "i\(index)", text: "x", label: pair.0, language: language, group: groups?[index])
    guard let predicted = pair.1 else { return EvaluationItem(item, unanswered: .invalid) }
    return EvaluationItem(item, predicted: predicted, probabilities: nil)
  }
}

func near(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool { abs(a - b) <= tolerance * max(1, abs(b)) }

/// Figures that other libraries computed, shared between projects; the tests that read them are skipped without.
enum Vectors {
  private static let url: URL = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = ProcessInfo.processInfo.environment["PHANO_SHARED"].map { URL(filePath: $0) }
    return (folder ?? package.appending(path: "../shared")).appending(path: "vectors/evaluation.json")
  }()

  static var arePresent: Bool { FileManager.default.fileExists(atPath: url.path) }

  /// One block, for tests that read few figures of it.
  static func block(_ name: String) throws -> Block {
    let bytes = Array(try Data(contentsOf: url))
    let file = Block(json: try JSONReader.read(bytes, maximumBytes: bytes.count))
    return file[name]
  }

  /// A part of the file; what is not there reads as null and lets the test fail.
  struct Block {
    let json: JSON
    subscript(name: String) -> Block { Block(json: json[name]?.value ?? .null) }
    var list: [Block] { json.array?.map { Block(json: $0.value) } ?? [] }
    var double: Double { json.number ?? .nan }
    var int: Int { json.integer ?? -1 }
    var text: String { json.string ?? "" }
    var doubles: [Double] { list.map(\.double) }
    var ints: [Int] { list.map(\.int) }
    var texts: [String] { list.map(\.text) }
  }

  static func read() throws -> File { try JSONDecoder().decode(File.self, from: Data(contentsOf: url)) }

  struct File: Decodable {
    let splitmix64: Random
    let classification: Classification
    let classification_edge: [Edge]
    let wilson_95: [Wilson]
    let standard_errors: Errors
    let bootstrap_percentile_95: [String: Replicates]
    let cluster_bootstrap_95: [String: Replicates]
    let calibration_top_label: Calibration
    let calibration_multiclass: Multiclass
    let percentiles_type7: Percentiles

    enum CodingKeys: String, CodingKey {
      case splitmix64, classification, classification_edge, wilson_95, standard_errors, bootstrap_percentile_95
      case cluster_bootstrap_95, calibration_top_label, calibration_multiclass, percentiles_type7
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      splitmix64 = try values.decode(Random.self, forKey: .splitmix64)
      classification = try values.decode(Classification.self, forKey: .classification)
      classification_edge = try values.decode([Edge].self, forKey: .classification_edge)
      wilson_95 = try values.decode([Wilson].self, forKey: .wilson_95)
      standard_errors = try values.decode(Errors.self, forKey: .standard_errors)
      bootstrap_percentile_95 = try Self.replicates(values, .bootstrap_percentile_95)
      cluster_bootstrap_95 = try Self.replicates(values, .cluster_bootstrap_95)
      calibration_top_label = try values.decode(Calibration.self, forKey: .calibration_top_label)
      calibration_multiclass = try values.decode(Multiclass.self, forKey: .calibration_multiclass)
      percentiles_type7 = try values.decode(Percentiles.self, forKey: .percentiles_type7)
    }

    /// The block holds other things beside the figures of each statistic.
    private static func replicates(
      _ values: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys
    ) throws -> [String: Replicates] {
      let block = try values.nestedContainer(keyedBy: AnyKey.self, forKey: key)
      var found: [String: Replicates] = [:]
      for name in ["accuracy_A", "macro_f1_A"] {
        found[name] = try block.decode(Replicates.self, forKey: AnyKey(stringValue: name))
      }
      return found
    }
  }

  struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  struct Random: Decodable {
    let seed_1234567_first5: [String]
    let seed_42_first5: [String]
    let seed_42_below_10_first20: [Int]
  }

  struct Figures: Decodable {
    struct PerClass: Decodable { let precision, recall, f1: Double, support: Int }
    let confusion_rows_gold_cols_pred_plus_invalid: [[Int]]
    let accuracy, macro_precision, macro_recall, macro_f1, weighted_f1, mcc, cohen_kappa: Double
    let per_class: [String: PerClass]
  }

  struct Classification: Decodable {
    let gold, pred_A, pred_B, cluster: [String]
    let A, B: Figures
  }

  struct Edge: Decodable {
    let name: String
    let gold, pred: [String]?
    let accuracy, macro_f1, macro_recall, mcc, cohen_kappa, macro_recall_present: Double?
  }

  struct Wilson: Decodable { let k, n: Int, lo, hi: Double }

  struct Errors: Decodable { let clt_A, clt_B, clustered_A_finite_corrected: Double }

  struct Replicates: Decodable {
    let B: Int
    let mean, se, lo, hi: Double
    let first3: [Double]
  }

  struct Calibration: Decodable {
    struct Bin: Decodable { let n: Int, conf, acc: Double? }
    let confidence: [Double]
    let correct: [Int]
    let ece_10_equal_width, ece_5_equal_width: Double
    let bins_10: [Bin]
  }

  struct Multiclass: Decodable {
    let probs: [[Double]]
    let gold_index: [Int]
    let brier_sum: Double
  }

  struct Percentiles: Decodable { let ms: [Double], p50, p90, p95, p99: Double }
}

extension ItemPair {
  /// What two systems said about the same gold labels.
  static func made(_ gold: [String], _ first: [String], _ second: [String], groups: [String]? = nil) -> [ItemPair] {
    func side(_ said: [String]) -> [EvaluationItem] {
      items(
        zip(gold, said).map { (SentimentLabel(rawValue: $0) ?? .neutral, SentimentLabel(rawValue: $1)) }, groups: groups
      )
    }
    return zip(side(first), side(second)).map { ItemPair(first: $0, second: $1) }
  }
}
