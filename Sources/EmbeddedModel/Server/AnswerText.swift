import Foundation

/// The answer that a language model would be asked for, written from a reading.
enum AnswerText {
  /// What the request's `response_format` asks for.
  enum Form: Hashable {
    case json
    case label
  }

  /// The answer as one line of text.
  static func written(_ reading: ToneReading, as form: Form) throws -> String {
    switch form {
    case .label: return reading.label.rawValue
    case .json:
      // Members in the order of the schema, label first; the encoder keeps no order, so each value is encoded alone.
      let members: [(String, any Encodable)] = [
        ("label", reading.label.rawValue), ("p", rounded(reading.probabilities)), ("mixed", reading.isMixed),
        ("issue_reported", reading.reportsIssue), ("cues", reading.cues.map(\.rawValue)),
        ("evidence", reading.evidence), ("topics", [String]()), ("language", reading.language.tag),
      ]
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return "{"
        + (try members.map { "\"\($0)\":" + String(decoding: try encoder.encode($1), as: UTF8.self) })
        .joined(separator: ",") + "}"
    }
  }

  /// Probabilities in ten-thousandths that sum to exactly 1, so that no reader stumbles over the sum.
  private static func rounded(_ probabilities: ToneProbabilities) -> [String: Decimal] {
    let steps = 10_000
    var parts = Tone.allCases.map { Int((probabilities[$0] * Double(steps)).rounded()) }
    parts[probabilities.likeliest.index] += steps - parts.reduce(0, +)
    return Dictionary(
      uniqueKeysWithValues: Tone.allCases.map {
        ($0.rawValue, Decimal(sign: .plus, exponent: -4, significand: Decimal(parts[$0.index])))
      })
  }
}
