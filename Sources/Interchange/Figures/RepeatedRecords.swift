import FoundationEssentials

/// Tells the records of one file that say the same thing twice: the first counts, the others are problems.
struct RepeatedRecords {
  /// Where each was seen first.
  private var lines: [String: Int] = [:]

  /// What is wrong with a record that repeats an earlier one; `nil` if it doesn't.
  mutating func problem(with record: ImportedRecord) -> ImportProblem? {
    guard let (identity, words, place) = Self.identity(of: record) else { return nil }
    guard let first = lines[identity] else {
      lines[identity] = place.line ?? 0
      return nil
    }
    return ImportProblem(
      place: place, kind: .invalidField, what: "repeats line \(first) (\(words)), which counts",
      remedy: "keep the one that is right")
  }

  /// What may occur once in a file; `nil` for what may occur often. Of answers without a name nobody can tell whether they
  /// are the same.
  private static func identity(of record: ImportedRecord) -> (identity: String, words: String, place: ImportPlace)? {
    switch record {
    case .metric(let metric):
      return (
        "\(metric.day)\t\(metric.name)\t\(metric.account)", "the same account, day and metric \(metric.name)",
        metric.place
      )
    case .npsResponse(let answer):
      if let id = answer.responseID {
        return ("\(id)\t\(answer.account)", "the same account and response", answer.place)
      }
      return answer.contact.map {
        (
          "\(answer.respondedAt.timeIntervalSince1970)\t\($0)\t\(answer.account)", "the same account, person and time",
          answer.place
        )
      }
    case .ticketEvent(let event):
      return (
        "\(event.at.timeIntervalSince1970)\t\(event.kind)\t\(event.ticket)\t\(event.account)",
        "the same account, ticket, event and time", event.place
      )
    case .interaction, .account, .passedOver, .problem: return nil
    }
  }
}
