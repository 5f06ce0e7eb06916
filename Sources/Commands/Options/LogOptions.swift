import ArgumentParser
import Logging
import Telemetry

/// What a long-running command tells on standard error.
struct LogOptions: ParsableArguments {
  @Option(help: "Log lines for people (text) or for collectors (json).")
  var logFormat = Format.text

  @Option(help: "The least severe level that is logged: trace, debug, info, notice, warning, error, critical.")
  var logLevel = Level.info

  /// The handler's formats, as an option takes them.
  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }
  /// The logger's levels, as an option takes them.
  enum Level: String, CaseIterable, ExpressibleByArgument { case trace, debug, info, notice, warning, error, critical }

  func logger(_ label: String) -> Logger {
    Logger(label: label) { label in
      LineLogHandler(
        label: label, format: LogFormat(rawValue: logFormat.rawValue) ?? .text,
        level: Logger.Level(rawValue: logLevel.rawValue) ?? .info)
    }
  }
}
