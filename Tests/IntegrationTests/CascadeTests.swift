import Postgres
import Storage
import TestSupport
import Testing
import Worker

@Suite(.enabled(if: TestDatabase.serverURL != nil, "\(TestDatabase.skipped)"))
struct CascadeTests {
  private struct Outcome {
    let rows: [String]
    let calls: Int
    let report: CascadeReport?
    let summary: WorkerSummary
  }

  /// Two interactions through a cascade whose classifier says neutral with a confidence of .8.
  private func run(
    threshold: Double, audit: Double, model: String = "negative", check: @Sendable (Outcome) throws -> Void
  ) async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await organization.withStore { store in
        _ = try await store.submit([
          .mail("m1", "The export stops at row 400, write to me at <anna@kunde.example>."),
          .mail("m2", "When is the invoice due?"),
        ])
      }
      let (first, second) = (try Endpoint.fixed(label: "neutral"), try Endpoint.fixed(label: model))
      let cascade = Cascade(first: try first.analyst(), threshold: threshold, auditShare: audit)
      let summary = try await Bench(database: database).work(try second.analyst(), cascade: cascade)
      let rows = try await database.asAdministrator { connection in
        try await connection.query(
          Statement(
            """
            select format('%s %s %s %s', label, screened_label, screened_confidence, screening) from phano.verdict
            order by 1
            """)
        ).decode(String.self)
      }
      for request in first.server.requests {
        #expect(!String(decoding: request.body, as: UTF8.self).contains("kunde"), "the classifier sees what is masked")
      }
      try check(
        Outcome(
          rows: rows, calls: second.server.requests.count,
          report: try await organization.withStore { try await $0.cascadeReport() }, summary: summary))
    }
  }

  @Test func whatTheClassifierIsSureOfIsNotAsked() async throws {
    try await run(threshold: 0.7, audit: 1e-12) { outcome in
      #expect(outcome.rows == ["0 0 0.8 1", "0 0 0.8 1"])
      #expect(outcome.calls == 0)
      #expect(outcome.summary.scored == 2 && outcome.summary.kept == 2)
      #expect(outcome.report?.kept == 2 && outcome.report?.audited == 0 && outcome.report?.savedMicroEUR == nil)
    }
  }

  @Test func whatItIsNotSureOfTheModelAnswers() async throws {
    try await run(threshold: 0.81, audit: 0.5) { outcome in
      #expect(outcome.rows == ["-1 0 0.8 3", "-1 0 0.8 3"])
      #expect(outcome.calls == 2)
      #expect(outcome.summary.kept == 0 && outcome.report?.passedOn == 2)
    }
  }

  @Test func anAuditAsksBothAndCountsHowOftenTheyAgree() async throws {
    try await run(threshold: 0.7, audit: 1) { outcome in
      #expect(outcome.rows == ["-1 0 0.8 2", "-1 0 0.8 2"], "the model's word is the verdict")
      #expect(outcome.report?.audited == 2 && outcome.report?.agreed == 0)
    }
    try await run(threshold: 0.7, audit: 1, model: "neutral") { outcome in
      #expect(outcome.report?.audited == 2 && outcome.report?.agreed == 2)
    }
  }
}
