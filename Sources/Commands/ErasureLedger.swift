import Foundation
import Storage

/// A file of erasures, outside the database and its backups: one JSON object a line. Whoever restores a backup repeats what
/// stands here before anybody works with it.
struct ErasureLedger {
  let path: String

  /// Puts an erasure on record before it begins, safely on disk: one that was begun and not ended is repeated too.
  func append(_ entry: ErasureEntry) throws {
    let descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("opened") }
    defer { close(descriptor) }
    // One writer at a time: what is looked at, written and taken back is nobody else's.
    guard flock(descriptor, LOCK_EX) == 0 else { throw failure("locked") }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    // A line that was cut by a power failure must not swallow this one.
    let before = lseek(descriptor, 0, SEEK_END)
    guard before >= 0 else { throw failure("read") }
    var last = UInt8(ascii: "\n")
    if before > 0, pread(descriptor, &last, 1, before - 1) != 1 { throw failure("read") }
    let isCut = last != UInt8(ascii: "\n")
    let line = (isCut ? Data("\n".utf8) : Data()) + (try encoder.encode(entry)) + Data("\n".utf8)
    let isWritten = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) == $0.count }
    guard isWritten, fsync(descriptor) == 0 else {
      let problem = failure("written")
      // Half a line would make the next one unreadable.
      _ = ftruncate(descriptor, before)
      throw problem
    }
  }

  /// All erasures, in order.
  func entries() throws -> [ErasureEntry] {
    guard let data = FileManager.default.contents(atPath: path) else { throw failure("read") }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
      do {
        return try decoder.decode(ErasureEntry.self, from: line)
      } catch {
        throw Failure(
          .data, "\(path), line \(index + 1): not an erasure", mend: "Restore the ledger; nothing was erased.")
      }
    }
  }

  private func failure(_ what: String) -> Failure {
    let why = String(cString: strerror(errno))
    return Failure(
      .configuration, "the erasure ledger \(path) cannot be \(what): \(why)",
      mend: "Check the path and its rights, and that there is room; nothing was erased.")
  }
}
