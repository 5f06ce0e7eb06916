/// How an endpoint is asked to answer: a ladder, walked down when an endpoint can't hold the rung.
public enum AnswerFormat: String, Sendable, Codable, CaseIterable, Hashable {
  /// The endpoint enforces the answer schema.
  case jsonSchema = "json_schema"
  /// The endpoint promises some JSON object; the schema is described in the prompt.
  case jsonObject = "json_object"
  /// Free text in which one label word is looked for.
  case label

  /// The next rung down; nil below `label`.
  public var fallback: AnswerFormat? {
    switch self {
    case .jsonSchema: .jsonObject
    case .jsonObject: .label
    case .label: nil
    }
  }
}
