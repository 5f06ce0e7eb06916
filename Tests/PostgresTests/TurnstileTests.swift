import Testing

@testable import Postgres

@Suite("Turns on a connection") struct TurnstileTests {
  private let root = Turnstile.Scope.make()

  @Test func `calls get their turn in order of arrival`() {
    var turnstile = Turnstile(root: root)
    #expect(turnstile.enter(root) == .granted)
    #expect(turnstile.enter(root) == .waiting(1))
    #expect(turnstile.enter(root) == .waiting(2))
    #expect(turnstile.leave() == [.granted(1)])
    #expect(turnstile.enter(root) == .waiting(3))
    #expect(turnstile.leave() == [.granted(2)])
    #expect(turnstile.leave() == [.granted(3)])
    #expect(turnstile.leave().isEmpty)
    #expect(turnstile.isIdle)
  }

  @Test func `an open transaction lets nobody else in, and then the one who has waited longest`() {
    var turnstile = Turnstile(root: root)
    #expect(turnstile.enter(root) == .granted)
    let transaction = turnstile.push()
    #expect(turnstile.leave().isEmpty)
    #expect(turnstile.enter(root) == .waiting(1))
    #expect(turnstile.enter(transaction) == .granted)
    #expect(turnstile.enter(transaction) == .waiting(2))
    #expect(turnstile.leave() == [.granted(2)])
    turnstile.pop(transaction)
    #expect(turnstile.leave() == [.granted(1)])
  }

  @Test func `an open savepoint holds up its transaction`() {
    var turnstile = Turnstile(root: root)
    _ = turnstile.enter(root)
    let transaction = turnstile.push()
    _ = turnstile.leave()
    _ = turnstile.enter(transaction)
    let savepoint = turnstile.push()
    _ = turnstile.leave()
    #expect(turnstile.enter(transaction) == .waiting(1))
    #expect(turnstile.enter(savepoint) == .granted)
    turnstile.pop(savepoint)
    #expect(turnstile.leave() == [.granted(1)])
  }

  @Test func `calls of a transaction that has ended are told so`() {
    var turnstile = Turnstile(root: root)
    _ = turnstile.enter(root)
    let transaction = turnstile.push()
    _ = turnstile.leave()
    _ = turnstile.enter(transaction)
    #expect(turnstile.enter(transaction) == .waiting(1))
    turnstile.pop(transaction)
    #expect(turnstile.leave() == [.ended(1)])
    #expect(turnstile.enter(transaction) == .ended)
    #expect(turnstile.isIdle)
  }

  @Test func `a call that gives up is passed over`() {
    var turnstile = Turnstile(root: root)
    _ = turnstile.enter(root)
    #expect(turnstile.enter(root) == .waiting(1))
    #expect(turnstile.enter(root) == .waiting(2))
    #expect(turnstile.abandon(1) == true)
    #expect(turnstile.abandon(1) == false)
    #expect(turnstile.leave() == [.granted(2)])
    #expect(turnstile.abandon(2) == false)
  }
}
