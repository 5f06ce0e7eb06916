/// What another session sent with `notify`.
public struct PostgresNotification: Sendable, Hashable {
  /// The channel.
  public let channel: String
  /// The text sent along; empty when there was none.
  public let payload: String
  /// The process id of the server process that sent it.
  public let backendID: Int32
}

/// The streams that wait for a connection's notifications. A stream that is left behind when the connection goes ends
/// with an error, never in silence.
final class ListenerTable {
  typealias Stream = AsyncThrowingStream<PostgresNotification, any Error>

  private var listeners: [String: [UInt64: Stream.Continuation]] = [:]

  deinit { finish(PostgresError(.connectionLost, "the connection that listened was dropped")) }

  var isEmpty: Bool { listeners.isEmpty }

  func has(_ channel: String) -> Bool { listeners[channel] != nil }

  func add(_ id: UInt64, _ channel: String, _ continuation: Stream.Continuation) {
    listeners[channel, default: [:]][id] = continuation
  }

  /// True when it was the channel's last.
  func remove(_ id: UInt64, _ channel: String) -> Bool {
    guard listeners[channel]?.removeValue(forKey: id) != nil else { return false }
    guard listeners[channel]?.isEmpty == true else { return false }
    listeners[channel] = nil
    return true
  }

  func deliver(_ notification: PostgresNotification) {
    for listener in (listeners[notification.channel] ?? [:]).values { listener.yield(notification) }
  }

  func finish(_ error: PostgresError) {
    let ended = listeners.values.flatMap(\.values)
    listeners = [:]
    for listener in ended { listener.finish(throwing: error) }
  }
}
