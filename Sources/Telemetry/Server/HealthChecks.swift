import Synchronization

/// One thing that must be well, and how to find out.
public struct HealthCheck: Sendable {
  /// A word for it, as answers and alerts name it: `database`.
  public let name: String
  /// nil when it is well; else a short token that says what is not. It is shown to whoever asks, so it holds no secret.
  public let failure: @Sendable () async -> String?

  /// A check by its name. `failure` returns nil when all is well.
  public init(_ name: String, failure: @escaping @Sendable () async -> String?) {
    self.name = name
    self.failure = failure
  }
}

/// What the checks said.
public struct HealthReport: Sendable, Hashable {
  /// Each check's name and what it lacks; nil where it is well. In the order of the checks.
  public let findings: [Finding]

  /// One check's word.
  public struct Finding: Sendable, Hashable {
    /// The check.
    public let name: String
    /// What is not well; nil: it is.
    public let failure: String?
  }

  /// Whether nothing failed.
  public var isWell: Bool { findings.allSatisfy { $0.failure == nil } }

  /// As JSON: `{"status":"failed","checks":{"database":"timeout","keys":"ok"}}`.
  public var json: String {
    let checks = findings.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.failure ?? "ok"))" }
    return "{\"status\":\"\(isWell ? "ok" : "failed")\",\"checks\":{\(checks.joined(separator: ","))}}\n"
  }
}

/// Runs checks beside each other, for whoever asks, but no check more than once at a time or more often than need be.
public actor HealthChecks {
  private let checks: [HealthCheck]
  private let patience: Duration
  private let freshness: Duration
  private var latest: (report: HealthReport, at: ContinuousClock.Instant)?
  /// Checks that have not ended, be it in time or not. Whoever asks meanwhile waits for them, and starts no others.
  private var underWay: [String: Task<String?, Never>] = [:]

  /// - Parameters:
  ///   - patience: how long a check may take; one that takes longer has failed with `timeout`.
  ///   - freshness: for how long a report is given again to others, so that asking often costs nothing.
  public init(_ checks: [HealthCheck] = [], patience: Duration = .seconds(3), freshness: Duration = .seconds(1)) {
    self.checks = checks
    self.patience = patience
    self.freshness = freshness
  }

  /// What the checks say now, or said a moment ago.
  public func report() async -> HealthReport {
    if let latest, latest.at.duration(to: .now) < freshness { return latest.report }
    var running: [(name: String, task: Task<String?, Never>)] = []
    for check in checks {
      let task = underWay[check.name] ?? Task { await check.failure() }
      underWay[check.name] = task
      running.append((name: check.name, task: task))
    }
    let deadline = ContinuousClock.now + patience
    var findings: [HealthReport.Finding] = []
    for (name, task) in running {
      let answer = await FirstOf.value(of: task, by: deadline)
      if answer != nil, underWay[name] == task { underWay[name] = nil }
      findings.append(HealthReport.Finding(name: name, failure: answer ?? "timeout"))
    }
    let report = HealthReport(findings: findings)
    latest = (report, .now)
    return report
  }
}

/// Waits for a task, but not for ever: unlike a group's child, the task is left to itself when its time is over.
private final class FirstOf: Sendable {
  private let waiter: Mutex<CheckedContinuation<String??, Never>?>

  private init(_ continuation: CheckedContinuation<String??, Never>) { waiter = Mutex(continuation) }

  /// The task's value; nil when it did not end by the deadline.
  static func value(of task: Task<String?, Never>, by deadline: ContinuousClock.Instant) async -> String?? {
    await withCheckedContinuation { continuation in
      let first = FirstOf(continuation)
      let alarm = Task {
        try? await Task.sleep(until: deadline, clock: .continuous)
        first.resume(.none)
      }
      Task {
        let value = await task.value
        first.resume(.some(value))
        // Only now: an alarm that is called off rings at once.
        alarm.cancel()
      }
    }
  }

  private func resume(_ value: String??) {
    let continuation = waiter.withLock { waiter in
      defer { waiter = nil }
      return waiter
    }
    continuation?.resume(returning: value)
  }
}
