import Conversation
import Diagnosis
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Storage

/// When runs are due: by the organization's calendar, whatever its clocks do.
@Suite(.needsDatabase) struct DiagnosisPlanningTests {
  /// The moment of a day's run, in UTC, as text.
  private func moment(_ day: String, _ zone: String, hour: Int, on database: TestDatabase) async throws -> String {
    try await database.value(
      """
      select to_char(queue.diagnosis_moment(\(day)::text::date - date '1970-01-01', \(zone), \(Int32(hour))) at time zone 'UTC',
        'YYYY-MM-DD HH24:MI')
      """, as: String.self)
  }

  @Test func aRunTakesPlaceAtItsHourOfTheNextDayWhateverTheClocksDo() async throws {
    try await TestDatabase.with { database in
      // Germany goes on an hour on 2026-03-29 and back one on 2026-10-25; an hour that is skipped is the one that the clocks
      // go on with.
      for (day, zone, hour, expected) in [
        ("2026-03-27", "Europe/Berlin", 5, "2026-03-28 04:00"), ("2026-03-28", "Europe/Berlin", 5, "2026-03-29 03:00"),
        ("2026-10-23", "Europe/Berlin", 5, "2026-10-24 03:00"), ("2026-10-24", "Europe/Berlin", 5, "2026-10-25 04:00"),
        ("2026-03-28", "Europe/Berlin", 2, "2026-03-29 01:00"),
        ("2026-11-20", "Pacific/Kiritimati", 0, "2026-11-20 10:00"),
      ] {
        let found = try await moment(day, zone, hour: hour, on: database)
        #expect(found == expected, "\(day) \(zone) \(hour)")
      }
    }
  }

  @Test func aChangeOfZoneNeitherSkipsNorRepeatsADay() async throws {
    try await DiagnosisBench.with { bench in
      try await bench.account("acme")
      try await bench.hasRun(until: bench.today - 4)
      #expect(try await bench.makeRuns(1).count == 1)
      try await bench.organization.withStore { try await $0.setCalendar(timeZone: "Pacific/Kiritimati") }
      _ = try await bench.makeRuns(1)
      try await bench.organization.withStore { try await $0.setCalendar(timeZone: "America/Los_Angeles") }
      _ = try await bench.makeRuns()
      let runs = try await bench.organization.withStore { try await $0.runs(limit: 10) }
      let days = runs.map(\.moment.day).sorted()
      #expect(days == Array((days.first ?? 0)...(days.last ?? 0)))
      #expect(Set(runs.map(\.moment.timeZone)).isSuperset(of: ["UTC", "Pacific/Kiritimati"]))
      #expect(runs.allSatisfy { $0.kind == .scheduled })
    }
  }

  @Test func daysAreThoseOfTheOrganizationsZone() async throws {
    try await DiagnosisBench.with { bench in
      try await bench.account("acme")
      // 23:30 in Berlin on the 1st is 21:30 UTC; 23:30 UTC is the 2nd in Berlin.
      for (name, at) in [("early", "2026-07-01 21:30+00"), ("late", "2026-07-01 23:30+00")] {
        try await bench.database.run(
          """
          insert into phano.nps_response
            (organization_id, id, account_id, respondent, respondent_index, score, responded_at, recorded_at)
          select a.organization_id, gen_random_uuid(), a.id, \(Fake.envelope("x")), \(Fake.index(name)), 9, '\(at)', '\(at)'
          from phano.account a where a.organization_id = '\(bench.organization.id)'
          """)
      }
      let first = 20_635  // 2026-07-01
      try await bench.organization.withStore { store in
        for (zone, day, count) in [("Europe/Berlin", first, 1), ("UTC", first, 2), ("Europe/Berlin", first + 1, 2)] {
          let basis = try await store.basis(at: DiagnosisMoment(day: day, knownUntil: Date(), timeZone: zone))
          #expect(basis.accounts[0].counts.answers == count, "\(zone) \(day)")
        }
      }
    }
  }

  @Test func theFirstRunComesWithTheFirstDataThatIsScored() async throws {
    try await DiagnosisBench.with { bench in
      #expect(try await bench.queue.planDiagnoses() == 0, "there is no data")
      try await bench.organization.withStore { store in
        _ = try await store.save([
          MetricRow(account: "acme", day: .init(day: bench.today - 1), name: "events", value: 3)
        ])
      }
      #expect(try await bench.queue.planDiagnoses() == 0, "more of it may be on its way")
      try await bench.database.run("update queue.diagnosis_plan set first_data_at = now() - interval '40 seconds'")
      try await bench.organization.withStore { _ = try await $0.submit([QueueFixture.submission("m")]) }
      #expect(try await bench.queue.planDiagnoses() == 0, "a message is not scored yet")
      try await bench.database.run("update queue.diagnosis_plan set first_data_at = now() - interval '16 minutes'")
      #expect(try await bench.queue.planDiagnoses() == 1, "it has taken long enough")
      try await bench.database.run("delete from queue.job where kind = 1")
      let worker = try await bench.queue.register(name: "test")
      let job = try #require(try await bench.queue.claim(as: worker, limit: 1).first)
      #expect(try await bench.store.diagnose(job, as: worker) == .done(kind: .first, day: bench.today, accounts: 1))
      #expect(try await bench.queue.planDiagnoses() == 0, "the next one is due when the day is over")
    }
  }

  @Test func whoHasWorkedAllThereWasNeedNotWaitForTheFirstRun() async throws {
    try await DiagnosisBench.with { bench in
      try await bench.organization.withStore { store in
        _ = try await store.save([
          MetricRow(account: "acme", day: .init(day: bench.today - 1), name: "events", value: 3)
        ])
        _ = try await store.submit([QueueFixture.submission("m")])
      }
      #expect(try await bench.queue.planDiagnoses(isDrained: true) == 0, "a message is not scored yet")
      try await bench.database.run("delete from queue.job")
      try await bench.database.run("update queue.diagnosis_plan set first_data_at = now()")
      #expect(try await bench.queue.planDiagnoses() == 0, "more may be on its way")
      #expect(try await bench.queue.planDiagnoses(isDrained: true) == 1)
      let worker = try await bench.queue.register(name: "test")
      let job = try #require(try await bench.queue.claim(as: worker, limit: 1).first)
      #expect(try await bench.store.diagnose(job, as: worker) == .done(kind: .first, day: bench.today, accounts: 1))
      #expect(try await bench.queue.planDiagnoses(isDrained: true) == 0)
    }
  }

  @Test func metricsAreRefusedAtTheDoorWithTheReason() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      let refused = [
        (#"{"account": "a", "day": "2026-01-01", "name": "events", "value": -1}"#, "figure 1: events must be 0 to"),
        (#"{"account": "a", "day": "2026-01-01", "name": "events", "value": 1e13}"#, "figure 1: events must be 0 to"),
        (#"{"account": "a", "day": "2999-01-01", "name": "events", "value": 1}"#, "is in the future"),
        (#"{"account": "a", "day": "1999-01-01", "name": "events", "value": 1}"#, "is before 2000"),
        (#"{"account": "a", "day": "2026-01-01", "name": "evnts", "value": 1}"#, "unknown name 'evnts'"),
        (
          #"{"account": "a@b.example", "day": "2026-01-01", "name": "events", "value": 1}"#,
          "an address is no account id"
        ),
        (#"{"account": "a", "day": "yesterday", "name": "events", "value": 1}"#, "has no usable account, day"),
        (#"{"account": "a", "day": "2026-01-01", "name": "events", "value": "1"}"#, "has no usable account, day"),
      ]
      for (figure, why) in refused {
        let error = await #expect(throws: PostgresError.self) {
          try await database.withConnection(as: organization.login) { connection in
            try await connection.query(
              Statement("select phano.submit_metrics($1, $2::text::jsonb)", [organization.id, "[\(figure)]"]))
          }
        }
        #expect(error?.message.contains(why) ?? false, "\(figure): \(error?.message ?? "")")
        if figure.contains("evnts") { #expect(error?.hint?.contains("active_users") ?? false) }
      }
      let taken = try await database.withConnection(as: organization.login) { connection in
        try await connection.query(
          Statement(
            "select phano.submit_metrics($1, $2::text::jsonb)",
            [organization.id, #"[{"account": "a", "day": "2026-01-01", "name": "events", "value": 1}]"#])
        ).only(Int32.self)
      }
      #expect(taken == 1)
      #expect(try await database.value("select count(*) from phano.metric", as: Int64.self) == 1)
      let future = await #expect(throws: PostgresError.self) {
        try await database.withConnection(as: organization.login) { connection in
          try await connection.query(
            Statement("select phano.submit_nps($1, 'a', 'x', 3, now() + interval '3 days')", [organization.id]))
        }
      }
      #expect(future?.message == "the answer's time is in the future")
    }
  }

  @Test func theCatalogueOfTheDatabaseIsThatOfTheProgram() async throws {
    try await TestDatabase.with { database in
      let rows = try await database.asAdministrator { connection in
        try await connection.query(
          "select name, family, unit, direction, is_summed, maximum from phano.metric_catalogue()"
        ).decode((String, String, String, String, Bool, Double).self).map { "\($0)" }
      }
      let ours = Metric.catalogue.map {
        "\(($0.name, $0.family.rawValue, $0.unit, $0.direction.rawValue, $0.isSummed, $0.maximum))"
      }
      #expect(rows == ours)
    }
  }

  @Test func aTicketIsJoinedWithItsMessagesHoweverItCame() async throws {
    try await TestDatabase.with { database in
      let organization = try await database.makeOrganization()
      try await database.withConnection(as: organization.login) { connection in
        _ = try await connection.query(
          Statement(
            "select phano.submit_ticket_events($1, $2::text::jsonb)",
            [
              organization.id,
              #"""
              [{"account": "acme", "ticket": "T-1", "event": "opened", "at": "2026-11-01T10:00:00Z"},
               {"account": "acme", "ticket": "T-1", "event": "solved", "at": "2026-11-03T10:00:00Z"}]
              """#,
            ]))
      }
      try await organization.withStore { store in
        var mail = Submission.mail("m", "It is broken.")
        mail.threadID = "T-1"
        _ = try await store.submit([mail])
        let known = TicketEventRow(
          account: "acme", ticket: "T-1", kind: .opened, at: Date(timeIntervalSince1970: 1_793_527_200))
        #expect(try await store.save([known]) == 1)
      }
      _ = try await Bench(database: database).drain()
      let (events, joined) = try await database.asAdministrator { connection in
        try await connection.query(
          """
          select (select count(*) from phano.ticket_event),
            (select count(*) from phano.ticket_event e join phano.interaction i on i.conversation = e.conversation)
          """
        ).one().decode((Int64, Int64).self)
      }
      #expect(events == 2, "the opening came twice")
      #expect(joined == 2)
    }
  }

  @Test func feedbackIsKeptUnderTheLoginThatGaveIt() async throws {
    try await DiagnosisBench.with { bench in
      let day = bench.today - 2
      try await bench.account("acme")
      try await bench.hasRun(until: day - 1)
      _ = try await bench.makeRuns(1)
      try await bench.organization.withStore { store in
        #expect(try await store.give(.wrong, on: "acme", day: day, reason: "They are on holiday."))
        #expect(try await !store.give(.wrong, on: "acme", day: day + 1, reason: "No such day."))
        #expect(try await !store.give(.wrong, on: "nobody", day: day, reason: "No such account."))
        let feedback = try await store.feedback()
        #expect(feedback.map(\.reason) == ["They are on holiday."])
        #expect(feedback[0].givenBy == bench.organization.login)
        #expect(feedback[0].kind == .wrong && feedback[0].diagnosis.day == day)
      }
      let stored = try await bench.database.value(
        "select count(*) from phano.diagnosis_feedback where position('holiday'::bytea in reason) > 0", as: Int64.self)
      #expect(stored == 0, "the reason is sealed")
    }
  }
}
