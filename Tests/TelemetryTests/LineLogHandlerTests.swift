import Foundation
import Logging
import Synchronization
import Telemetry
import Testing

@Suite struct LineLogHandlerTests {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  private func logger(_ format: LogFormat, into lines: Lines) -> Logger {
    Logger(label: "phano.test") { label in
      LineLogHandler(
        label: label, format: format, level: .info, now: { Date(timeIntervalSince1970: 1_700_000_000.25) },
        sink: { line in lines.all.withLock { $0.append(line) } })
    }
  }

  @Test func aJSONRecordIsOneParsableLine() throws {
    let lines = Lines()
    logger(.json, into: lines).info(
      "job dead", metadata: ["code": "http_500", "note": "a \"quote\"\nand a break\u{1}"])
    let line = try #require(lines.all.withLock { $0.first })
    #expect(line.hasSuffix("}\n"))
    #expect(line.dropLast().contains("\n") == false)
    let object = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
    #expect(object["message"] == "job dead")
    #expect(object["level"] == "info")
    #expect(object["note"] == "a \"quote\"\nand a break\u{1}")
    #expect(object["time"] == "2023-11-14T22:13:20.250Z")
  }

  @Test func aTextRecordQuotesOnlyWhatNeedsIt() throws {
    let lines = Lines()
    logger(.text, into: lines).warning("endpoint slow", metadata: ["host": "a.example", "why": "two words"])
    let line = try #require(lines.all.withLock { $0.first })
    #expect(line == "2023-11-14T22:13:20.250Z warning endpoint slow host=a.example why=\"two words\"\n")
  }

  @Test func recordsBelowTheLevelAreNotWritten() {
    let lines = Lines()
    logger(.json, into: lines).debug("hidden")
    #expect(lines.all.withLock { $0.isEmpty })
  }
}
