import Foundation
import Testing

@testable import Postgres

@Suite("Event loop") struct EventLoopTests {
  @Test func `timers fall due in order, cancelled ones not at all`() {
    for seed in UInt64(1)...50 {
      var random = SeededRandom(seed: seed)
      let start = ContinuousClock.now
      var queue = TimerQueue()
      var expected: [(Int, UInt64)] = []
      let fired = Recorder<UInt64>()
      for id in UInt64(1)...60 {
        let delay = Int.random(in: 0..<100, using: &random) * 1000 + Int(id)
        queue.add(id, at: start + .milliseconds(delay)) { fired.add(id) }
        if Bool.random(using: &random) { queue.cancel(id) } else { expected.append((delay, id)) }
      }
      #expect(queue.popDue(start - .seconds(1)) == nil)
      while let action = queue.popDue(start + .seconds(101)) { action() }
      #expect(fired.all == expected.sorted { $0.0 < $1.0 }.map(\.1), "seed \(seed)")
      #expect(queue.nextDeadline == nil)
    }
  }

  @Test func `a timer set from elsewhere runs on the loop, a cancelled one does not`() async throws {
    let loop = try EventLoop()
    let answer = FirstAnswer<String>()
    let cancelled = loop.schedule(after: .milliseconds(1)) { answer.give(.success("cancelled")) }
    cancelled.cancel()
    _ = loop.schedule(after: .milliseconds(20)) {
      answer.give(.success(loop.isIsolatingCurrentContext() == true ? "on the loop" : "elsewhere"))
    }
    #expect(try await answer.value() == "on the loop")
  }

  @Test func `the thread ends with the last reference to the loop`() async throws {
    func threads() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").filter { task in
        (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)) == "ending-loop\n"
      }.count
    }
    var loop: EventLoop? = try EventLoop(name: "ending-loop")
    try await Database.eventually("the thread starts") { try threads() == 1 }
    #expect(loop != nil)
    loop = nil
    try await Database.eventually("the thread ends") { try threads() == 0 }
  }

  @Test func `a task that prefers the loop runs on its thread`() async throws {
    let loop = try EventLoop()
    let isOnLoop = await Task(executorPreference: loop) { loop.isIsolatingCurrentContext() }.value
    #expect(isOnLoop == true)
  }

  @Test(.needsDatabase) func `shutting down ends what is under way and refuses what is new`() async throws {
    let loop = try EventLoop()
    let connection = try await Connection.connect(Database.settings(), on: loop)
    let admin = try await Database.connect()
    let id = await connection.backendID
    let sleeping = Task { try await connection.query("select pg_sleep(60)") }
    try await Database.eventually("the statement runs") {
      try await admin.query("select 1 from pg_stat_activity where pid = \(id) and state = 'active'").count == 1
    }
    loop.shutdown()
    #expect(try await failure { try await sleeping.value }.kind == .connectionLost)
    #expect(connection.isBroken)
    #expect(try await failure { try await connection.query("select 1") }.kind == .connectionLost)
    let refused = try await failure { try await Connection.connect(Database.settings(), on: loop) }
    #expect(refused.message.contains("shut down"))
  }
}
