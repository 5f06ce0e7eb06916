import Encryption
import Foundation

/// Writing the key file. Reading it is ``KeySource``'s.
enum KeyFile {
  /// Adds a key to the file, or makes the file with a first one. The file is replaced as a whole or not at all, and is
  /// never readable by anybody but its owner.
  static func extend(_ path: String, mustExist: Bool) throws -> KeyEncryptionKeys {
    var generator = SystemRandomNumberGenerator()
    let older = mustExist ? try KeySource.file(path).load() : nil
    let keys = KeyEncryptionKeys(addingTo: older, using: &generator)
    let draft = path + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o400)
    guard descriptor >= 0 else { throw failure(draft, "made") }
    let text = Array(keys.text.utf8)
    let isWritten = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) == $0.count }
    let isSafe = isWritten && fsync(descriptor) == 0
    close(descriptor)
    // A new file must not take the place of one that was made meanwhile; an extended one takes the place of its older self.
    let isPlaced = isSafe && (mustExist ? rename(draft, path) == 0 : link(draft, path) == 0)
    guard isPlaced else {
      let problem = failure(path, "written")
      unlink(draft)
      throw problem
    }
    if !mustExist { unlink(draft) }
    return keys
  }

  private static func failure(_ path: String, _ what: String) -> Failure {
    let why = String(cString: strerror(errno))
    return Failure(
      .configuration, "the key file \(path) cannot be \(what): \(why)",
      mend: "Check that its folder exists, can be written, and has room; nothing was changed.")
  }
}
