/// The bytes of a request, at one address for as long as anyone holds them: libcurl sends them from there, and tries
/// and transfers share them without a copy.
public final class HTTPBody: Sendable {
  /// Written once, in `init`.
  nonisolated(unsafe) let storage: UnsafeRawBufferPointer

  /// Copies the bytes.
  public init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    copy.copyBytes(from: bytes)
    storage = UnsafeRawBufferPointer(copy)
  }

  deinit { storage.deallocate() }

  /// How many there are.
  public var count: Int { storage.count }

  /// A copy.
  public var bytes: [UInt8] { Array(storage) }
}
