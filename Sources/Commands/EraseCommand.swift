import ArgumentParser
import Conversation
import Foundation
import Storage

/// `phano erase`
struct EraseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase an organization, or one person in it, and say what was erased.",
    discussion: """
      A person's own interactions, answers and what was made of them are deleted; in what others wrote, their addresses,
      numbers and names give way to [erased]. Of an organization everything is deleted and its keys are destroyed. Workers
      may run: what they still have in hand of it is refused. Interrupted, the command is run again and goes on.

      Each erasure goes into the ledger file before it begins. After a backup was restored, repeat them with --replay
      before anybody works with the database. Needs a member whose role is admin or dpo.
      """)

  @OptionGroup var options: OrganizationOptions
  @Flag(help: "Erase the whole organization.") var wholeOrganization = false
  @Option(
    help: ArgumentHelp(
      "Erase the person with this e-mail address or telephone number. Repeatable, for one person.", valueName: "value"))
  var subject: [String] = []
  @Flag(help: "Repeat what stands in the ledger, for all organizations that your login may erase.") var replay = false
  @Option(
    help: ArgumentHelp(
      "The ledger file; kept where backups of the database are not. Default: PHANO_ERASURE_LEDGER.", valueName: "file"))
  var ledger: String?
  @Flag(help: "Say what would be erased, and erase nothing.") var dryRun = false
  @Option(
    help: ArgumentHelp("With --whole-organization: the organization's id once more, as it is final.", valueName: "uuid")
  )
  var confirm: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard [wholeOrganization, !subject.isEmpty, replay].filter(\.self).count == 1 else {
      throw ValidationError("Give one of --whole-organization, --subject and --replay.")
    }
    if dryRun, replay { throw ValidationError("--replay has no dry run: erasing again what is gone changes nothing.") }
  }

  func run() async throws {
    if replay { return try await replayLedger() }
    let subject = try person()
    let receipt = try await options.withStore { store in
      if dryRun {
        return if let subject {
          try await store.subjectErasurePlan(subject)
        } else {
          try await store.organizationErasurePlan()
        }
      }
      let ledger = try ErasureLedger(path: ledgerPath())
      if let subject {
        return try await store.eraseSubject(subject) { try ledger.append($0) }
      }
      guard confirm.flatMap(OrganizationID.init) == store.organization else {
        throw Failure(
          .usage, "erasing an organization is final and was not confirmed",
          mend: "Add --confirm \(store.organization); --dry-run shows what there is.")
      }
      return try await store.eraseOrganization { try ledger.append($0) }
    }
    try Output(json: json).one(receipt, text: Self.text(receipt))
  }

  private func replayLedger() async throws {
    let entries = try ErasureLedger(path: try ledgerPath()).entries()
    var receipts: [ErasureReceipt] = []
    var foreign: [ErasureEntry] = []
    for entry in entries {
      if try await options.isCustodian(of: entry.organization) {
        receipts.append(
          try await options.withStore(of: entry.organization) { store in try await store.replay(entry) })
      } else if try await options.isToBeErased(entry.organization) {
        foreign.append(entry)
      }
    }
    let done = receipts.filter { !$0.counts.isEmpty }.count
    let none = entries.count - done - foreign.count
    let told = "\(entries.count) erasures in the ledger: \(done) repeated, \(none) had nothing left"
    try Output(json: json).one(
      receipts, text: foreign.isEmpty ? told : told + ", \(foreign.count) not for your login to repeat")
    guard foreign.isEmpty else {
      let organizations = Set(foreign.map(\.organization.description)).sorted().joined(separator: ", ")
      throw Failure(
        .tryAgain, "not all erasures are repeated: your login may not erase in \(organizations)",
        mend: "Have a member with the role admin or dpo there run the same command, before the database is opened.")
    }
  }

  private func ledgerPath() throws -> String {
    try Environment.require(ledger, "PHANO_ERASURE_LEDGER", option: "--ledger FILE", what: "the erasure ledger")
  }

  private func person() throws -> Subject? {
    guard !subject.isEmpty else { return nil }
    var person = Subject(emails: [], phones: [])
    for value in subject {
      if value.contains("@") {
        person.emails.append(value)
      } else if value.filter(\.isWholeNumber).count >= 6 {
        person.phones.append(value)
      } else {
        throw Failure(
          .usage, "'\(value)' is neither an e-mail address nor a telephone number",
          mend: "Give an address, or a number of six digits or more.")
      }
    }
    return person
  }

  private static func text(_ receipt: ErasureReceipt) -> String {
    let counts = receipt.counts
    let rows: [(String, Int)] = [
      ("contacts", counts.contacts), ("interactions", counts.interactions), ("NPS answers", counts.answers),
      ("not yet sealed", counts.intakes), ("texts of others redacted", counts.redacted),
      ("placeholder maps", counts.maskingCases), ("accounts", counts.accounts), ("figures", counts.metrics),
      ("ticket events", counts.ticketEvents), ("diagnosis runs", counts.diagnosisRuns),
      ("destinations", counts.destinations),
      ("jobs", counts.jobs), ("keys destroyed", counts.keys),
    ]
    let what = receipt.isDryRun ? "would be erased, as of now" : "erased"
    let head = "\(receipt.entry.kind.rawValue)  \(what)  receipt \(receipt.entry.id.uuidString.lowercased())"
    let told = rows.filter { $0.1 > 0 }.map { name, count in
      name + String(repeating: " ", count: max(1, 26 - name.count)) + "\(count)"
    }
    return ([head] + (told.isEmpty ? ["nothing was found"] : told)).joined(separator: "\n")
  }
}
