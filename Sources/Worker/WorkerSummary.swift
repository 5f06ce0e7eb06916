/// What a worker did, in jobs.
public struct WorkerSummary: Sendable, Hashable, Codable {
  /// Ended with a verdict.
  public var scored = 0
  /// Of those, the verdicts of a cascade's classifier: no model was asked.
  public var kept = 0
  /// Ended with the finding that there were no customer's words.
  public var silent = 0
  /// Put off: retries and snoozes.
  public var putOff = 0
  /// Given up.
  public var dead = 0
  /// Held back by the wire gate.
  public var blocked = 0
  /// Handed back unharmed.
  public var released = 0
  /// Came too late: the job was in other hands by then, and nothing was written.
  public var late = 0

  /// Nothing yet.
  public init() {}
}
