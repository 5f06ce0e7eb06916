import Foundation
import Glibc

/// A file to which one process at a time adds whole lines.
///
/// A line goes out in one write. What a crash leaves after the last line feed is cut off when the file is opened again.
final class AppendOnlyFile: Sendable {
  private let descriptor: Int32
  private let path: String

  /// Opens a file, making it and its folder if need be.
  ///
  /// - Throws: `EvaluationFailure` when that can't be, or when another process adds to it.
  init(_ url: URL) throws(EvaluationFailure) {
    path = url.path
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw EvaluationFailure(.storage, "the folder of \(url.path) cannot be made", mend: "Check its permissions.")
    }
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw EvaluationFailure(.storage, "\(url.path) cannot be opened for writing", mend: "Check its permissions.")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw EvaluationFailure(
        .storage, "\(url.path) is being written by another process", mend: "Wait until that has ended.")
    }
    let bytes = try Files.read(url)
    let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if whole < bytes.count, ftruncate(descriptor, off_t(whole)) != 0 {
      throw EvaluationFailure(.storage, "the torn end of \(url.path) cannot be cut off")
    }
  }

  deinit { close(descriptor) }

  /// Adds lines, line feeds included, all or nothing as far as the file system allows.
  func append(_ bytes: [UInt8]) throws(EvaluationFailure) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw EvaluationFailure(.storage, "\(path) cannot be written (errno \(errno))", mend: "Is the disk full?")
      }
      sent += count
    }
  }

  /// Waits until all of it is on the disk.
  func synchronize() { fsync(descriptor) }
}
