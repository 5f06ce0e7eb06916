import Encryption
import Foundation

/// Writing the key file. Reading it is ``KeySource``'s.
enum KeyFile {
  /// Makes the file with a first key; a file that is there is never replaced.
  static func make(_ path: String) throws -> KeyEncryptionKeys {
    var generator = SystemRandomNumberGenerator()
    let keys = KeyEncryptionKeys(using: &generator)
    try place(keys, path) { link($0, path) }
    return keys
  }

  /// Adds the next key to the file.
  static func extend(_ path: String) throws -> KeyEncryptionKeys {
    // The file itself, where the path is a link to it.
    let path = URL(filePath: path).resolvingSymlinksInPath().path
    var generator = SystemRandomNumberGenerator()
    let keys = KeyEncryptionKeys(addingTo: try KeySource.file(path).load(), using: &generator)
    try place(keys, path) { rename($0, path) }
    return keys
  }

  /// Writes a draft that nobody but its owner can read, and gives it its name once all of it is on the disk: there is
  /// either the old file or the new one.
  private static func place(_ keys: KeyEncryptionKeys, _ path: String, _ move: (String) -> Int32) throws(Failure) {
    let draft = path + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o400)
    guard descriptor >= 0 else { throw draftFailure(draft) }
    defer { unlink(draft) }
    let text = Array(keys.text.utf8)
    errno = 0
    let count = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    let written = count == text.count ? fsync(descriptor) : -1
    let why = errno == 0 ? ENOSPC : errno
    close(descriptor)
    guard written == 0 else { throw failure(path, why) }
    guard move(draft) == 0 else { throw failure(path, errno) }
    // The name too must outlast a loss of power: a key that something was sealed under is not to be had again.
    let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private static func draftFailure(_ draft: String) -> Failure {
    let why = errno
    guard why == EEXIST else { return failure(draft, why) }
    return Failure(
      .configuration, "\(draft) is there: another run is making it, or was interrupted",
      mend: "When none is running, remove it and run again; no key in it is in use that the key file has not.")
  }

  private static func failure(_ path: String, _ why: Int32) -> Failure {
    Failure(
      .configuration, "the key file \(path) cannot be written: \(String(cString: strerror(why)))",
      mend: "Check that its folder exists, can be written, and has room; nothing was changed.")
  }
}
