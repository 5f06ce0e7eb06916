import CLibcurl
import Glibc

/// An HTTPS client on libcurl: thousands of transfers at a time on one thread, connections kept open and shared, no
/// redirects, no proxies, and no host, scheme or address that the configuration doesn't allow.
///
/// Open as many files as `maxConnections` needs: the soft limit is often 1,024 (`ulimit -n`).
public actor HTTPClient {
  private let loop: CurlLoop
  private let hosts: HostList
  private let configuration: HTTPConfiguration
  private var nextID: UInt = 1
  private var transfers: [UInt: Transfer] = [:]
  private var idle: [Transfer] = []
  private var isShutDown = false

  /// Idle handles are a few KB each; more than this many are not kept after a burst.
  private static let maxIdle = 512

  /// The client's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// How many transfers are under way.
  public var inFlight: Int { transfers.count }

  /// Starts the client's thread.
  /// - Throws: `setup`, also when the CA file can't be read.
  public init(_ configuration: HTTPConfiguration) throws(HTTPError) {
    if let caFile = configuration.caFile, access(caFile, R_OK) != 0 {
      throw HTTPError(.setup, detail: "the CA file \(caFile) can't be read, errno \(errno)")
    }
    let loop = try CurlLoop(configuration)
    self.loop = loop
    self.configuration = configuration
    hosts = HostList(configuration.hosts, others: configuration.otherHosts)
    // The suspended `send` keeps the client alive as long as a transfer is under way.
    try loop.start { [weak self] id, result in self?.assumeIsolated { $0.finish(id, result) } }
  }

  deinit { loop.stop() }

  /// Sends a request and takes the whole response, whatever its status. Cancelling the calling task stops the
  /// transfer at once.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let host = request.url.host
    if isShutDown { throw HTTPError(.shutDown, host: host, detail: "the client was shut down") }
    let addressRule = try hosts.addressRule(for: request.url)
    if Task.isCancelled { throw Self.cancelled(host) }
    let id = nextID
    nextID += 1
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Transfer.Outcome, Never>) in
        start(request, id, addressRule, continuation)
      }
    } onCancel: {
      // Runs on the loop after `start`, which the actor doesn't leave before the transfer is entered.
      Task { await self.abandon(id, Self.cancelled(host)) }
    }
    return try outcome.get()
  }

  /// Lets all threads of the process allocate from one arena; call it before the first client is made. Thousands of TLS
  /// connections spread over an arena a thread take a quarter more memory, and the threads that allocate are few.
  public static func shareOneMemoryArena() {
    // Refused only by another allocator, which has no such arenas.
    _ = ccurl_use_one_arena()
  }

  /// Stops all transfers, which then throw `shutDown`, and refuses new ones.
  public func shutdown() {
    isShutDown = true
    for id in transfers.keys { abandon(id, HTTPError(.shutDown, detail: "the client was shut down")) }
    idle.removeAll()
  }

  private func start(
    _ request: HTTPRequest, _ id: UInt, _ addressRule: AddressRule,
    _ continuation: CheckedContinuation<Transfer.Outcome, Never>
  ) {
    do throws(HTTPError) {
      let transfer = if let idle = idle.popLast() { idle } else { try Transfer(configuration) }
      try transfer.prepare(request, id: id, addressRule: addressRule)
      guard loop.reactor.add(transfer.easy) else {
        throw HTTPError(.setup, host: request.url.host, detail: "libcurl did not take the transfer")
      }
      transfer.begin(continuation)
      transfers[id] = transfer
    } catch {
      continuation.resume(returning: .failure(error))
    }
  }

  private func finish(_ id: UInt, _ result: CURLcode) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    let outcome = transfer.outcome(result)
    release(transfer, outcome)
  }

  private func abandon(_ id: UInt, _ error: HTTPError) {
    guard let transfer = transfers.removeValue(forKey: id) else { return }
    release(transfer, .failure(error))
  }

  private func release(_ transfer: Transfer, _ outcome: Transfer.Outcome) {
    loop.reactor.remove(transfer.easy)
    transfer.finish(outcome)
    if idle.count < Self.maxIdle && !isShutDown { idle.append(transfer) }
  }

  private static func cancelled(_ host: String) -> HTTPError {
    HTTPError(.cancelled, host: host, detail: "the calling task was cancelled")
  }
}
