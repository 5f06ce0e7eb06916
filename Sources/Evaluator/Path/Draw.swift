import Evaluation
import Synchronization

/// The calls made for one answer to one item, as the transport sees them. It goes with the task, so that the worker's
/// own path need not know of it.
final class Draw: Sendable {
  @TaskLocal static var current: Draw?

  struct Seen {
    /// Answers that came, of whatever quality.
    var answers = 0
    /// Sends since the last answer.
    var sends = 0
    var call = EvaluationItem.Call()
    var replayed = 0
    var modelsServed: Set<String> = []
    var refused = false
    var miss: CassetteMiss?
    var failure: EvaluationFailure?
    var used: [String: String] = [:]
  }

  /// Which of the answers drawn for the item.
  let sample: Int
  private let seen = Mutex(Seen())

  init(sample: Int) { self.sample = sample }

  var result: Seen { seen.withLock { $0 } }

  /// Another send goes out: which of the answers to its request is meant, and how many sends it makes with this one.
  ///
  /// The path asks again after an answer that is not valid. So that both answers are kept, answer a of sample s is
  /// number s * `answersPerSample` + a.
  func nextSend(answersPerSample: Int) -> (sample: Int, attempt: Int) {
    seen.withLock { seen in
      seen.sends += 1
      return (sample * answersPerSample + seen.answers, seen.sends)
    }
  }

  func took(_ record: CassetteRecord, isReplayed: Bool) {
    seen.withLock { seen in
      seen.answers += 1
      seen.sends = 0
      seen.call.key = record.request.key
      seen.call.latencyMilliseconds = (seen.call.latencyMilliseconds ?? 0) + record.latencyMilliseconds
      if let usage = record.usage {
        let sum = seen.call.usage ?? .init(input: 0, output: 0)
        seen.call.usage = .init(
          input: sum.input + usage.input, output: sum.output + usage.output, cached: sum.cached + usage.cached)
      }
      if isReplayed { seen.replayed += 1 }
      seen.call.isReplayed = seen.replayed == seen.answers
      if let model = record.modelServed { seen.modelsServed.insert(model) }
      seen.refused = record.isRefusal
      seen.used[record.request.key] = record.body
    }
  }

  func missed(_ miss: CassetteMiss) { seen.withLock { $0.miss = miss } }

  func failed(_ failure: EvaluationFailure) { seen.withLock { $0.failure = failure } }
}
