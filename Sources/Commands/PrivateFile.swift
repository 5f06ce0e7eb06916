import Foundation
import Glibc

/// A file that its owner alone may read from its first byte on.
enum PrivateFile {
  /// Writes the whole file with mode 0600, or leaves what was there.
  ///
  /// A link is followed; what is there and no file, such as a device, is left alone.
  ///
  /// - Throws: ``Failure`` with the path when it can't be written.
  static func write(_ contents: String, to place: URL) throws {
    let url = place.resolvingSymlinksInPath()
    var status = stat()
    guard stat(url.path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.data, "\(place.path) is no file", mend: "Name a file, which may be there already, or a new one.")
    }
    let folder = url.deletingLastPathComponent()
    // Beside its place, so that renaming is one step.
    let draft = folder.appending(path: ".\(url.lastPathComponent).\(UUID().uuidString)").path
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw failure(url)
    }
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(url) }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(contents.utf8))
      try handle.close()
    } catch {
      unlink(draft)
      throw failure(url)
    }
    guard rename(draft, url.path) == 0 else {
      unlink(draft)
      throw failure(url)
    }
  }

  private static func failure(_ url: URL) -> Failure {
    Failure(.data, "\(url.path) can't be written", mend: "Check the folder and the space on its disk.")
  }
}
