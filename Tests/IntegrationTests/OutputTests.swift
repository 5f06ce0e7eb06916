import Diagnosis
import Foundation
import HTTPTransport
import Outputs
import Postgres
import Storage
import TestSupport
import Testing
import Worker

/// From a run on record to a receiver: once, in order, and again while it does not answer.
@Suite(.needsDatabase) struct OutputTests {
  @Test func aRunIsToldOfWithItselfAndOnce() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      #expect(try await bench.deliveries(hook).isEmpty, "there is no run yet")
      try await bench.makeRun()
      let written = try await bench.deliveries(hook)
      #expect(written.count == 4 && written.allSatisfy { $0.state == .pending }, "the run, and three first diagnoses")
      try await bench.deliver()
      #expect(receiver.types.first == "diagnosis.run_completed")
      #expect(receiver.types.filter { $0 == "diagnosis.account_changed" }.count == 3)
      #expect(Set(receiver.ids) == Set(written.map(\.webhookID)) && receiver.ids.count == 4)
      let secret = try #require(WebhookSecret(OutputBench.secret))
      for request in receiver.server.requests {
        let time = try #require(request.headers["webhook-timestamp"].flatMap { Int($0) })
        #expect(abs(Double(time) - Date().timeIntervalSince1970) < 120)
        let id = try #require(request.headers["webhook-id"])
        #expect(
          request.headers["webhook-signature"] == secret.signature(id: id, timestamp: time, body: request.body))
        #expect(request.method == "POST" && request.target == "/hook")
        #expect(request.headers["content-type"] == "application/json")
      }
      #expect(try await bench.deliveries(hook).allSatisfy { $0.state == .delivered && $0.lastStatus == 204 })
      try await bench.deliver()
      #expect(receiver.ids.count == 4, "nothing is left to send")
    }
  }

  @Test func aRunThatIsNotWrittenIsNotToldOf() async throws {
    try await OutputBench.with { bench in
      let hook = try await bench.addWebhook(at: "https://hook.example")
      // What writes the run fails after its deliveries are written.
      try await bench.database.run(
        "alter table phano.output_delivery add check (event <> 2 or position < 2) not valid")
      _ = try? await bench.runs.makeRuns(1)
      #expect(try await bench.database.value("select count(*) from phano.diagnosis_run", as: Int64.self) == 0)
      #expect(try await bench.deliveries(hook).isEmpty)
      #expect(try await bench.database.value("select count(*) from queue.job where kind = 5", as: Int64.self) == 0)
    }
  }

  @Test func whoDoesNotAnswerIsAskedAgainUnderTheSameIdAndHoldsTheOthersBack() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver { _, number in
        number == 0 ? .answer(status: 503, headers: [("retry-after", "600")]) : .answer(status: 200)
      }
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      try await bench.deliver()
      #expect(receiver.ids.count == 1, "the others wait for the first")
      let first = try #require(try await bench.deliveries(hook).first { $0.attempts == 1 })
      #expect(first.lastStatus == 503 && first.lastCode == "server_error" && first.state == .pending)
      let wait = first.nextAt.timeIntervalSinceNow
      #expect(wait > 500 && wait <= 600, "the receiver asked for ten minutes: \(wait)")
      try await bench.deliver()
      #expect(receiver.ids.count == 1, "not before its time")
      try await bench.wait()
      try await bench.deliver()
      #expect(receiver.ids[1] == receiver.ids[0] && Set(receiver.ids).count == 4)
      let attempts = try await bench.organization.withStore { try await $0.attempts(of: first.id) }
      #expect(attempts.map(\.status) == [503, 200] && attempts.map(\.number) == [1, 2])
    }
  }

  @Test func whatAReceiverRejectsHoldsNothingElseBack() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver { request, _ in
        .answer(status: String(decoding: request.body, as: UTF8.self).contains("\"falling\"") ? 422 : 200)
      }
      let hook = try await bench.addWebhook(at: receiver.url, events: [.accountChanged])
      try await bench.makeRun()
      try await bench.deliver()
      let deliveries = try await bench.deliveries(hook)
      #expect(deliveries.filter { $0.state == .delivered }.count == 2)
      let rejected = try #require(deliveries.first { $0.account == "falling" })
      #expect(rejected.state == .pending && rejected.lastCode == "rejected")
      // Its last try is spent: it is given up, and the destination goes on.
      try await bench.database.run("update phano.output_delivery set tries = 9 where state = 1")
      try await bench.wait()
      try await bench.deliver()
      #expect(try await bench.deliveries(hook).first { $0.account == "falling" }?.state == .failed)
      #expect(try await bench.destination().state == .enabled)
    }
  }

  @Test func whoIsGoneIsSentNothingAnyMoreUntilItIsResumed() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver { _, number in .answer(status: number == 0 ? 410 : 200) }
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      try await bench.deliver()
      #expect(receiver.ids.count == 1)
      let disabled = try await bench.destination()
      #expect(disabled.state == .disabled && disabled.reason == "gone" && disabled.failed == 1 && disabled.pending == 3)
      try await bench.makeRun()
      #expect(try await bench.deliveries(hook).count == 4, "nothing gathers")
      let log = try await bench.database.column("select action from audit.event order by seq", as: String.self)
      #expect(log == ["add_output", "disable_output"])
      try await bench.organization.withStore { try await $0.setPaused(false, hook) }
      try await bench.deliver()
      #expect(receiver.ids.count == 4)
    }
  }

  @Test func whoIsNotReachedIn75HoursIsDisabled() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver { _, _ in .reset }
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      for _ in 1...10 {
        try await bench.deliver()
        try await bench.wait()
      }
      let destination = try await bench.destination()
      #expect(destination.state == .disabled && destination.reason == "unreachable")
      #expect(try await bench.deliveries(hook).map(\.attempts).max() == 10)
      #expect(Set(receiver.ids).count == 1)
    }
  }

  @Test func aPauseGathersAndATestGoesAtOnce() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.organization.withStore { store in
        try await store.setPaused(true, hook)
        #expect(try await store.sendTest(to: hook) == nil)
      }
      try await bench.makeRun()
      try await bench.deliver()
      #expect(receiver.ids.isEmpty)
      try await bench.organization.withStore { store in
        try await store.setPaused(false, hook)
        #expect(try await store.sendTest(to: hook) != nil)
      }
      try await bench.deliver()
      #expect(receiver.types.last == "phano.test" && receiver.types.count == 5)
    }
  }

  @Test func whoIsConnectedLaterHearsOfTheLastRunAtOnce() async throws {
    try await OutputBench.with { bench in
      try await bench.makeRun()
      try await bench.makeRun()
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      #expect(try await bench.deliveries(hook).count == 4, "every account, changed or not")
      try await bench.deliver()
      #expect(receiver.types.filter { $0 == "diagnosis.account_changed" }.count == 3)
    }
  }

  @Test func aReplayKeepsItsIds() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      try await bench.deliver()
      let ids = receiver.ids
      let one = try #require(try await bench.deliveries(hook).last)
      let sent = try await bench.organization.withStore { store in
        #expect(try await store.replayFailed(since: .distantPast, of: hook) == 0)
        return try await store.replay([one.id], of: hook)
      }
      #expect(sent == 1)
      try await bench.deliver()
      #expect(receiver.ids == ids + [one.webhookID])
    }
  }

  @Test func aRotatedSecretSignsBesideTheOldOneAndKeysMayRotateMeanwhile() async throws {
    try await OutputBench.with { bench in
      try await bench.withoutMessages()
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      var generator = SystemRandomNumberGenerator()
      let new = WebhookSecret.draw(using: &generator)
      try await bench.organization.withStore { store in
        try await store.changeSecrets(of: hook) {
          $0.rotate(to: new, now: Date().timeIntervalSince1970, overlap: 3600)
        }
        #expect(try await store.rotate().resealed >= 2)
        _ = try await store.sendTest(to: hook)
      }
      try await bench.deliver()
      let request = try #require(receiver.server.requests.first)
      let id = try #require(request.headers["webhook-id"])
      let time = try #require(request.headers["webhook-timestamp"].flatMap { Int($0) })
      let expected = [new, OutputBench.secret].compactMap { WebhookSecret($0) }
        .map { $0.signature(id: id, timestamp: time, body: request.body) }
      #expect(request.headers["webhook-signature"] == expected.joined(separator: " "))
    }
  }

  @Test(arguments: [
    ("https://10.1.2.3/hook", "refused_address"), ("https://169.254.169.254/latest", "refused_address"),
    ("https://[fd00::1]/", "refused_address"), ("http://hook.example/", "refused_scheme"),
    ("ftp://hook.example/", "refused_scheme"),
  ])
  func noPrivateAddressIsReached(_ url: String, _ code: String) async throws {
    try await OutputBench.with { bench in
      let hook = try await bench.addWebhook(at: url, events: [.runCompleted])
      try await bench.makeRun()
      try await bench.deliver()
      let delivery = try #require(try await bench.deliveries(hook).first)
      #expect(delivery.lastCode == code && delivery.lastStatus == nil && delivery.state == .pending)
    }
  }

  @Test func thisMachineIsNoDestinationUnlessThatIsSaid() async throws {
    let receiver = try Receiver.willing()
    let client = try OutputSender.client(allowsLoopback: false)
    for url in [
      receiver.url, "https://localhost:\(receiver.server.port)/", "https://127.0.0.1:\(receiver.server.port)/",
    ] {
      await #expect(throws: HTTPError.self) { try await client.send(HTTPRequest(.post, try HTTPURL(url))) }
    }
    #expect(receiver.server.connections == 0)
    await client.shutdown()
  }

  @Test func redirectsAreNotFollowed() async throws {
    try await OutputBench.with { bench in
      let other = try Receiver.willing()
      let location = other.url
      let receiver = try Receiver { _, _ in .answer(status: 307, headers: [("location", location)]) }
      let hook = try await bench.addWebhook(at: receiver.url, events: [.runCompleted])
      try await bench.makeRun()
      try await bench.deliver()
      #expect(other.server.connections == 0)
      #expect(try await bench.deliveries(hook).first?.lastCode == "redirect")
    }
  }

  @Test func anAccountThatIsErasedTakesItsDeliveriesAlong() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      try await bench.database.run("delete from phano.account where external_id = 'falling'")
      #expect(try await bench.deliveries(hook).count == 3)
      try await bench.deliver()
      #expect(!receiver.server.requests.contains { String(decoding: $0.body, as: UTF8.self).contains("falling") })
    }
  }

  @Test func anErasedOrganizationHasNoDestinations() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      let receipt = try await bench.organization.withStore { try await $0.eraseOrganization() }
      #expect(receipt.counts.destinations == 1)
      for table in ["output_destination", "output_delivery", "output_attempt"] {
        #expect(
          try await bench.runs.database.value("select count(*) from phano.\(identifier: table)", as: Int64.self) == 0)
      }
      try await bench.deliver()
      #expect(receiver.ids.isEmpty)
    }
  }

  @Test func anExportShowsDestinationsWithoutTheirSecrets() async throws {
    try await OutputBench.with { bench in
      try await bench.withoutMessages()
      try await bench.addWebhook(at: "https://hook.example/in")
      try await bench.makeRun()
      var files: [String: String] = [:]
      _ = try await bench.organization.withStore { store in
        try await store.export(.organization) { file, lines, _ in
          files[file, default: ""] += String(decoding: lines, as: UTF8.self)
        }
      }
      let destination = try JSONSerialization.jsonObject(with: Data(try #require(files["output_destination"]).utf8))
      let settings = (destination as? [String: Any])?["settings"] as? [String: Any]
      #expect(settings?["url"] as? String == "https://hook.example/in")
      #expect(files["output_delivery"]?.split(separator: "\n").count == 4)
      #expect(!files.values.contains { $0.contains(OutputBench.secret) })
    }
  }

  @Test func whatEndedGoesWithTheHistoryOfJobs() async throws {
    try await OutputBench.with { bench in
      let receiver = try Receiver.willing()
      let hook = try await bench.addWebhook(at: receiver.url)
      try await bench.makeRun()
      try await bench.deliver()
      try await bench.makeRun()
      let waiting = try await bench.deliveries(hook).filter { $0.state == .pending }.count
      try await bench.database.run(
        "update phano.output_delivery set ended_at = ended_at - interval '3 days' where ended_at is not null")
      try await bench.organization.withStore { store in
        try await store.setRetention(RetentionSchedule(jobDays: 2))
        #expect(try await store.retain().jobs >= 4)
      }
      #expect(try await bench.deliveries(hook).count == waiting)
      #expect(try await bench.database.value("select count(*) from phano.output_attempt", as: Int64.self) == 0)
    }
  }

  @Test func whoHasADestinationAndNoDataIsNotDiagnosed() async throws {
    try await DiagnosisBench.with { runs in
      let bench = OutputBench(runs: runs)
      let hook = try await bench.addWebhook(at: "https://hook.example")
      #expect(try await bench.organization.withStore { try await $0.sendTest(to: hook) } != nil)
      #expect(try await runs.queue.planDiagnoses(isDrained: true) == 0)
      #expect(try await bench.database.value("select count(*) from queue.diagnosis_plan", as: Int64.self) == 0)
    }
  }

  @Test func viewsShowTheLastRunOfEachDay() async throws {
    try await OutputBench.with { bench in
      try await bench.makeRun()
      try await bench.makeRun()
      let pool = try bench.database.pool(bench.organization.login)
      defer { pool.close() }
      let id = bench.organization.id
      let (days, current, sentiment) = try await pool.withConnection { connection in
        try await connection.withTransaction { session in
          _ = try await session.query("select ctx.enter(\(id))")
          return (
            try await session.query("select count(distinct day) from phano.v1_diagnosis").one().decode(Int64.self, 0),
            try await session.query("select account from phano.v1_current order by 1").decode(String.self),
            try await session.query("select count(*) from phano.v1_sentiment where label = 'negative'").one()
              .decode(Int64.self, 0)
          )
        }
      }
      #expect(days == 2 && current == ["falling", "silent", "steady"] && sentiment == 4)
    }
  }
}
