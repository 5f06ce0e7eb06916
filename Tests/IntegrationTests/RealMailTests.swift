import Conversation
import Foundation
import Interchange
import Storage
import TestSupport
import Testing
import Worker

/// Every mail of the development set through the whole job, with an endpoint that keeps what it receives.
@Suite(
  .enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"),
  .enabled(if: SharedData.folder("data/mail") != nil, "skipped: no data/mail in PHANO_SHARED"))
struct RealMailTests {
  @Test func everyMailEndsWithAVerdictOrAReportAndNoAddressLeaves() async throws {
    let folder = try #require(SharedData.folder("data/mail"))
    let files = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
      .filter { $0.hasSuffix(".eml") }.sorted()
    #expect(files.count > 50)
    let importer = Importer(options: ImportOptions(importedAt: Date()))
    var interactions: [ImportedInteraction] = []
    var problems: [ImportProblem] = []
    for file in files {
      for await record in importer.records(at: folder + "/" + file) {
        switch record {
        case .interaction(let interaction): interactions.append(interaction)
        case .problem(let problem): problems.append(problem)
        default: Issue.record("\(file) is read as figures")
        }
      }
    }
    #expect(interactions.count + problems.count >= files.count, "every file is delivered or reported")
    #expect(problems.allSatisfy { !$0.what.isEmpty && !$0.remedy.isEmpty })

    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let endpoint = try Endpoint.fixed()
      let submissions = interactions.map { imported in
        Submission(
          source: imported.source, externalID: imported.externalID, account: imported.account.externalID,
          contactName: imported.contact?.name, contactEmail: imported.contact?.address, threadID: imported.threadID,
          interaction: imported.interaction)
      }
      let created = try await organization.withStore { store in try await store.submit(submissions) }
      let expected = created.filter { $0 }.count
      let summary = try await Bench(database: database).work(try endpoint.analyst())
      let troubles = try await organization.withStore { store in try await store.troubles() }
      #expect(troubles.isEmpty, "\(troubles)")
      #expect(summary.scored + summary.silent == expected)
      #expect(endpoint.server.requests.count == summary.scored)

      let addresses = try Set(
        files.flatMap { try Self.addresses(in: Data(contentsOf: URL(filePath: folder + "/" + $0))) })
      #expect(addresses.count > 40)
      for request in endpoint.server.requests {
        let sent = String(decoding: request.body, as: UTF8.self).lowercased()
        for address in addresses where sent.contains(address) {
          Issue.record("an address of the mails is in the bytes that were sent: \(address)")
        }
      }
    }
  }

  /// Whatever reads like an address in the bytes of a mail, however rough: local part, @, domain with a dot.
  private static func addresses(in data: Data) throws -> [String] {
    let text = String(decoding: data, as: UTF8.self).lowercased()
    return text.matches(of: /[a-z0-9][a-z0-9._+\-]*@[a-z0-9\-]+(\.[a-z0-9\-]+)+/).map { String($0.output.0) }
  }
}
