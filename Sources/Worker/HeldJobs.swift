import Jobs
import Synchronization

/// The jobs that this process holds, counted by the lease under which they were claimed.
final class HeldJobs: Sendable {
  private struct State {
    var count = 0
    var perLease: [Int64: Int] = [:]
  }
  private let state = Mutex(State())

  var count: Int { state.withLock { $0.count } }
  var leases: [Int64] { state.withLock { Array($0.perLease.keys) } }

  func take(_ jobs: [ClaimedJob]) {
    state.withLock { state in
      state.count += jobs.count
      for job in jobs { state.perLease[job.lease, default: 0] += 1 }
    }
  }

  func giveBack(_ jobs: [ClaimedJob]) {
    state.withLock { state in
      state.count -= jobs.count
      for job in jobs {
        let left = (state.perLease[job.lease] ?? 1) - 1
        state.perLease[job.lease] = left > 0 ? left : nil
      }
    }
  }
}
