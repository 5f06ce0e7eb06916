/// What one thread said on one day: however many messages it was, it counts once, so that a quarrel in one ticket does not
/// drown everything else.
struct ToneVote: Sendable, Hashable {
  let day: DayNumber
  let thread: String
  /// Shares of the messages' tones, weighted by confidence; they sum to 1.
  let negative: Double
  let neutral: Double
  let positive: Double
  /// Mean confidence of the messages, 0...1.
  let confidence: Double
  /// The messages, the worst first.
  let messages: [String]

  /// Net tone, -1...1.
  var net: Double { positive - negative }

  /// One vote for each thread and day, by day.
  static func votes(of messages: [ToneMessage]) -> [ToneVote] {
    struct Key: Hashable {
      let day: DayNumber
      let thread: String
    }
    return Dictionary(grouping: messages) { Key(day: $0.day, thread: $0.thread) }
      .map { key, messages in
        // Sums of floating-point numbers depend on their order, so the order has to be one.
        let sorted = messages.sorted {
          ($0.tone, -$0.confidence, $0.id) < ($1.tone, -$1.confidence, $1.id)
        }
        let total = sorted.reduce(0) { $0 + $1.confidence }
        func share(_ tone: Int) -> Double {
          guard total > 0 else { return tone == 0 ? 1 : 0 }
          return sorted.reduce(0) { $0 + ($1.tone == tone ? $1.confidence : 0) } / total
        }
        return ToneVote(
          day: key.day, thread: key.thread, negative: share(-1), neutral: share(0), positive: share(1),
          confidence: total / Double(sorted.count), messages: sorted.map(\.id))
      }
      .sorted { ($0.day, $0.thread) < ($1.day, $1.thread) }
  }
}
