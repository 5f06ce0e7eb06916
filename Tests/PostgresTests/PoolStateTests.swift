import Testing

@testable import Postgres

@Suite("Pool decisions") struct PoolStateTests {
  private let start = ContinuousClock.now
  private let refused = PostgresError(.connectionFailed, "refused")

  private func pool(_ change: (inout PoolOptions) -> Void = { _ in }) -> PoolState {
    var options = PoolOptions()
    options.maximumConnections = 2
    change(&options)
    return PoolState(options)
  }

  @Test func `connections are opened as they are needed, up to the bound`() {
    var pool = pool()
    #expect(pool.want(1, now: start).connect == 1)
    #expect(pool.want(2, now: start).connect == 1)
    #expect(pool.want(3, now: start).connect == 0)
    #expect(
      pool.connected(10, now: start, chance: 0).answers == [.init(caller: 1, answer: .lend(10, needsCheck: false))])
    #expect(
      pool.connected(11, now: start, chance: 0).answers == [.init(caller: 2, answer: .lend(11, needsCheck: false))])
    #expect(pool.waitingCount == 1)
  }

  @Test func `whoever has waited longest is served first, even when someone comes as a connection returns`() {
    var pool = pool { $0.maximumConnections = 1 }
    _ = pool.want(1, now: start)
    _ = pool.connected(10, now: start, chance: 0)
    _ = pool.want(2, now: start)
    _ = pool.want(3, now: start)
    let actions = pool.giveBack(10, isFit: true, now: start)
    #expect(actions.answers == [.init(caller: 2, answer: .lend(10, needsCheck: false))])
    #expect(pool.want(4, now: start).answers.isEmpty)
    #expect(pool.giveBack(10, isFit: true, now: start).answers.map(\.caller) == [3])
  }

  @Test func `an unfit connection is closed and replaced when someone waits`() {
    var pool = pool { $0.maximumConnections = 1 }
    _ = pool.want(1, now: start)
    _ = pool.connected(10, now: start, chance: 0)
    _ = pool.want(2, now: start)
    let actions = pool.giveBack(10, isFit: false, now: start)
    #expect(actions.close == [10])
    #expect(actions.connect == 1)
    #expect(pool.openCount == 0)
  }

  @Test func `a connection past its lifetime is closed when it returns or would be lent`() {
    var pool = pool { $0.maximumLifetime = .seconds(100) }
    _ = pool.want(1, now: start)
    _ = pool.connected(10, now: start, chance: 0.5)
    #expect(pool.giveBack(10, isFit: true, now: start + .seconds(99)).close.isEmpty)
    let late = pool.want(2, now: start + .seconds(101))
    #expect(late.close == [10])
    #expect(late.connect == 1)
    _ = pool.connected(11, now: start + .seconds(101), chance: 0.5)
    #expect(pool.giveBack(11, isFit: true, now: start + .seconds(300)).close == [11])
  }

  @Test func `a connection unused for long is checked before it is lent`() {
    var pool = pool { $0.healthCheckAfter = .seconds(30) }
    _ = pool.want(1, now: start)
    _ = pool.connected(10, now: start, chance: 0)
    _ = pool.giveBack(10, isFit: true, now: start)
    #expect(pool.want(2, now: start + .seconds(29)).answers.map(\.answer) == [.lend(10, needsCheck: false)])
    _ = pool.giveBack(10, isFit: true, now: start + .seconds(29))
    #expect(pool.want(3, now: start + .seconds(60)).answers.map(\.answer) == [.lend(10, needsCheck: true)])
  }

  @Test func `connections that nobody needs any more are closed`() {
    var pool = pool { $0.maximumIdleTime = .seconds(60) }
    _ = pool.want(1, now: start)
    _ = pool.want(2, now: start)
    _ = pool.connected(10, now: start, chance: 0)
    _ = pool.connected(11, now: start, chance: 0)
    _ = pool.giveBack(10, isFit: true, now: start)
    #expect(pool.giveBack(11, isFit: true, now: start + .seconds(61)).close == [10])
    #expect(pool.idleCount == 1)
  }

  @Test func `after failures the pauses double up to the longest, spread by chance`() {
    var pool = pool {
      $0.firstBackoff = .milliseconds(100)
      $0.longestBackoff = .seconds(1)
    }
    _ = pool.want(1, now: start)
    var pauses: [Duration?] = []
    for _ in 0..<6 {
      pauses.append(pool.failedToConnect(refused, chance: 0.5).retryAfter)
      #expect(pool.retry().connect == 1)
    }
    #expect(pauses == [50, 100, 200, 400, 500, 500].map { .milliseconds($0) })
    #expect(pool.connected(10, now: start, chance: 0).answers.count == 1)
    #expect(pool.lastFailure == nil)
  }

  @Test func `during a pause nobody connects, and after a failure one connection feels its way`() {
    var pool = pool()
    _ = pool.want(1, now: start)
    _ = pool.failedToConnect(refused, chance: 0.5)
    #expect(pool.want(2, now: start).connect == 0)
    #expect(pool.retry().connect == 1)
    #expect(pool.connected(10, now: start, chance: 0).connect == 1)
  }

  @Test func `a fault that waiting does not mend is told to all who wait`() {
    var pool = pool()
    _ = pool.want(1, now: start)
    _ = pool.want(2, now: start)
    let wrongPassword = PostgresError(.connectionFailed, "wrong", sqlState: SQLState(rawValue: "28P01"))
    let actions = pool.failedToConnect(wrongPassword, chance: 0.5)
    #expect(actions.answers.map(\.answer) == [.failed(wrongPassword), .failed(wrongPassword)])
    #expect(actions.retryAfter == nil)
    _ = pool.failedToConnect(wrongPassword, chance: 0.5)
    #expect(pool.want(3, now: start).connect == 1)
  }

  @Test func `a caller who waits too long or is cancelled is out of the queue`() {
    var pool = pool { $0.maximumConnections = 1 }
    for caller in 1...4 { _ = pool.want(UInt64(caller), now: start) }
    #expect(pool.expire(1).answers == [.init(caller: 1, answer: .exhausted)])
    #expect(pool.expire(1).answers.isEmpty)
    #expect(pool.forget(2) == true)
    #expect(pool.forget(2) == false)
    #expect(pool.connected(10, now: start, chance: 0).answers.map(\.caller) == [3])
  }

  @Test func `a closed pool turns everyone away and closes what comes back`() {
    var pool = pool()
    _ = pool.want(1, now: start)
    _ = pool.want(2, now: start)
    _ = pool.connected(10, now: start, chance: 0)
    let actions = pool.close()
    #expect(actions.answers == [.init(caller: 2, answer: .closed)])
    #expect(pool.giveBack(10, isFit: true, now: start).close == [10])
    #expect(pool.connected(11, now: start, chance: 0).close == [11])
    #expect(pool.want(3, now: start).answers == [.init(caller: 3, answer: .closed)])
    #expect(pool.openCount == 0)
  }

  @Test func `whatever happens, the bound holds and nobody is served twice`() {
    for seed in UInt64(1)...200 {
      var random = SeededRandom(seed: seed)
      var pool = pool { $0.maximumConnections = 3 }
      var (now, nextID) = (start, UInt64(1))
      var (leased, connecting): (Set<UInt64>, Int) = ([], 0)
      var waiting: Set<UInt64> = []
      func take(_ actions: PoolState.Actions) {
        connecting += actions.connect
        for reply in actions.answers {
          #expect(waiting.remove(reply.caller) != nil, "seed \(seed)")
          guard case .lend(let id, _) = reply.answer else { continue }
          #expect(leased.insert(id).inserted, "seed \(seed)")
        }
        #expect(leased.isDisjoint(with: actions.close), "seed \(seed)")
        #expect(pool.openCount + connecting <= 3, "seed \(seed)")
      }
      for _ in 0..<300 {
        nextID += 1
        now += .seconds(Int.random(in: 0..<40, using: &random))
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
          waiting.insert(nextID)
          take(pool.want(nextID, now: now))
        case 2 where connecting > 0:
          connecting -= 1
          take(pool.connected(nextID, now: now, chance: 0.5))
        case 3 where connecting > 0:
          connecting -= 1
          take(pool.failedToConnect(refused, chance: 0.5))
        case 4:
          guard let id = leased.randomElement(using: &random) else { continue }
          leased.remove(id)
          take(pool.giveBack(id, isFit: Bool.random(using: &random), now: now))
        default: take(pool.retry())
        }
      }
    }
  }
}

/// A generator whose sequence a seed repeats (SplitMix64: Steele, Lea, Flood 2014).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
