import ArgumentParser

/// What an import did.
struct ImportReport: Encodable {
  var accounts = 0
  /// New interactions; in a dry run all that were read.
  var interactions = 0
  /// Interactions that were there already.
  var known = 0
  var metrics = 0
  var nps = 0
  var ticketEvents = 0
  /// How often each remark was made, such as "attachment(s) not opened".
  var notes: [String: Int] = [:]
  var problems: [String] = []

  /// Prints what was done, and what was not. Throws `ExitCode` when something could not be used.
  func print(json: Bool, isDryRun: Bool) throws {
    for problem in problems { Output.remark("skipped: \(problem)") }
    try Output(json: json).one(self, text: text(isDryRun: isDryRun))
    if !problems.isEmpty { throw ExitCode(ExitStatus.data.rawValue) }
  }

  private func text(isDryRun: Bool) -> String {
    var lines = isDryRun ? ["dry run: nothing was stored"] : []
    if accounts > 0 { lines.append("accounts       \(accounts)") }
    if interactions + known > 0 || metrics + nps + ticketEvents == 0 {
      lines.append("interactions   \(interactions)\(isDryRun ? "" : " new, \(known) known already")")
    }
    if metrics > 0 { lines.append("figures        \(metrics)\(isDryRun ? "" : " new or changed")") }
    if nps > 0 { lines.append("NPS answers    \(nps)\(isDryRun ? "" : " new or corrected")") }
    if ticketEvents > 0 { lines.append("ticket events  \(ticketEvents)\(isDryRun ? "" : " new")") }
    if !problems.isEmpty { lines.append("skipped        \(problems.count)") }
    lines += notes.sorted { $0.key < $1.key }.map { "note           \($0.key) (\($0.value) times)" }
    return lines.joined(separator: "\n")
  }

  /// Whether anything came of a file that was not there before.
  var isNews: Bool {
    accounts + interactions + metrics + nps + ticketEvents > 0 || !problems.isEmpty
  }

  /// Prints what came of one file that arrived.
  func printNews(of path: String, json: Bool) throws {
    for problem in problems { Output.remark("skipped: \(problem)") }
    let parts = [
      (accounts, "accounts"), (interactions, "interactions"), (metrics, "figures"), (nps, "NPS answers"),
      (ticketEvents, "ticket events"), (problems.count, "skipped"),
    ]
    let text = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    try Output(json: json).one(self, text: "\(path): \(text)")
  }
}
