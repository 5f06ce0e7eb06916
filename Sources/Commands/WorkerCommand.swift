import ArgumentParser
import Foundation
import HTTPTransport
import Logging
import Storage
import Telemetry
import UnixSignals
import Worker

/// `phano worker`
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Work the queue: claim jobs, have them scored, write the verdicts.",
    discussion: """
      Logs in twice: as PHANO_DISPATCHER_DATABASE_URL, which sees ids alone, and as PHANO_WORKER_DATABASE_URL, which is let
      into an organization only while it holds jobs of it. SIGTERM stops claiming and finishes what is in flight within
      the grace period; a second one hands back at once. Exit code 0 in both cases. Under systemd it says when it is ready.
      """)

  @OptionGroup var endpoint: EndpointOptions
  @OptionGroup var prompt: PromptOptions
  @OptionGroup var cascade: CascadeOptions
  @OptionGroup var key: KeyOptions
  @OptionGroup var log: LogOptions
  @Option(help: "Model calls in flight at a time.") var concurrency = 64
  @Option(help: "Jobs held beyond those in flight.") var prefetch = 256
  @Option(help: "Jobs in one claim at most, up to 1000.") var claimBatch = 200
  @Option(help: "Seconds that calls in flight may go on after SIGTERM.") var grace = 30
  @Option(
    help: ArgumentHelp(
      "Serve /metrics, /healthz and /readyz there, such as 127.0.0.1:9464. Default: PHANO_METRICS, or not at all.",
      valueName: "address"))
  var metrics: String?
  @Flag(help: "Destinations may be on this machine, even without TLS: for trials.") var allowLoopbackOutputs = false
  @Flag(help: "Leave when nothing in the queue can be worked any more.") var untilDrained = false
  @Flag(help: "Print what was done as JSON.") var json = false

  func validate() throws {
    guard (1...100_000).contains(concurrency), (0...100_000).contains(prefetch), (1...1000).contains(claimBatch),
      (0...86_400).contains(grace)
    else {
      throw ValidationError(
        "--concurrency and --claim-batch (up to 1000) must be 1 or more; --prefetch and --grace 0 or more.")
    }
  }

  func run() async throws {
    HTTPClient.shareOneMemoryArena()
    ProcessLimits.raiseOpenFiles()
    let logger = log.logger("phano.worker")
    let address = try (metrics ?? Environment.value("PHANO_METRICS")).map(Self.address)
    let keyring = key.keyring()
    // A worker that could open nothing had better say so before it claims anything.
    _ = try keyring.wrappingKeys()
    let ground = try await Residency.requireGround(for: endpoint.profile())
    let prompt = try prompt.load()
    let analyst = try await endpoint.analyst(
      prompt: prompt, calls: concurrency, ground: ground?.ground, logger: logger)
    let cascade = try cascade.load(before: analyst, prompt: prompt, logger: logger)
    let outputs = OutputSender(try OutputSender.client(allowsLoopback: allowLoopbackOutputs))
    let configuration = WorkerConfiguration(
      concurrency: concurrency, prefetch: prefetch, claimBatch: claimBatch, grace: .seconds(grace),
      leavesWhenDrained: untilDrained, transfer: ground?.id,
      name: "\(ProcessInfo.processInfo.hostName):\(ProcessInfo.processInfo.processIdentifier)")
    let figures = WorkerMetrics(version: Version.number)
    let summary = try await Database.withPool(.dispatcher, connections: 4) { dispatcher in
      try await Database.withPool(.worker, connections: 4) { pool in
        let worker = Worker(
          configuration: configuration, queue: JobQueue(dispatcher), store: VerdictStore(pool, keyring),
          analyst: analyst, cascade: cascade, outputs: outputs, logger: logger, metrics: figures)
        let server = try address.map { try Self.server(at: $0, of: worker, figures.registry, keyring) }
        if let server { logger.info("metrics served", metadata: ["address": "\(server.address)"]) }
        return try await Self.work(worker, server, logger)
      }
    }
    try Output(json: json).one(summary, text: Self.text(summary))
  }

  private static func address(_ text: String) throws -> ListenAddress {
    do {
      return try ListenAddress(parsing: text)
    } catch {
      throw Failure(.configuration, "--metrics: \(error)")
    }
  }

  /// Listens before anything is claimed, so that a port in use is told of at once.
  private static func server(
    at address: ListenAddress, of worker: Worker, _ registry: MetricRegistry, _ keyring: Keyring
  ) throws -> TelemetryServer {
    let keys = HealthCheck("keys") {
      do {
        _ = try keyring.wrappingKeys()
        return nil
      } catch {
        return "unavailable"
      }
    }
    do {
      return try TelemetryServer(
        address, registry: registry, health: worker.health, readiness: worker.readiness([keys]),
        refresh: worker.gauges())
    } catch {
      throw Failure(.configuration, "--metrics: \(error)")
    }
  }

  private static func work(_ worker: Worker, _ server: TelemetryServer?, _ logger: Logger) async throws -> WorkerSummary
  {
    let manager = ServiceManager()
    let tell: @Sendable (ServiceManager.Message) -> Void = { message in
      do {
        try manager.notify(message)
      } catch {
        logger.warning("the service manager was not told", error: error)
      }
    }
    let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
    let listening = Task {
      for await _ in signals {
        tell(.stopping)
        worker.stop()
      }
    }
    let serving = Task { if let server { await server.run() } }
    let watching = Task {
      await manager.keepWatch(
        isAlive: { worker.isAlive },
        failed: { error in logger.warning("the service manager was not told", error: error) })
    }
    defer { for task in [listening, serving, watching] { task.cancel() } }
    return try await worker.run { tell(.ready) }
  }

  private static func text(_ summary: WorkerSummary) -> String {
    let parts = [
      (summary.scored, "scored"), (summary.kept, "of them by the classifier alone"),
      (summary.silent, "without words of the customer"), (summary.putOff, "put off"),
      (summary.blocked, "blocked by the wire gate"), (summary.dead, "given up"), (summary.released, "handed back"),
      (summary.late, "late"),
    ]
    let told = parts.filter { $0.0 > 0 || $0.1 == "scored" }.map { "\($0.0) \($0.1)" }
    return told.joined(separator: ", ")
  }
}
