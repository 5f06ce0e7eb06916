import Jobs
import Synchronization

/// The jobs that this process holds, counted by the lease under which they were claimed.
final class HeldJobs: Sendable {
  private struct State {
    var count = 0
    var perLease: [Int64: (jobs: Int, since: ContinuousClock.Instant)] = [:]
  }
  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }
  var leases: [Int64] { state.withLock { Array($0.perLease.keys) } }

  /// For how long the jobs of a lease have been held; nil when none is any more.
  func age(ofLease lease: Int64) -> Duration? {
    state.withLock { $0.perLease[lease]?.since }.map { $0.duration(to: .now) }
  }

  func take(_ jobs: [ClaimedJob]) {
    let now = ContinuousClock.now
    state.withLock { state in
      state.count += jobs.count
      for job in jobs { state.perLease[job.lease, default: (jobs: 0, since: now)].jobs += 1 }
    }
  }

  func giveBack(_ jobs: [ClaimedJob]) {
    state.withLock { state in
      state.count -= jobs.count
      for job in jobs {
        state.perLease[job.lease]?.jobs -= 1
        if let left = state.perLease[job.lease]?.jobs, left <= 0 { state.perLease[job.lease] = nil }
      }
    }
  }
}
