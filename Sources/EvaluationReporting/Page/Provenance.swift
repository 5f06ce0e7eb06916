import Evaluation
import Markup

/// What the figures were made of: hashes, model, prompt, commit, cassette.
struct Provenance {
  private let report: EvaluationReport

  init(_ report: EvaluationReport) { self.report = report }

  var html: HTML {
    """
    <section id="provenance" aria-labelledby="h-provenance"><h2 id="h-provenance">Provenance</h2><div class="prov">\
    \(list("Run", report.run))\(report.baseline.map { list("Baseline", $0.record) })</div></section>

    """
  }

  private func list(_ title: String, _ run: RunRecord) -> HTML {
    let rows = facts(run).map { fact in
      "<div><dt>\(fact.0)</dt><dd>\(HTML.name(fact.1, limit: 200))</dd></div>" as HTML
    }
    return "<div><h3>\(title)</h3><dl>\(HTML.joined(rows))</dl></div>"
  }

  private func facts(_ run: RunRecord) -> [(String, String)] {
    let served = run.model.served.isEmpty ? "not stated" : run.model.served.joined(separator: ", ")
    let commit = run.git.map { $0.commit + ($0.dirty ? ", with uncommitted changes" : "") }
    var facts = [
      ("run", run.runID), ("status", "\(run.status.rawValue), \(run.started) to \(run.ended ?? "–")"),
      ("system", "\(run.system), \(run.provider)"), ("model asked for", run.model.requested), ("model served", served),
      ("prompt", run.prompt.path), ("prompt SHA-256", run.prompt.sha256), ("reader of answers", run.parser),
      ("parameters", parameters(run)),
      ("temperature of calibration", run.calibration.isFitted ? "\(run.calibration.temperature)" : "none fitted"),
      (
        "data",
        "\(run.dataset.name) \(run.dataset.version), \(run.dataset.split.map { "split \($0)" } ?? "all splits"), \(run.dataset.n) items"
      ),
      ("data SHA-256", run.dataset.sha256), ("configuration SHA-256", run.configSHA256 ?? "no configuration"),
      ("result SHA-256", run.resultSHA256 ?? "not done"), ("answers", answers(run)),
    ]
    if let cassette = run.cassette { facts.append(("cassette SHA-256", cassette.sha256)) }
    facts += [
      ("commit", commit ?? "no repository"), ("made by", "\(run.tool), Swift \(run.swift)"), ("seed", "\(run.seed)"),
    ]
    if let heldOut = run.heldOut { facts.append(("held-out use", "no. \(heldOut.useIndex): \(heldOut.reason)")) }
    return facts
  }

  private func parameters(_ run: RunRecord) -> String {
    let seed = run.params.seed.map { ", seed \($0)" } ?? ""
    return
      "temperature \(run.params.temperature), at most \(run.params.maxTokens) tokens\(seed); answers an item: \(run.samples)"
  }

  private func answers(_ run: RunRecord) -> String {
    let totals = run.totals
    let states =
      "\(totals.ok) with a label, \(totals.invalid) invalid, \(totals.refused) refused, \(totals.error) missing"
    guard let cassette = run.cassette else { return "computed in this process; \(states)" }
    return "\(run.mode.rawValue): \(cassette.hits) from cassettes, \(cassette.misses) not recorded; \(states)"
  }
}
