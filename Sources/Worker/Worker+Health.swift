import Storage
public import Telemetry

extension Worker {
  /// Whether the process is worth keeping: its heart tries to beat. True before it has registered.
  public var isAlive: Bool { heart?.isAlive ?? true }

  /// What must be well for it to be left alone; for `/healthz` and the service manager.
  public var health: HealthChecks {
    HealthChecks([HealthCheck("heartbeat") { [self] in isAlive ? nil : "stuck" }])
  }

  /// What must be well for it to work: the database, its claims, the endpoint, and what the caller adds, such as keys.
  public func readiness(_ others: [HealthCheck] = []) -> HealthChecks {
    HealthChecks(
      [
        HealthCheck("database") { [queue] in
          do {
            try await queue.ping()
            return nil
          } catch {
            return "unavailable"
          }
        },
        HealthCheck("worker") { [self] in
          guard !isStopping else { return "stopping" }
          return heart?.isBeating ?? false ? nil : "not_registered"
        },
        HealthCheck("endpoint") { [self] in isEndpointDown ? "breaker_open" : nil },
      ] + others)
  }

  /// Brings the gauges up to date; to be called before each scrape. The queue is counted every half minute at most.
  public func gauges() -> @Sendable () async -> Void {
    let counted = HealthChecks(
      [
        HealthCheck("queue") { [queue, metrics] in
          do {
            let depths = try await queue.depths()
            metrics.setQueue(
              depths: Dictionary(depths.map { ($0.state, $0.jobs) }, uniquingKeysWith: +),
              oldestReady: depths.first { $0.state == "ready" }?.oldestSeconds ?? 0)
            return nil
          } catch {
            metrics.queueUnknown()
            return "unavailable"
          }
        }
        // A long queue takes seconds to count: a scrape waits two for it, and then tells what was counted last.
      ], patience: .seconds(2), freshness: .seconds(30))
    return { [self] in
      _ = await counted.report()
      reportGauges()
    }
  }
}
