/// The five files of a prompt's folder, in the order in which they are hashed.
public enum PromptFile: String, Sendable, CaseIterable, Hashable {
  /// The instructions.
  case system = "system.txt"
  /// How one interaction is shown.
  case user = "user.txt"
  /// The few-shot examples, one JSON object a line.
  case examples = "examples.jsonl"
  /// The JSON schema of the answer.
  case schema = "schema.json"
  /// Name, version, parameters, calibration.
  case metadata = "prompt.json"
}

/// The bytes of a prompt's five files, as read.
public struct PromptFiles: Sendable, Hashable {
  /// `system.txt`
  public var system: [UInt8]
  /// `user.txt`
  public var user: [UInt8]
  /// `examples.jsonl`
  public var examples: [UInt8]
  /// `schema.json`
  public var schema: [UInt8]
  /// `prompt.json`
  public var metadata: [UInt8]

  /// Takes the files' bytes.
  public init(system: [UInt8], user: [UInt8], examples: [UInt8], schema: [UInt8], metadata: [UInt8]) {
    self.system = system
    self.user = user
    self.examples = examples
    self.schema = schema
    self.metadata = metadata
  }

  /// Reads each file through the caller's own I/O, which this module has none of.
  public init<Failure: Error>(read: (PromptFile) throws(Failure) -> [UInt8]) throws(Failure) {
    system = try read(.system)
    user = try read(.user)
    examples = try read(.examples)
    schema = try read(.schema)
    metadata = try read(.metadata)
  }

  /// One file's bytes.
  public subscript(file: PromptFile) -> [UInt8] {
    switch file {
    case .system: system
    case .user: user
    case .examples: examples
    case .schema: schema
    case .metadata: metadata
    }
  }
}
