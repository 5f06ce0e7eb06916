import Evaluation
import Foundation

/// What was run: the compiler's version and the commit.
enum SourceState {
  static var swiftVersion: String {
    #if compiler(>=6.4)
      "6.4"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
  }

  /// The commit that a folder is at; nil outside a repository or without git.
  static func git(in folder: URL) -> RunRecord.Git? {
    guard let commit = output(["rev-parse", "HEAD"], in: folder), !commit.isEmpty else { return nil }
    let changes = output(["status", "--porcelain", "--untracked-files=no"], in: folder)
    return RunRecord.Git(commit: commit, dirty: changes.map { !$0.isEmpty } ?? true)
  }

  private static func output(_ arguments: [String], in folder: URL) -> String? {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-C", folder.path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? nil
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return String(decoding: data ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
