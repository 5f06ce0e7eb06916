import Foundation

/// A real browser for tests, if this machine has one.
package struct Chromium {
  /// Where it is; nil without one.
  package static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Opens a page, lets it run its scripts and gives back what the page then is.
  ///
  /// - Parameter isDark: Whether the reader prefers dark pages.
  package static func dump(_ html: String, width: Int = 1280, isDark: Bool = false) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "phano-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let page = folder.appending(path: "page.html")
    let output = folder.appending(path: "dump.html")
    try Data(html.utf8).write(to: page)
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(filePath: path ?? "")
    process.arguments = [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder.path)/profile",
      "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--window-size=\(width),900", "--timeout=20000",
      "--dump-dom", page.absoluteString,
    ]
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try handle.close()
    return String(decoding: try Data(contentsOf: output), as: UTF8.self)
  }

  /// Runs `script`, an expression, in a page and gives back its value.
  package static func evaluate<Value: Decodable>(
    _ script: String, in html: String, width: Int = 1280, isDark: Bool = false, as type: Value.Type
  ) throws -> Value {
    let probe = """
      <pre id="probe"></pre><script>document.getElementById("probe").textContent =
        "BEGIN:" + btoa(unescape(encodeURIComponent(JSON.stringify(\(script))))) + ":END";</script></body>
      """
    let dump = try dump(html.replacingOccurrences(of: "</body>", with: probe), width: width, isDark: isDark)
    guard let begin = dump.range(of: "<pre id=\"probe\">BEGIN:"),
      let end = dump.range(of: ":END", range: begin.upperBound..<dump.endIndex),
      let data = Data(base64Encoded: String(dump[begin.upperBound..<end.lowerBound]))
    else { throw NoAnswer(dump: String(dump.suffix(400))) }
    return try JSONDecoder().decode(type, from: data)
  }

  /// A page whose script never ended.
  package struct NoAnswer: Error {
    /// The end of what the page then was.
    package let dump: String
  }
}
