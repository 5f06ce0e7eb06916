import Foundation
import Interchange
import Storage

/// Imports paths into a store, or nowhere in a dry run.
struct ImportSession {
  let store: OrganizationStore?
  let options: ImportOptions
  /// What was done already and belongs to the first report.
  var before = ImportReport()

  /// Reads all files of the paths.
  ///
  /// - Parameter visit: Is shown the accounts' master data on the way.
  func run(
    _ paths: [String], visit: (ImportedAccountDetails) -> Void = { _ in }
  ) async throws -> ImportReport {
    var intake = ImportIntake(store: store, today: try await store?.calendar().today)
    intake.report = before
    let counter = Counter("records")
    var count = 0
    for path in paths {
      for await record in Importer(options: options).records(at: path) {
        if case .account(let account) = record { visit(account) }
        try await intake.take(record)
        count += 1
        if count.isMultiple(of: 100) { counter.show(count) }
      }
    }
    try await intake.flush()
    if count >= 100 { counter.finish() }
    return intake.report
  }

  /// Puts an import on record, and wakes the workers.
  func finish(_ report: ImportReport) async throws {
    guard let store else { return }
    try await store.audit(.import, "\(report.interactions) interactions, \(report.metrics) metrics, \(report.nps) NPS")
    try await store.wakeWorkers()
  }
}
