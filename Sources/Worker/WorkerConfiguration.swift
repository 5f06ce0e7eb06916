public import Jobs

/// How a worker process behaves.
public struct WorkerConfiguration: Sendable, Hashable {
  /// Model calls in flight at a time. Default 64.
  public var concurrency: Int
  /// Jobs held beyond those in flight, so that reading and writing the database hides behind the calls. Default 256.
  public var prefetch: Int
  /// Jobs in one claim at most. Default 200; the database takes up to 1000.
  public var claimBatch: Int
  /// Verdicts in one transaction at most. Default 100.
  public var recordBatch: Int
  /// How long a verdict waits for company before it is written. Default 20 ms.
  public var recordWait: Duration
  /// How often an idle worker looks for jobs. Default 100 ms.
  public var poll: Duration
  /// How long calls in flight may go on after SIGTERM. Default 30 s.
  public var grace: Duration
  /// Whether to leave once the queue holds nothing that could still be worked. Default false.
  public var leavesWhenDrained: Bool
  /// How failures are retried.
  public var retry: RetryPolicy
  /// The number of the ground on record on which an endpoint outside the EU is called; nil: it is within.
  public var transfer: Int64?
  /// Shown in the list of workers; host and process by default.
  public var name: String

  /// A configuration; the defaults are those of the properties.
  public init(
    concurrency: Int = 64, prefetch: Int = 256, claimBatch: Int = 200, recordBatch: Int = 100,
    recordWait: Duration = .milliseconds(20), poll: Duration = .milliseconds(100), grace: Duration = .seconds(30),
    leavesWhenDrained: Bool = false, retry: RetryPolicy = RetryPolicy(), transfer: Int64? = nil,
    name: String
  ) {
    self.concurrency = concurrency
    self.prefetch = prefetch
    self.claimBatch = claimBatch
    self.recordBatch = recordBatch
    self.recordWait = recordWait
    self.poll = poll
    self.grace = grace
    self.leavesWhenDrained = leavesWhenDrained
    self.retry = retry
    self.transfer = transfer
    self.name = name
  }

  /// The most jobs that the process holds at a time.
  var capacity: Int { concurrency + prefetch }
}
