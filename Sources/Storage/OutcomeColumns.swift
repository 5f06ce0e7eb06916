import Encryption
import Foundation
import Jobs
import Postgres
import Scoring

/// Outcomes of one organization as parallel arrays, for the functions that write them.
enum OutcomeColumns {
  /// One statement for those that are done and one for those that are not; each returns the jobs it wrote.
  static func statements(
    for outcomes: [JobOutcome], _ provenance: Provenance, _ keys: () throws -> OrganizationKeys
  ) throws -> [Statement] {
    var done: [(ClaimedJob, VerdictRecord)] = []
    var settled: [(ClaimedJob, Settlement)] = []
    for outcome in outcomes {
      switch outcome.result {
      case .done(let record): done.append((outcome.job, record))
      case .settled(let settlement): settled.append((outcome.job, settlement))
      }
    }
    return (done.isEmpty ? [] : [try record(done, provenance, try keys())]) + (settled.isEmpty ? [] : [settle(settled)])
  }

  private static func record(
    _ rows: [(job: ClaimedJob, record: VerdictRecord)], _ p: Provenance, _ keys: OrganizationKeys
  ) throws -> Statement {
    let verdicts = rows.map(\.record.verdict)
    let calls = rows.map(\.record.call)
    let ids = rows.map { _ in UUID() }
    var parameters: [any PostgresEncodable] = [
      Int32(keys.version), rows.map(\.job.id), rows.map(\.job.lease), ids,
    ]
    parameters.append(verdicts.map { $0.map { number(of: $0.label) } })
    parameters.append(rows.map(\.record.silence))
    parameters.append(verdicts.map { $0.map { Float($0.probabilities.negative) } })
    parameters.append(verdicts.map { $0.map { Float($0.probabilities.neutral) } })
    parameters.append(verdicts.map { $0.map { Float($0.probabilities.positive) } })
    parameters.append(verdicts.map { $0.map { Float($0.confidence) } })
    parameters.append(verdicts.map { $0?.isMixed ?? false })
    parameters.append(verdicts.map { $0?.reportsIssue ?? false })
    parameters.append(verdicts.map { json($0?.cues.map(\.rawValue)) })
    parameters.append(verdicts.map { json($0?.topics.map(\.rawValue)) })
    parameters.append(
      try zip(ids, verdicts).map { id, verdict -> [UInt8]? in
        guard let quotes = verdict?.evidence, !quotes.isEmpty else { return nil }
        return try keys.seal(json: quotes, .evidence, row: RowKey(id))
      })
    parameters.append(verdicts.map { $0?.language.storable })
    parameters.append(rows.map { Int32(clamping: $0.record.maskedEntities) })
    parameters += [p.promptName, p.promptVersion, p.promptHash, p.endpoint, p.modelRequested]
    parameters.append(calls.map { $0?.modelServed.storable })
    parameters.append(calls.map { $0?.format.rawValue })
    parameters += [p.region, p.transferBasis]
    parameters.append(calls.map { Int32(clamping: $0?.tokensIn ?? 0) })
    parameters.append(calls.map { Int32(clamping: $0?.tokensOut ?? 0) })
    parameters.append(calls.map { Int32(clamping: $0?.tokensCached ?? 0) })
    parameters.append(calls.map { $0?.costMicroEUR ?? 0 })
    parameters.append(calls.map { Int32(clamping: $0?.latencyMilliseconds ?? 0) })
    let screenings = rows.map(\.record.screening)
    parameters.append(screenings.map { $0.map { number(of: $0.label) } })
    parameters.append(screenings.map { $0.map { Float($0.confidence) } })
    parameters.append(screenings.map { $0?.outcome.rawValue })
    let places = (1...parameters.count).map { "$\($0)" }.joined(separator: ", ")
    return Statement("select * from phano.record_verdicts(\(places))", parameters, name: "record verdicts")
  }

  private static func settle(_ rows: [(job: ClaimedJob, settlement: Settlement)]) -> Statement {
    let settled = rows.map { columns(of: $0.settlement) }
    return Statement(
      "select * from queue.settle($1, $2, $3, $4, $5)",
      [
        rows.map(\.job.id), rows.map(\.job.lease), settled.map(\.action), settled.map(\.code),
        settled.map(\.delay),
      ], name: "settle jobs")
  }

  /// The numbers are those of `queue.settle`.
  private static func columns(of settlement: Settlement) -> (action: Int16, code: String?, delay: Double) {
    switch settlement {
    case .retry(let wait, let code): (1, code, wait / .seconds(1))
    case .snooze(let wait, let code): (2, code, wait / .seconds(1))
    case .bury(let code): (3, code, 0)
    case .block(let code): (4, code, 0)
    case .release: (5, nil, 0)
    }
  }

  static func number(of label: SentimentLabel) -> Int16 {
    switch label {
    case .negative: -1
    case .neutral: 0
    case .positive: 1
    }
  }

  /// A JSON array of strings.
  private static func json(_ strings: [String]?) -> String {
    guard let strings, !strings.isEmpty else { return "[]" }
    guard let data = try? JSONEncoder().encode(strings.map(\.storable)) else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }
}
