public import Foundation

/// Time and chance, as a call needs them; tests put in their own.
public struct EndpointClock: Sendable {
  /// For deadlines and latencies.
  public var now: @Sendable () -> ContinuousClock.Instant
  /// For dates in headers.
  public var date: @Sendable () -> Date
  /// Throws when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void
  /// Uniform in `0 ..< 1`.
  public var chance: @Sendable () -> Double

  /// Gathers the four.
  public init(
    now: @escaping @Sendable () -> ContinuousClock.Instant, date: @escaping @Sendable () -> Date,
    sleep: @escaping @Sendable (Duration) async throws -> Void, chance: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.date = date
    self.sleep = sleep
    self.chance = chance
  }

  /// The machine's.
  public static let system = EndpointClock(
    now: { .now }, date: { Date() }, sleep: { try await Task.sleep(for: $0) }, chance: { .random(in: 0..<1) })
}
