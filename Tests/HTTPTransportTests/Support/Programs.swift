import Foundation

/// Packs bytes with the system's gzip.
func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
  let process = Process()
  let (input, output) = (Pipe(), Pipe())
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = ["gzip", "-9c"]
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  Thread.detachNewThread {
    try? input.fileHandleForWriting.write(contentsOf: Data(bytes))
    try? input.fileHandleForWriting.close()
  }
  let packed = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return Array(packed)
}
