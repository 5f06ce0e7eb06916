import Foundation
import Logging
import Storage
import Synchronization

/// This process among the workers: its registration, kept alive by a heartbeat.
final class Membership: Sendable {
  private let queue: JobQueue
  private let name: String
  private let transfer: Int64?
  private let logger: Logger
  private let current: Mutex<WorkerIdentity>

  /// Beats a second apart leave two to spare before others may take the jobs (`queue.rescue`: 3 s).
  private static let interval = Duration.seconds(1)
  /// Without a beat for this long, calls in flight are stopped: their jobs are about to go to others.
  private static let silenceLimit = Duration.seconds(20)

  init(queue: JobQueue, name: String, transfer: Int64?, logger: Logger) async throws {
    self.queue = queue
    self.name = name
    self.transfer = transfer
    self.logger = logger
    current = Mutex(try await queue.register(name: name, transfer: transfer))
    logger.info("worker registered", metadata: ["worker": "\(identity.id)"])
  }

  var identity: WorkerIdentity { current.withLock { $0 } }

  /// Beats until cancelled. `lost` is called whenever the claims of the old registration are void.
  func keepBeating(lost: @Sendable () -> Void) async {
    var lastBeat = ContinuousClock.now
    var isSilent = false
    while !Task.isCancelled {
      do {
        if try await queue.beat(as: identity) {
          lastBeat = .now
          isSilent = false
        } else {
          lost()
          let fresh = try await queue.register(name: name, transfer: transfer)
          current.withLock { $0 = fresh }
          logger.notice("worker registered again", metadata: ["worker": "\(fresh.id)"])
          lastBeat = .now
        }
      } catch {
        if !Task.isCancelled { logger.warning("heartbeat failed", error: error) }
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
        group.addTask { [queue, logger] in
          do {
            try await queue.holdSession(of: holder, wake: wake)
          } catch {
            if !Task.isCancelled { logger.warning("session lost, opening another", error: error) }
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
