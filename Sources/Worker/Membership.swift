import Foundation
import Logging
import Storage
import Synchronization
import Telemetry

/// This process among the workers: its registration, kept alive by a heartbeat.
final class Membership: Sendable {
  private let queue: JobQueue
  private let name: String
  private let transfer: Int64?
  private let logger: Logger
  private let metrics: WorkerMetrics
  private let current: Mutex<WorkerIdentity>
  /// When the heart last tried to beat, and when it last did.
  private let beats: Mutex<(tried: ContinuousClock.Instant, done: ContinuousClock.Instant)>

  /// Beats a second apart leave two to spare before others may take the jobs (`queue.rescue`: 3 s).
  private static let interval = Duration.seconds(1)
  /// Without a beat for this long, calls in flight are stopped: their jobs are about to go to others.
  private static let silenceLimit = Duration.seconds(20)

  init(queue: JobQueue, name: String, transfer: Int64?, logger: Logger, metrics: WorkerMetrics) async throws {
    self.queue = queue
    self.name = name
    self.transfer = transfer
    self.logger = logger
    self.metrics = metrics
    current = Mutex(try await queue.register(name: name, transfer: transfer))
    beats = Mutex((tried: .now, done: .now))
    logger.info("worker registered", metadata: ["worker": "\(identity.id)"])
  }

  var identity: WorkerIdentity { current.withLock { $0 } }

  /// Whether the heart still tries to beat, be the database there or not: what a restart would mend when it does not.
  var isAlive: Bool { beats.withLock { $0.tried }.duration(to: .now) < .seconds(45) }
  /// Whether it beats: the claims are this process's own.
  var isBeating: Bool { beats.withLock { $0.done }.duration(to: .now) < Self.silenceLimit }

  /// Beats until cancelled. `lost` is called whenever the claims of the old registration are void.
  func keepBeating(lost: @Sendable () -> Void) async {
    var lastBeat = ContinuousClock.now
    var isSilent = false
    while !Task.isCancelled {
      beats.withLock { $0.tried = .now }
      do {
        if try await queue.beat(as: identity) {
          lastBeat = .now
          isSilent = false
          metrics.renewed(.kept)
        } else {
          metrics.renewed(.lost)
          lost()
          let fresh = try await queue.register(name: name, transfer: transfer)
          current.withLock { $0 = fresh }
          logger.notice("worker registered again", metadata: ["worker": "\(fresh.id)"])
          lastBeat = .now
        }
        beats.withLock { $0.done = .now }
      } catch {
        if !Task.isCancelled {
          logger.warning("heartbeat failed", error: error)
          metrics.renewed(.failed)
        }
        if !isSilent, lastBeat.duration(to: .now) > Self.silenceLimit {
          isSilent = true
          lost()
        }
      }
      try? await Task.sleep(for: Self.interval)
    }
  }

  /// Holds the lock that shows this process to be alive, on a session of its own, until cancelled. Without it, a beat
  /// that is a few seconds late would cost the worker its jobs.
  func keepSession(wake: @escaping @Sendable () -> Void) async {
    while !Task.isCancelled {
      let holder = identity
      await withTaskGroup { group in
        group.addTask { [queue, logger, metrics] in
          do {
            try await queue.holdSession(of: holder, wake: wake)
          } catch {
            if !Task.isCancelled {
              logger.warning("session lost, opening another", error: error)
              metrics.failed(.session)
            }
          }
        }
        // A new registration has another lock.
        group.addTask { [self] in
          while !Task.isCancelled, identity == holder { try? await Task.sleep(for: Self.interval) }
        }
        await group.next()
        group.cancelAll()
      }
      if !Task.isCancelled { try? await Task.sleep(for: .milliseconds(200)) }
    }
  }

  /// Hands back what is still held and takes the name off the list.
  func leave() async {
    do {
      let released = try await queue.unregister(identity)
      logger.info("worker left", metadata: ["released": "\(released)"])
    } catch {
      logger.warning("worker left without saying so, its jobs are freed within seconds", error: error)
    }
  }
}
