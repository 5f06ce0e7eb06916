import Foundation

/// Data for development that is not part of the project; tests that want it are skipped without it.
enum SharedData {
  /// The folder below `PHANO_SHARED` (default: `../shared` beside the project), or nil when it is not there.
  static func folder(_ path: String) -> String? {
    let shared = ProcessInfo.processInfo.environment["PHANO_SHARED"] ?? "../shared"
    let folder = URL(filePath: shared, relativeTo: Endpoint.root).appending(path: path).path
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }
}
