import Foundation
import Jobs
import Postgres
import Storage
import TestSupport
import Testing

@Suite(.needsDatabase) struct MaintenanceTests {
  private static let partitions: Statement = """
    select c.relname::text from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'queue.job_done'::regclass
    order by 1
    """

  /// Partitions of whole days, counted from today in UTC.
  private func names(_ days: ClosedRange<Int>, in database: TestDatabase) async throws -> [String] {
    try await database.column(
      """
      select 'job_done_' || to_char((now() at time zone 'UTC')::date + n, 'YYYYMMDD')
      from generate_series(\(Int32(days.lowerBound)), \(Int32(days.upperBound))) n
      """, as: String.self)
  }

  @Test func thereAreFuturePartitionsFromTheStartAndMaintainingAgainChangesNothing() async throws {
    try await QueueFixture.with { fixture in
      let expected = try await names(0...2, in: fixture.database) + ["job_done_other"]
      #expect(try await fixture.database.column(Self.partitions, as: String.self) == expected)
      try await fixture.queue.maintain()
      #expect(try await fixture.database.column(Self.partitions, as: String.self) == expected)
    }
  }

  @Test func partitionsOlderThanAFortnightAreDropped() async throws {
    try await QueueFixture.with { fixture in
      let old = try await names(-16 ... -13, in: fixture.database)
      for name in old {
        let day = String(name.suffix(8))
        try await fixture.database.run(
          """
          set timezone = 'UTC';
          create table queue.\(name) partition of queue.job_done
          for values from ('\(day)') to ('\(day)'::date + 1);
          alter table queue.\(name) owner to phano_queue
          """)
      }
      try await fixture.queue.maintain()
      let left = try await fixture.database.column(Self.partitions, as: String.self)
      #expect(Set(left).intersection(old) == Set(old.suffix(2)))
    }
  }

  @Test func missingPartitionsAreMade() async throws {
    try await QueueFixture.with { fixture in
      let days = try await names(0...2, in: fixture.database)
      try await fixture.database.run("drop table queue.\(days[1]), queue.\(days[2])")
      try await fixture.queue.maintain()
      #expect(try await fixture.database.column(Self.partitions, as: String.self) == days + ["job_done_other"])
    }
  }

  @Test func finishedJobsThatHadNoPartitionOfTheirDayStandInNobodysWay() async throws {
    try await QueueFixture.with { fixture in
      let days = try await names(0...2, in: fixture.database)
      try await fixture.database.run("drop table queue.\(days[0])")
      let organization = try await fixture.organization()
      try await fixture.submit(1, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 1)
      _ = try await fixture.store.record(jobs.map(\.done), as: worker, provenance: .sample)
      #expect(try await fixture.count("queue.job_done_other") == 1)
      try await fixture.queue.maintain()
      #expect(try await fixture.count("queue.job_done") == 1)
    }
  }

  /// A day begins at another moment elsewhere; partitions made in two time zones would overlap.
  @Test(arguments: ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
  func theSessionsTimeZoneDoesNotMatter(_ zone: String) async throws {
    try await QueueFixture.with { fixture in
      let before = try await fixture.database.column(Self.partitions, as: String.self)
      try await fixture.database.run("drop table queue.\(before[2])")
      try await fixture.database.withConnection(as: "phano_dispatcher") { connection in
        try await connection.script("set timezone = '\(zone)'; select queue.maintain()")
      }
      #expect(try await fixture.database.column(Self.partitions, as: String.self) == before)
    }
  }

  @Test func theOverviewCountsEveryState() async throws {
    try await QueueFixture.with { fixture in
      let organization = try await fixture.organization()
      try await fixture.submit(6, to: organization)
      let worker = try await fixture.queue.register(name: "test")
      let jobs = try await fixture.queue.claim(as: worker, limit: 5)
      let outcomes = [
        jobs[0].done, jobs[1].settled(.retry(after: .seconds(60), code: "x")), jobs[2].settled(.block(code: "x")),
        jobs[3].settled(.bury(code: "x")),
      ]
      _ = try await fixture.store.record(outcomes, as: worker, provenance: .sample)
      let expected = ["blocked": 1, "dead": 1, "done": 1, "leased": 1, "ready": 1, "waiting": 1]
      let seen = try await fixture.queue.overview()
      #expect(Dictionary(uniqueKeysWithValues: seen.map { ($0.state, $0.jobs) }) == expected)
      #expect(seen.allSatisfy { $0.organization == organization.id })
      let own = try await organization.withStore { try await $0.overview() }
      #expect(Dictionary(uniqueKeysWithValues: own.map { ($0.state, $0.jobs) }) == expected)
    }
  }
}
