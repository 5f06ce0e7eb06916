/// How log lines look on standard error.
public enum LogFormat: String, Sendable, CaseIterable {
  /// One line of `time level message key=value ...` for people.
  case text
  /// One JSON object a line, for collectors.
  case json
}
