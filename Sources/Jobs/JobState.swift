/// Where a job is in its life.
///
/// `done` and `dead` are ends: such jobs have left the queue for the history tables. The database enforces the same
/// machine with its functions (`queue.claim`, `queue.complete`, `queue.settle`, `queue.promote`, `queue.rescue`); the
/// drawing in ARCHITECTURE.md is compared with ``transitions`` by a test.
public enum JobState: String, Sendable, Hashable, CaseIterable {
  /// May be claimed now.
  case ready
  /// In the hands of one worker, under a lease.
  case leased
  /// Not before its time: a retry or a snooze.
  case waiting
  /// The wire gate refused to send it; a person must look.
  case blocked
  /// Ended with a verdict.
  case done
  /// Given up, with a reason: a dead letter.
  case dead

  /// What may happen to a job.
  public enum Event: String, Sendable, Hashable, CaseIterable {
    /// A worker takes it.
    case claim
    /// Its verdict is committed.
    case complete
    /// It failed for now; the attempt is spent.
    case retry
    /// The endpoint asked for patience; the attempt is not spent.
    case snooze
    /// Its waiting time is over.
    case promote
    /// The worker hands it back unharmed, because it is shutting down.
    case release
    /// Its worker died.
    case rescue
    /// The wire gate refused.
    case block
    /// It failed for good.
    case bury
    /// A person sends it back to the queue.
    case revive
  }

  /// One arrow of the machine.
  public struct Transition: Sendable, Hashable {
    /// The state before.
    public let from: JobState
    /// What happens.
    public let event: Event
    /// The state after.
    public let to: JobState
  }

  /// Every arrow there is.
  public static let transitions: [Transition] = [
    Transition(from: .ready, event: .claim, to: .leased),
    Transition(from: .leased, event: .complete, to: .done),
    Transition(from: .leased, event: .retry, to: .waiting),
    Transition(from: .leased, event: .snooze, to: .waiting),
    Transition(from: .waiting, event: .promote, to: .ready),
    Transition(from: .leased, event: .release, to: .ready),
    Transition(from: .leased, event: .rescue, to: .ready),
    Transition(from: .leased, event: .block, to: .blocked),
    Transition(from: .leased, event: .bury, to: .dead),
    Transition(from: .blocked, event: .revive, to: .ready),
    Transition(from: .dead, event: .revive, to: .ready),
  ]

  /// The state after `event`, or nil when the machine has no such arrow.
  public func after(_ event: Event) -> JobState? {
    Self.transitions.first { $0.from == self && $0.event == event }?.to
  }
}
