import Foundation

/// The process's environment, where options that were not given are looked up.
package enum Environment {
  package static func value(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The flag's value, else the variable's.
  /// - Throws: When neither is there: a setting that says its name and what it is for.
  package static func require(_ flag: String?, _ name: String, option: String?, what: String) throws -> String {
    if let flag { return flag }
    if let value = value(name) { return value }
    throw Failure(
      .configuration, "\(what) is not set",
      mend: option.map { "Give \($0), or set the environment variable \(name)." }
        ?? "Set the environment variable \(name).")
  }
}
