import ArgumentParser
import Evaluation
import Evaluator
import Foundation
import Scoring

/// `phano eval lint`
struct EvalLint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Look a dataset over: what would make a measurement on it wrong.",
    discussion: """
      Finds broken lines, a file that is not the manifest's, groups in two splits, texts that are nearly the same, items that a
      prompt shows as examples, and what reads like personal data. Exit codes: 0 nothing wrong; 65 errors; 3 the file is not
      what its manifest says.
      """)

  @Option(help: ArgumentHelp("The data. Default: the configuration's.", valueName: "file")) var dataset: String?
  @Option(
    help: ArgumentHelp(
      "A prompt whose examples must not be in the data; several times. Default: those of the systems.",
      valueName: "folder"))
  var prompt: [String] = []
  @Flag(help: "Warnings are errors.") var strict = false
  @Option(help: ArgumentHelp("Describe the file as it is now, as this version of the dataset.", valueName: "version"))
  var writeManifest: String?
  @OptionGroup var options: EvalOptions

  private struct Value: Encodable {
    let dataset: String
    let sha256: String
    let n: Int
    let findings: [LintFinding]
  }

  func run() throws {
    let (config, _) = try options.load()
    var data = try options.dataset(dataset, config)
    // It says which file is meant, not that the file is good: that is what the findings are for.
    if let version = writeManifest {
      try data.writeManifest(version: version)
      data = try LoadedDataset(data.file)
    }
    var findings = data.contradictions.map { LintFinding(.error, .manifest, $0) }
    findings += DatasetLint(data.scan, minimumSlice: config.slices.minimum).findings()
    for folder in promptFolders(config) {
      let prompt = try PromptOptions.load(folder)
      findings += DatasetLint.leaks(
        data.scan.items, examples: prompt.exampleTexts, prompt: "\(prompt.name)/\(prompt.version)")
    }
    try EvalOutput(
      title: "lint",
      value: Value(dataset: data.name, sha256: data.sha256, n: data.scan.items.count, findings: findings),
      text: Self.text(findings, data), checks: Self.checks(findings, data), status: status(findings)
    ).finish(options.format)
  }

  private func promptFolders(_ config: EvaluationConfig) -> [String] {
    let named = prompt.isEmpty ? config.systems.map { options.folder.url($0.prompt).path } : prompt
    return Set(named).sorted()
  }

  private func status(_ findings: [LintFinding]) -> ExitStatus {
    if findings.contains(where: { $0.rule == .manifest }) { return .invalidMeasurement }
    return findings.contains { $0.severity == .error || strict } ? .data : .success
  }

  private static func text(_ findings: [LintFinding], _ data: LoadedDataset) -> String {
    let errors = findings.count { $0.severity == .error }
    let lines = findings.map { finding in
      "\(data.file.lastPathComponent)\(finding.line.map { ":\($0)" } ?? ""): \(finding.severity.rawValue): "
        + "\(finding.message) [\(finding.rule.rawValue)]"
    }
    let summary =
      "\(data.scan.items.count) items  \(data.sha256.prefix(12)): \(errors) errors, \(findings.count - errors) warnings"
    return (lines + [summary]).map(Output.printable).joined(separator: "\n")
  }

  private static func checks(_ findings: [LintFinding], _ data: LoadedDataset) -> [EvalCheck] {
    guard !findings.isEmpty else { return [EvalCheck(name: data.name, state: .pass, message: "nothing found")] }
    return findings.map { finding in
      EvalCheck(
        name: finding.rule.rawValue, state: finding.severity == .error ? .fail : .warning, message: finding.message,
        file: data.file.path, line: finding.line)
    }
  }
}
