import Encryption
import Foundation
import ModelEndpoint

/// A place that the key encryption key is read from.
enum KeySource: Sendable {
  case file(String)
  case command(String)
  case variable(String)

  /// - Throws: ``Failure`` with the configuration status that names the place, and nothing of the key.
  func load() throws -> KeyEncryptionKeys {
    let text: String
    switch self {
    case .file(let path): text = try Self.read(path)
    case .command(let command): text = try KeyCommand(command: command).run()
    case .variable(let name):
      guard let value = Environment.value(name) else {
        throw Failure(
          .configuration, "the key encryption key is not set, and there are sealed values to open",
          mend: "Give --key-file, or set PHANO_KEY_FILE, PHANO_KEY_COMMAND or PHANO_KEY; 'phano keys init' makes one.")
      }
      text = value
    }
    do {
      return try KeyEncryptionKeys(text: text)
    } catch {
      throw Failure(
        .configuration, "\(self) has no usable key: \(error)",
        mend: "Restore it from where it is kept; a key that was lost cannot be made again.")
    }
  }

  /// A private file (``SecretFile``) of whoever runs this or of root.
  private static func read(_ path: String) throws -> String {
    // Without O_NONBLOCK a pipe in its place would keep us waiting for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      let why = String(cString: strerror(errno))
      throw Failure(
        .configuration, "the key file \(path) cannot be read: \(why)",
        mend: "Check the path and its owner, or make one with 'phano keys init --key-file \(path)'.")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.configuration, "the key file \(path) is no regular file", mend: "Give the path of a file.")
    }
    guard SecretFile.isPrivate(mode: facts.st_mode, owner: facts.st_uid, reader: geteuid()),
      [0, geteuid()].contains(facts.st_uid)
    else {
      throw Failure(
        .configuration, "the key file \(path) can be read by others than its owner, or belongs to somebody else",
        mend: "chmod 0400 \(path), and have it belong to the user that runs phano.")
    }
    guard let data = try file.read(upToCount: 65_536), let text = String(data: data, encoding: .utf8) else {
      throw Failure(.configuration, "the key file \(path) is empty or is no text", mend: "Restore it.")
    }
    return text
  }
}

extension KeySource: CustomStringConvertible {
  /// Where it is, for error messages.
  var description: String {
    switch self {
    case .file(let path): "the key file \(path)"
    case .command: "the output of the key command"
    case .variable(let name): "the environment variable \(name)"
    }
  }
}
