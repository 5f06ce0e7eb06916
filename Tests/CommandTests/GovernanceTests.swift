import Foundation
import Postgres
import Storage
import TestSupport
import Testing

/// The audit chain and residency as people use them.
@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct GovernanceTests {
  @Test func headsAreAppendedAndTheFileNeverGoesBack() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let environment = database.environment(organization)
      try await withFolder { folder in
        let file = folder.appending(path: "heads.jsonl").path
        func append() async throws -> PhanoProcess {
          try await PhanoProcess.run(["audit", "head", "--append", file], environment: environment)
        }
        for number in 1...3 {
          try await organization.withStore { try await $0.audit(.import, "\(number)") }
          let result = try await append()
          #expect(result.status == 0, "\(result.errors)")
          #expect(try String(contentsOfFile: file, encoding: .utf8).hasSuffix(result.output))
        }
        let verify = ["audit", "verify", "--head", file]
        let intact = try await PhanoProcess.run(verify, environment: environment)
        #expect(intact.status == 0 && intact.output.contains("3 lines intact, 3 published heads agree"))
        let before = try Data(contentsOf: URL(filePath: file))
        try await database.asAdministrator { try await $0.script("delete from audit.event where seq = 3") }
        let refused = try await append()
        #expect(refused.status == 65 && refused.errors.contains("does not go on from line 3"))
        #expect(try Data(contentsOf: URL(filePath: file)) == before)
        let cut = try await PhanoProcess.run(verify, environment: environment)
        #expect(cut.status == 65 && cut.errors.contains("broken at line 3") && cut.errors.contains("cut off"))
        #expect(try await PhanoProcess.run(["audit", "verify"], environment: environment).status == 0)
        try (before + Data("{\"at\":".utf8)).write(to: URL(filePath: file))
        let torn = try await append()
        #expect(torn.status == 65 && torn.errors.contains("cut off"))
      }
    }
  }

  @Test func aWorkerOutsideTheEUStartsOnARecordedGroundAlone() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let server = try MisbehavingServer { _, _ in .answer(status: 503) }
      defer { server.stop() }
      var environment = database.environment(organization, endpoint: server.url)
      environment["PHANO_ENDPOINT_REGION"] = "US:Virginia"
      environment["PHANO_SCC_DOCUMENT"] = "D"
      environment["PHANO_SCC_DATE"] = "2026-02-27"
      environment["PHANO_SCC_PARTY"] = "P"
      let worker = ["worker", "--until-drained"]
      let refused = try await PhanoProcess.run(worker, environment: environment)
      #expect(refused.status == 78)
      #expect(refused.errors.contains("phano residency record 127.0.0.1"))
      #expect(server.connections == 0)
      let record = ["residency", "record", "127.0.0.1", "--country", "US", "--party", "Example Inc."]
      for wrong in [
        record, record + ["--ground", "adequacy"], record + ["--document", "D", "--date", "2999-01-01"],
        record + ["--document", "D", "--date", "yesterday"],
      ] {
        #expect(try await PhanoProcess.run(wrong, environment: environment).status == 64, "\(wrong)")
      }
      let recorded = try await PhanoProcess.run(
        record + ["--document", "DPA-7", "--date", "2026-02-27"], environment: environment)
      #expect(recorded.output == "127.0.0.1\trecorded\n", "\(recorded.errors)")
      #expect(try await PhanoProcess.run(worker, environment: environment).status == 0)
      environment["PHANO_ENDPOINT_REGION"] = "JP:Tokyo"
      let elsewhere = try await PhanoProcess.run(worker, environment: environment)
      #expect(elsewhere.status == 78 && elsewhere.errors.contains("for US"))
      environment["PHANO_ENDPOINT_REGION"] = "US:Virginia"
      _ = try await PhanoProcess.run(["residency", "withdraw", "127.0.0.1"], environment: environment)
      #expect(try await PhanoProcess.run(worker, environment: environment).status == 78)
      #expect(server.connections == 0)
    }
  }

  @Test func anOrganizationForbidsTransfersAndStatusSaysWhyItsJobsWait() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let environment = database.environment(organization)
      let forbidden = try await PhanoProcess.run(["residency", "forbid"], environment: environment)
      #expect(forbidden.output == "\(organization.id)\ttransfers out of the EEA forbidden\n", "\(forbidden.errors)")
      let shown = try await PhanoProcess.run(["residency", "show", "--json"], environment: environment)
      #expect(shown.output.contains(#""forbidsTransfer":true"#))
      let allowed = try await PhanoProcess.run(["residency", "allow"], environment: environment)
      #expect(allowed.output.hasSuffix("allowed\n"))
      let countries = try await PhanoProcess.run(["residency", "countries"])
      #expect(countries.output.contains("2000/518/EC") && countries.output.contains("Norway"))
    }
  }
}
