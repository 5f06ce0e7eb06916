import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct MigrateTests {
  @Test func theManualShowsWhatIsPrinted() async throws {
    let manual = try String(
      contentsOf: PhanoProcess.root.appending(path: "docs/commands/migrate.md"), encoding: .utf8)
    try await TestDatabase.withEmpty { database in
      let environment = ["PHANO_ADMIN_DATABASE_URL": database.url("postgres")]
      for (arguments, prompt) in [
        (["migrate", "--plan"], "$ phano migrate --plan\n"), (["migrate"], "$ phano migrate\n"),
        (["migrate"], "$ phano migrate\n"),
      ] {
        let process = try await PhanoProcess.run(arguments, environment: environment)
        #expect(process.status == 0, "\(process.errors)")
        #expect(manual.contains(prompt + process.output), "the manual must show this:\n\(process.output)")
      }
    }
  }
}
