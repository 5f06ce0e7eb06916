public import Conversation

/// One interaction with a value hidden in it.
public struct FuzzCase: Sendable, Hashable, Codable {
  /// Where the words were written or said.
  public var channel: Channel
  /// The language of the words around the value, and of the value's own words where it is spoken: BCP 47.
  public var language: String
  /// The subject line.
  public var subject: String?
  /// The customer's passages.
  public var passages: [String]
  /// What must not leave.
  public var secret: Secret
  /// The names of the disguises, in the order in which they were put on.
  public var transforms: [String]
}

/// How a case is made, so that it can be made again with less.
struct FuzzPlan: Sendable {
  struct Step: Sendable {
    let transform: Transform
    let seed: UInt64
  }

  let secret: Secret
  let phrases: Phrases
  var carrier: Carrier
  var steps: [Step]

  /// The interaction.
  func build() -> FuzzCase {
    interaction(with: disguised(steps.filter { !$0.transform.isOfText }, secret.written))
  }

  /// The interaction without the value: what the oracle finds in this says nothing about the value.
  func buildWithoutValue() -> FuzzCase { interaction(with: "") }

  private func interaction(with value: String) -> FuzzCase {
    let field = disguised(steps.filter(\.transform.isOfText), carrier.before + value + carrier.after)
    return FuzzCase(
      channel: carrier.channel, language: phrases.language, subject: carrier.isInSubject ? field : carrier.subject,
      passages: carrier.isInSubject ? carrier.others : carrier.others + [field], secret: secret,
      transforms: steps.map(\.transform.name))
  }

  private func disguised(_ steps: [Step], _ text: String) -> String {
    steps.reduce(text) { text, step in
      var random = SeededGenerator(seed: step.seed)
      return step.transform.disguise(text, phrases, &random)
    }
  }
}
