import Foundation

/// Serves what operators ask a worker for: `/metrics` (Prometheus), `/healthz` (is the process alive) and `/readyz` (can it
/// work). It knows no passwords and says nothing about customers; who listens beyond loopback puts it behind a network
/// policy all the same.
public final class TelemetryServer: Sendable {
  /// Where it listens; the port is the real one, also where 0 was asked for.
  public let address: String
  /// The port it listens on.
  public let port: UInt16

  private let loop: SocketLoop

  /// A server that listens already, so that a port in use is told of before anything is begun; it answers from ``run()`` on.
  /// - Parameters:
  ///   - registry: what `/metrics` tells.
  ///   - health: what must be well for the process to be worth keeping alive.
  ///   - readiness: what must be well for it to work.
  ///   - refresh: run before each scrape's answer, to set gauges that are looked up.
  public convenience init(
    _ address: ListenAddress, registry: MetricRegistry, health: HealthChecks = HealthChecks(),
    readiness: HealthChecks = HealthChecks(), refresh: @escaping @Sendable () async -> Void = {}
  ) throws(TelemetryServerError) {
    try self.init(
      address, limits: SocketLoop.Limits(), registry: registry, health: health, readiness: readiness, refresh: refresh)
  }

  init(
    _ address: ListenAddress, limits: SocketLoop.Limits, registry: MetricRegistry, health: HealthChecks,
    readiness: HealthChecks, refresh: @escaping @Sendable () async -> Void
  ) throws(TelemetryServerError) {
    let process = ProcessFigures(registry)
    let (socket, port) = try address.listen()
    self.port = port
    self.address = address.host.contains(":") ? "[\(address.host)]:\(port)" : "\(address.host):\(port)"
    loop = try SocketLoop(listener: socket, limits: limits) { head in
      guard ["GET", "HEAD"].contains(head.method) else {
        return Response(status: .methodNotAllowed, body: "only GET and HEAD\n")
      }
      switch head.path {
      case "/metrics":
        await refresh()
        process.update()
        return Response(status: .ok, contentType: Exposition.contentType, body: registry.exposition())
      case "/healthz": return Self.response(await health.report())
      case "/readyz": return Self.response(await readiness.report())
      default: return Response(status: .notFound, body: "/metrics, /healthz or /readyz\n")
      }
    }
  }

  private static func response(_ report: HealthReport) -> Response {
    Response(status: report.isWell ? .ok : .unavailable, contentType: "application/json", body: report.json)
  }

  /// Answers until the task is cancelled; then nobody listens any more. Once only.
  public func run() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { ended in
        // A thread of its own, because the loop sleeps in the kernel.
        Thread.detachNewThread { [loop] in
          loop.run()
          ended.resume()
        }
      }
    } onCancel: {
      loop.stop()
    }
  }
}
