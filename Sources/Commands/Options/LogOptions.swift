import ArgumentParser
import Logging
import Telemetry

extension LogFormat: ExpressibleByArgument {}
extension Logger.Level: ExpressibleByArgument {}

/// What a long-running command tells on standard error.
struct LogOptions: ParsableArguments {
  @Option(help: "Log lines for people (text) or for collectors (json).")
  var logFormat = LogFormat.text

  @Option(help: "The least severe level that is logged: trace, debug, info, notice, warning, error, critical.")
  var logLevel = Logger.Level.info

  func logger(_ label: String) -> Logger {
    Logger(label: label) { label in LineLogHandler(label: label, format: logFormat, level: logLevel) }
  }
}
