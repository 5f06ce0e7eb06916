/// Something under way with the server. It goes as far as it can without blocking, and is called again when the socket is
/// ready; so a call of many reads and writes wakes its caller once.
protocol Exchange: AnyObject {
  /// - Parameter isReady: the socket has something, or room; false for the first step.
  /// - Throws: when the connection is of no more use.
  func advance(_ wire: Wire, isReady: Bool) throws(PostgresError) -> Progress
}

enum Progress: Equatable {
  case finished
  case waiting(Wire.Interest)
}

/// Connects and logs in.
final class HandshakeExchange: Exchange {
  func advance(_ wire: Wire, isReady: Bool) throws(PostgresError) -> Progress {
    guard isReady else { return .waiting(.write) }
    switch try wire.pollConnect() {
    case .waiting(let interest): return .waiting(interest)
    case .connected: return .finished
    }
  }
}

/// Runs a text of several statements in the simple protocol: no parameters, no results kept.
final class ScriptExchange: Exchange {
  private let sql: String
  private(set) var failure: PostgresError?

  init(_ sql: String) { self.sql = sql }

  func advance(_ wire: Wire, isReady: Bool) throws(PostgresError) -> Progress {
    if isReady { try wire.consume() } else { try wire.sendScript(sql) }
    let hasMoreToSend = try wire.flush()
    while !wire.isBusy {
      guard let result = wire.nextResult() else {
        guard wire.isAlive else { throw failure?.asLoss() ?? wire.failure(.connectionLost) }
        try wire.resumePipeline()
        return .finished
      }
      switch result.outcome {
      case .success, .sync, .aborted: break
      case .failure(let error): if failure == nil { failure = error }
      case .copy: throw PipelineExchange.copyIsUnsupported
      }
    }
    return .waiting(hasMoreToSend ? .readAndWrite : .read)
  }
}
