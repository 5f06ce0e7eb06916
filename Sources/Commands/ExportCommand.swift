import ArgumentParser
import Conversation
import Foundation
import Storage
import UnixSignals

/// `phano export`
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Hand out an organization's data, or one person's, in clear (Art. 15 and 20 GDPR).",
    discussion: """
      Writes one file of JSON lines a table and a manifest with their counts and hashes, all from one moment. Takes a member
      whose role is admin or dpo, and goes on record in the audit chain.
      """)

  @OptionGroup var options: OrganizationOptions
  @Flag(help: "Export the whole organization.") var wholeOrganization = false
  @Option(
    help: ArgumentHelp(
      "Export what is known of the person with this e-mail address or telephone number. Repeatable, for one person.",
      valueName: "value"))
  var subject: [String] = []
  @Option(help: ArgumentHelp("The folder to write; it must not exist, or be empty.", valueName: "folder"))
  var output: String?
  @Flag(help: "Read and open everything, count it, and write nothing.") var dryRun = false
  @Option(
    help: ArgumentHelp("Hold the files of an export against its manifest, and do nothing else.", valueName: "folder"))
  var verify: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard [wholeOrganization, !subject.isEmpty, verify != nil].filter(\.self).count == 1 else {
      throw ValidationError("Give one of --whole-organization, --subject and --verify.")
    }
    guard [output != nil, dryRun, verify != nil].filter(\.self).count == 1 else {
      throw ValidationError(verify == nil ? "Give --output or --dry-run." : "--verify writes nothing.")
    }
  }

  func run() async throws {
    if let verify { return try report(try ExportVerification(verify)) }
    let scope = try scope()
    // Who presses Ctrl-C gets what a full disk gives: an error, and nothing half-written.
    let work = Task { try await export(scope) }
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let listening = Task { for await _ in signals { work.cancel() } }
    defer { listening.cancel() }
    let report = try await work.value
    try Output(json: json).one(report, text: report.text)
    if report.unsealed > 0, scope != .organization {
      Output.remark(
        "\(report.unsealed) documents that came by SQL are not sealed yet and could not be searched: run 'phano worker' and export again."
      )
    }
  }

  private func scope() throws -> ExportScope {
    if subject.isEmpty { return .organization }
    var person = Subject(emails: [], phones: [])
    for value in subject where !person.add(value) {
      throw Failure(
        .usage, "'\(value)' is neither an e-mail address nor a telephone number of six digits or more",
        mend: "Give --subject ann@example.com, or --subject '+49 30 1234567'.")
    }
    return .subject(person)
  }

  private func export(_ scope: ExportScope) async throws -> ExportReport {
    try await options.withStore { store in
      try await store.requireCustodian()
      guard let output else { return try await Self.export(scope, from: store, into: nil) }
      let folder = try ExportFolder(output)
      do {
        return try await Self.export(scope, from: store, into: folder)
      } catch {
        folder.abandon()
        throw error
      }
    }
  }

  private static func export(
    _ scope: ExportScope, from store: OrganizationStore, into folder: ExportFolder?
  ) async throws -> ExportReport {
    let counter = Counter("rows")
    var counts: [(file: String, rows: Int)] = []
    let snapshot = try await store.export(scope) { file, lines, rows in
      if counts.last?.file != file { counts.append((file, 0)) }
      counts[counts.count - 1].rows += rows
      try folder?.append(lines, to: "\(file).ndjson")
      counter.show(counts.reduce(0) { $0 + $1.rows })
    }
    counter.finish()
    let kind = scope == .organization ? "organization" : "subject"
    if kind == "subject", counts.allSatisfy({ $0.rows == 0 }) {
      throw Failure(
        .data, "nothing is known of this person in organization \(store.organization)",
        mend: "Check the writing, and give every address and number that you know of theirs.")
    }
    var report = ExportReport(
      organization: store.organization, kind: kind, takenAt: snapshot.takenAt,
      rows: Dictionary(uniqueKeysWithValues: counts.map { ($0.file, $0.rows) }), unsealed: snapshot.unsealed)
    guard let folder else { return report }
    let manifest = try ExportManifest(
      phano: Version.number, schema: snapshot.schema, organization: store.organization, kind: kind,
      takenAt: snapshot.takenAt, snapshot: snapshot.snapshot, files: try folder.seal()
    ).json
    report.manifest = FileTally.sha256(of: manifest)
    // On record before it is there: an export that nobody knows of is worse than a line too many.
    let list = counts.map { "\($0.rows) \($0.file)" }.joined(separator: ", ")
    try await store.audit(.export, "\(kind): \(list); manifest \(report.manifest ?? "")")
    try folder.finish(manifest)
    return report
  }

  private func report(_ verification: ExportVerification) throws {
    let found = verification.findings.map { "\n\($0)" }.joined()
    try Output(json: json).one(
      verification,
      text: "\(verification.files) files, \(verification.rows) rows: "
        + (found.isEmpty
          ? "all as the manifest says\nmanifest  \(verification.manifest)" : "not as the manifest says\(found)"))
    if !verification.findings.isEmpty { throw ExitCode(ExitStatus.data.rawValue) }
  }
}

/// What an export holds.
private struct ExportReport: Encodable, Sendable {
  let organization: OrganizationID
  let kind, takenAt: String
  /// By file.
  let rows: [String: Int]
  let unsealed: Int
  /// SHA-256 of the manifest; nil when nothing was written.
  var manifest: String?

  var text: String {
    var lines = rows.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] }
    lines.append(["total", "\(rows.values.reduce(0, +))"])
    let table = Output.table(columns: [.left("file"), .right("rows")], rows: lines)
    return table + (manifest.map { "manifest  \($0)" } ?? "dry run: nothing was written")
  }
}
