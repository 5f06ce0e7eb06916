import Foundation
import Scoring
import Storage

/// Labels that people gave, to hold verdicts against.
struct ExpectedLabels {
  private let labels: [String: String]

  /// Reads a CSV file with a head line that names the columns `id` and `label`.
  init(path: String) throws {
    let text: String
    do {
      text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    } catch {
      throw Failure(.data, "\(path) cannot be read as UTF-8 text", mend: "Check the path.")
    }
    let rows = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let head = rows.first, let id = head.firstIndex(of: "id"), let label = head.firstIndex(of: "label") else {
      throw Failure(.data, "\(path), line 1: no columns 'id' and 'label'", mend: "Begin the file with: id,label")
    }
    var labels: [String: String] = [:]
    for (index, row) in rows.enumerated().dropFirst() {
      guard row.count > max(id, label), ["negative", "neutral", "positive", "none"].contains(row[label]) else {
        throw Failure(
          .data, "\(path), line \(index + 1): no label", mend: "Write negative, neutral, positive or none.")
      }
      labels[String(row[id])] = String(row[label])
    }
    self.labels = labels
  }

  /// One line: how many verdicts say what the people said.
  func comparison(with verdicts: [ListedVerdict]) -> String {
    var known = 0
    var equal = 0
    for verdict in verdicts {
      guard let label = labels[verdict.externalID] else { continue }
      known += 1
      if label == VerdictTimeline.label(verdict) { equal += 1 }
    }
    guard known > 0 else { return "None of these interactions has a label in the file." }
    let share = VerdictTimeline.percent(Double(equal) / Double(known))
    return "\(equal) of \(known) verdicts (\(share)) are those of a careful human reader."
  }
}
