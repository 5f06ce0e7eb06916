import ArgumentParser
import Foundation
import Interchange

/// Who speaks for the company, and who for its customers.
struct PeopleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A domain of your own company, whose mails are the agents'. Repeatable.", valueName: "domain"))
  var agentDomain: [String] = []
  @Option(help: ArgumentHelp("A single address that writes for your company. Repeatable.", valueName: "address"))
  var agentAddress: [String] = []
  @Option(
    help: ArgumentHelp("What transcripts call somebody who speaks for your company. Repeatable.", valueName: "name"))
  var agent: [String] = []
  @Option(help: ArgumentHelp("What transcripts call a customer's person. Repeatable.", valueName: "name"))
  var customer: [String] = []
  @Option(
    help: ArgumentHelp(
      "A table of people at customers (name,email,account), by whose names transcripts' speakers are known.",
      valueName: "file"))
  var contacts: String?

  /// The rules that these options make, `found` people besides. Throws when the table of contacts can't be used.
  func rules(accountsByDomain: [String: String] = [:], found: [KnownPerson] = []) throws -> ImportRules {
    ImportRules(
      agentDomains: Set(agentDomain), agentAddresses: Set(agentAddress), accountsByDomain: accountsByDomain,
      agentNames: Set(agent), customerNames: Set(customer), contacts: try loadContacts() + found)
  }

  private func loadContacts() throws -> [KnownPerson] {
    guard let contacts else { return [] }
    do {
      return try ContactsTable.read(contacts)
    } catch let problem as ImportProblem {
      throw Failure(.data, "\(problem.place): \(problem.what)", mend: problem.remedy)
    } catch {
      throw Failure(.data, "cannot read \(contacts)", mend: "Check the path of the table of contacts.")
    }
  }
}
