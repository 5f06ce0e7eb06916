import Conversation
import Foundation
import Interchange
import Testing

struct FileTests {
  private func mail(_ number: Int, body: String = "Hello\n") -> String {
    "From: ann@customer.example\nMessage-ID: <\(number)@x.example>\nDate: Fri, 03 May 2024 10:15:00 +0200\n\n\(body)\n\n"
  }

  private let envelope = "From ann@customer.example Fri May  3 10:15:00 2024\n"

  @Test func `a mailbox delivers each mail with its place`() async throws {
    let text =
      envelope + mail(1) + envelope + mail(2, body: "From here on it is slow.\n\nFrom now on\n>From me\n>>From them")
    let all = try await records(of: text)
    #expect(all.interactions.map(\.externalID) == ["1@x.example", "2@x.example"])
    #expect(all.bodies.last?.contains("From here on it is slow.\n\nFrom now on\nFrom me\n>From them") == true)
    #expect(all.interactions.map(\.place.byteOffset) == [0, (envelope + mail(1)).utf8.count])
  }

  @Test func `a bad or huge mail in a mailbox costs only itself`() async throws {
    let huge = mail(2, body: String(repeating: "x", count: 5000))
    let text = envelope + mail(1) + envelope + huge + envelope + "\u{1}\u{2} no mail\n\n" + envelope + mail(4)
    let all = try await records(of: text, ImportOptions(importedAt: importTime, maximumMailSize: 1000))
    #expect(all.interactions.map(\.externalID) == ["1@x.example", "4@x.example"])
    #expect(all.problems.map(\.kind) == [.tooLarge, .notAMail])
    #expect(all.problems.first?.place.byteOffset == (envelope + mail(1)).utf8.count)
  }

  @Test func `a mailbox with the line ends of Windows is read`() async throws {
    let text = (envelope + mail(1) + envelope + mail(2)).replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try await records(of: text).interactions.count == 2)
  }

  @Test func `a maildir and folders below each other are read in the order of names`() async throws {
    let folder = try Folder()
    _ = try folder.write(mail(2).utf8, "box/cur/b")
    _ = try folder.write(mail(1).utf8, "box/cur/a")
    _ = try folder.write(mail(3).utf8, "box/new/c")
    _ = try folder.write(mail(9).utf8, "box/tmp/d")
    _ = try folder.write(mail(4).utf8, "sent/e.eml")
    let all = await records(at: folder.url.path)
    #expect(all.interactions.map(\.externalID) == ["1@x.example", "2@x.example", "3@x.example", "4@x.example"])
  }

  @Test(
    "What is no mail is a problem that says what it is",
    arguments: [
      ([], ImportProblem.Kind.emptyFile, "empty"),
      (Array("just a note\nof mine\n".utf8), .unknownFormat, "begins with"),
      ([0x1F, 0x8B, 8, 0], .unreadable, "can't be unpacked"), (Array("%PDF-1.4".utf8), .unknownFormat, "PDF"),
      ([1, 0, 2, 0, 3], .unknownFormat, "binary"), (Array(repeating: 0x0A, count: 50), .unknownFormat, "begins with"),
      ([0xFF, 0xFE, 0x46, 0x00], .unknownFormat, "UTF-16"),
    ] as [([UInt8], ImportProblem.Kind, String)])
  func refuses(bytes: [UInt8], kind: ImportProblem.Kind, word: String) async throws {
    let all = try await records(of: bytes)
    #expect(all.count == 1)
    #expect(all.problems.first?.kind == kind)
    #expect(all.problems.first?.what.contains(word) == true)
  }

  @Test func `a path that does not exist is a problem`() async throws {
    let all = await records(at: "/nowhere/at/all")
    #expect(all.problems.map(\.kind) == [.unreadable])
  }

  /// Other tests run in the same process, so the mail is far larger than all they hold together.
  @Test func `a mail of 400 MB in a mailbox is read over in little memory`() async throws {
    let folder = try Folder()
    let path = try folder.write((envelope + mail(1)).utf8, "large.mbox")
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((envelope + "From: ann@customer.example\n\n").utf8))
    try handle.truncate(atOffset: 400 << 20)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(("\n\n" + envelope + mail(3)).utf8))
    try handle.close()
    let before = try residentBytes()
    let all = await records(at: path)
    #expect(all.interactions.map(\.externalID) == ["1@x.example", "3@x.example"])
    #expect(all.problems.map(\.kind) == [.tooLarge])
    #expect(try residentBytes() - before < 200 << 20)
  }

  private func residentBytes() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) * 1024
  }
}
