@testable import Commands
import Encryption
import Foundation
import Testing

/// Making, extending and reading the key encryption key, as `phano keys` does it. No database is touched.
@Suite struct KeyFileTests {
  @Test func aNewKeyFileIsItsOwnersAloneAndIsNeverReplaced() async throws {
    try await withFolder { folder in
      let path = folder.appending(path: "key").path
      let made = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", path])
      #expect(made.status == 0, "\(made.errors)")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let keys = try KeyEncryptionKeys(text: text)
      #expect(try Self.mode(path) == 0o400)
      #expect(made.output == "\(path)\tkey 1\tfingerprint \(keys.newestFingerprint)\tmade\n")
      let again = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", path])
      #expect(again.status == 0)
      #expect(again.output.hasSuffix("\twas there\n"))
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"], "no draft is left")
    }
  }

  @Test func theNextKeyComesBesideTheOlderOne() async throws {
    try await withFolder { folder in
      let path = folder.appending(path: "key").path
      _ = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", path])
      let first = try KeyEncryptionKeys(text: try String(contentsOfFile: path, encoding: .utf8))
      let next = try await PhanoProcess.run(["keys", "init", "--next", "--key-file", path])
      #expect(next.status == 0, "\(next.errors)")
      let both = try KeyEncryptionKeys(text: try String(contentsOfFile: path, encoding: .utf8))
      #expect(both.version == 2)
      #expect(both.fingerprint(1) == first.newestFingerprint)
      #expect(next.output == "\(path)\tkey 2\tfingerprint \(both.newestFingerprint)\tadded\n")
      #expect(try Self.mode(path) == 0o400)
    }
  }

  @Test func whatHasNoKeyFileCannotBeGivenOne() async throws {
    for flag in ["--next", "--file-only"] {
      let result = try await PhanoProcess.run(["keys", "init", flag], environment: ["PHANO_KEY": "x"])
      #expect(result.status == 64)
      #expect(result.errors.contains("--key-file"))
    }
    let both = try await PhanoProcess.run(["keys", "init", "--key-file", "a", "--key-command", "b"])
    #expect(both.status == 64)
  }

  @Test func aFolderThatIsNotThereIsNamed() async throws {
    let result = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", "/nonexistent/phano.key"])
    #expect(result.status == 78)
    #expect(result.errors.contains("/nonexistent/phano.key"))
    #expect(result.errors.contains("No such file or directory"))
  }

  @Test func aFullDiskLeavesWhatWasThere() async throws {
    try await withFolder { folder in
      let path = folder.appending(path: "key").path
      // A file of no bytes is the largest that may be written: as on a disk that is full.
      let full = #"set -o pipefail; (trap "" XFSZ; ulimit -f 0; exec "$0" "$@" 2>&1) | cat >&2"#
      func onAFullDisk(_ arguments: [String]) async throws -> PhanoProcess {
        try await PhanoProcess.shell(full, [try PhanoProcess.executable.path] + arguments)
      }
      let new = try await onAFullDisk(["keys", "init", "--file-only", "--key-file", path])
      #expect(new.status == 78)
      #expect(new.errors.contains("cannot be written"))
      #expect(new.errors.contains("nothing was changed"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
      _ = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", path])
      let before = try Data(contentsOf: URL(filePath: path))
      #expect(try await onAFullDisk(["keys", "init", "--next", "--key-file", path]).status == 78)
      #expect(try Data(contentsOf: URL(filePath: path)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
    }
  }

  @Test func aDraftThatSomebodyLeftIsNamedAndNotUsed() async throws {
    try await withFolder { folder in
      let path = folder.appending(path: "key").path
      try Data().write(to: URL(filePath: path + ".new"))
      let result = try await PhanoProcess.run(["keys", "init", "--file-only", "--key-file", path])
      #expect(result.status == 78)
      #expect(result.errors.contains(path + ".new"))
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  /// Each of them: refused with the place, a remedy, and nothing of the key.
  @Test(arguments: [
    ("1 3q2+7wSecre", 0o400, "is not base64, or was cut off"),
    ("1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 0o400, "has 27 bytes, and must have 32"),
    ("3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0o400, "line 1 is not a version and a key"),
    ("# nothing yet\n", 0o400, "there is none in it"),
    ("", 0o400, "is empty"),
    ("1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0o440, "can be read by others"),
    ("1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0o604, "can be read by others"),
    (
      "1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n1 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE=\n", 0o400,
      "version 1 stands twice, the second time in line 2"
    ),
  ])
  func aKeyFileThatCannotBeUsedSaysWhy(_ text: String, _ mode: Int, _ why: String) async throws {
    try await withFolder { folder in
      let path = folder.appending(path: "key").path
      try Data(text.utf8).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      let result = try await PhanoProcess.run(["keys", "status"], environment: ["PHANO_KEY_FILE": path])
      #expect(result.status == 78)
      #expect(result.errors.contains(path))
      #expect(result.errors.contains(why), "\(result.errors)")
      #expect(result.errors.contains("mend: "))
      #expect(!(result.output + result.errors).contains("3q2+7w"))
    }
  }

  @Test func whatIsNoRegularFileIsRefusedAtOnce() async throws {
    try await withFolder { folder in
      let pipe = folder.appending(path: "pipe").path
      mkfifo(pipe, 0o400)
      let loop = folder.appending(path: "loop").path
      try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
      let missing = folder.appending(path: "missing").path
      for (path, why) in [
        (folder.path, "no regular file"), (pipe, "no regular file"), (loop, "symbolic links"),
        (missing, "No such file or directory"),
      ] {
        let result = try await PhanoProcess.run(["keys", "status", "--key-file", path])
        #expect(result.status == 78)
        #expect(result.errors.contains(path) && result.errors.contains(why), "\(result.errors)")
      }
    }
  }

  @Test func withoutAnyKeyTheVariablesAreNamed() async throws {
    let result = try await PhanoProcess.run(["keys", "status"])
    #expect(result.status == 78)
    for name in ["PHANO_KEY_FILE", "PHANO_KEY_COMMAND", "PHANO_KEY", "phano keys init"] {
      #expect(result.errors.contains(name))
    }
  }

  @Test func aKeyCommandThatFailsIsToldFromOneThatPrintsNoKey() async throws {
    let failing = try await PhanoProcess.run(["keys", "status", "--key-command", "echo 1 3q2+7w; exit 3"])
    #expect(failing.status == 69)
    #expect(failing.errors.contains("exited with 3"))
    let killed = try await PhanoProcess.run(["keys", "status", "--key-command", "kill -9 $$"])
    #expect(killed.status == 69)
    #expect(killed.errors.contains("was killed by signal 9"))
    let garbage = try await PhanoProcess.run(
      ["keys", "status"], environment: ["PHANO_KEY_COMMAND": "echo Access denied 3q2+7w"])
    #expect(garbage.status == 78)
    #expect(garbage.errors.contains("the output of the key command has no usable key: not a key: line 1"))
    for result in [failing, killed, garbage] { #expect(!(result.output + result.errors).contains("3q2+7w")) }
  }

  @Test func aKeyCommandThatPrintsWithoutEndIsStopped() throws {
    #expect {
      try KeyCommand(command: "yes").run()
    } throws: { error in
      (error as? Failure)?.status == .configuration && "\(error)".contains("too much")
    }
    #expect {
      try KeyCommand(command: #"printf '\377\376'"#).run()
    } throws: { error in
      "\(error)".contains("no text")
    }
  }

  /// However it hangs: itself, in something it started, or after it closed its output.
  @Test(arguments: ["sleep 600", "sleep 600; echo x", "sleep 600 | cat", "exec >&-; sleep 600", "sleep 600 & echo x"])
  func aKeyCommandThatHangsIsStoppedWithAllItStarted(_ command: String) throws {
    let marker = "600.\(UInt32.random(in: 1_000_000...9_999_999))"
    let command = command.replacing("600", with: marker)
    let start = ContinuousClock.now
    #expect {
      try KeyCommand(command: command, patience: .milliseconds(300)).run()
    } throws: { error in
      (error as? Failure)?.status == .unavailable && "\(error)".contains("did not come to its end within 0.3 seconds")
    }
    #expect(ContinuousClock.now - start < .seconds(10))
    #expect(try Self.processes(with: marker).isEmpty)
  }

  @Test func aKeyCommandThatPrintsAKeyIsBelieved() throws {
    let keys = try KeySource.command("echo 7 3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").load()
    #expect(keys.version == 7)
  }

  private static func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  /// Processes that run `sleep` for this long, after those that were killed have had the time to go.
  private static func processes(with argument: String) throws -> [String] {
    let deadline = ContinuousClock.now + .seconds(5)
    while true {
      let found = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
        guard let line = try? String(contentsOfFile: "/proc/\(name)/cmdline", encoding: .utf8) else { return false }
        return line.contains("sleep\0\(argument)")
      }
      if found.isEmpty || ContinuousClock.now > deadline { return found }
    }
  }
}
