import Foundation

extension ToneClassifier {
  /// No model is larger than this; a file that is was given by mistake.
  private static let largestFile = 256 << 20

  /// Reads the model file at `path`.
  public init(file path: String) throws(ModelFileError) {
    let bytes: [UInt8]
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      bytes = [UInt8](try file.read(upToCount: Self.largestFile + 1) ?? Data())
    } catch {
      throw .unreadable("\(path): \(error.localizedDescription)")
    }
    guard bytes.count <= Self.largestFile else { throw .unreadable("\(path): larger than any model") }
    try self.init(bytes: bytes)
  }
}
