import Crypto
import Foundation
import Hexadecimal

/// What is known of a file that grows or is read: lines, bytes, and their hash.
struct FileTally {
  private(set) var rows = 0
  private(set) var bytes = 0
  private var hash = SHA256()

  mutating func add(_ chunk: [UInt8]) {
    hash.update(data: chunk)
    bytes += chunk.count
    rows += chunk.count { $0 == UInt8(ascii: "\n") }
  }

  func file(named name: String) -> ExportManifest.File {
    ExportManifest.File(name: name, rows: rows, bytes: bytes, sha256: hash.finalize().hexadecimal)
  }

  static func sha256(of bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }
}

/// A file of an export on its way: written under a name that says so, and given its own when all is on the disk.
final class ExportFile {
  let name: String
  private(set) var tally = FileTally()
  private let folder: Int32
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  private static let bufferSize = 262_144

  private var draft: String { name + ".partial" }

  /// Nobody but its owner may read it, from the first moment on.
  init(_ name: String, in folder: Int32) throws(FileTrouble) {
    (self.name, self.folder) = (name, folder)
    descriptor = openat(folder, name + ".partial", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileTrouble(name) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func append(_ bytes: [UInt8]) throws(FileTrouble) {
    tally.add(bytes)
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Returns once everything is on the disk.
  func seal() throws(FileTrouble) {
    try flush()
    guard fsync(descriptor) == 0 else { throw FileTrouble(name) }
    // Some file systems tell only now that there was no room.
    let status = close(descriptor)
    descriptor = -1
    guard status == 0 else { throw FileTrouble(name) }
  }

  /// Gives it its own name.
  func place() throws(FileTrouble) {
    guard renameat(folder, draft, folder, name) == 0 else { throw FileTrouble(name) }
  }

  /// Leaves nothing of it, wherever it had got to.
  func remove() {
    unlinkat(folder, draft, 0)
    unlinkat(folder, name, 0)
  }

  private func flush() throws(FileTrouble) {
    var start = 0
    while start < buffer.count {
      let count = buffer[start...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FileTrouble(name) }
      start += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// What the system said of a file.
struct FileTrouble: Error {
  let name: String
  let code: Int32

  init(_ name: String) { (self.name, code) = (name, errno) }

  /// Whether there was no room: on the disk, in the quota, or in what the process may write.
  var isLackOfRoom: Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }
  var why: String { String(cString: strerror(code)) }
}
