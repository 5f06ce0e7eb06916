import ArgumentParser
import Conversation
import Foundation
import Storage

/// `phano audit`
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Check the audit chain, and write down where it stands.",
    discussion: """
      Each line of an organization's chain holds the hash of the one before. Whoever can write to the database's files can
      still cut the end off, or make a whole chain anew: that shows against heads that were published elsewhere.
      """,
    subcommands: [Verify.self, Head.self])

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Recompute the chain from its lines, and name the first that is broken. Exit code 65 then.")
    @Option(help: ArgumentHelp("Published heads, one JSON object a line, as 'head' writes them.", valueName: "file"))
    var head: String?
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: OrganizationOptions

    func run() async throws {
      let heads = try head.map { try HeadFile(path: $0).read() } ?? []
      let report = try await options.withStore { store in try await store.verifyAudit(heads: heads) }
      if json { try Output(json: true).one(report, text: "") }
      if let broken = report.broken {
        throw Failure(
          .data, "the audit chain of \(report.organization) is broken at line \(broken.seq): \(broken.why)",
          mend: "Keep the database and its logs as they are, and find out who could write to it.")
      }
      if !json {
        let known = heads.filter { "\($0.organization)" == report.organization }.count
        Output.write("\(report.organization)\t\(report.lines) lines intact, \(known) published heads agree\n")
      }
    }
  }

  struct Head: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the chain's last line as JSON, for publishing.",
      discussion: """
        With --append the line is added to a file and flushed to the disk; a chain that does not go on from the file's last
        head of the organization is refused, and nothing is written. Keep the file where those who run the database cannot
        change it.
        """)
    @Option(help: ArgumentHelp("Add it to this file.", valueName: "file")) var append: String?
    @OptionGroup var options: OrganizationOptions

    func run() async throws {
      let head = try await options.withStore { store in
        guard let append else { return try await store.auditHead() }
        let file = HeadFile(path: append)
        return try await file.append { known in
          let head = try await store.auditHead()
          guard let last = known.last(where: { $0.organization == head.organization }), last.seq > 0 else {
            return head
          }
          guard try await store.auditHash(ofLine: last.seq) == last.hash, head.seq >= last.seq else {
            throw Failure(
              .data, "\(append): the chain does not go on from line \(last.seq), which was published at \(last.at)",
              mend: "Run 'phano audit verify --head \(append)'. Nothing was written.")
          }
          return head
        }
      }
      try Output(json: true).one(head, text: "")
    }
  }
}

/// A file of published heads, one JSON object a line.
struct HeadFile {
  let path: String

  /// All heads in the file, of all organizations, in the order in which they were written.
  func read() throws -> [AuditHead] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(.data, "\(path) cannot be read", mend: "Check the path and its permissions.")
    }
    return try Self.parse(data, path)
  }

  /// Adds the head that `next` makes of those that are there. The file is locked meanwhile, and flushed to the disk.
  func append(_ next: ([AuditHead]) async throws -> AuditHead) async throws -> AuditHead {
    let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw broken("cannot be written") }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { throw broken("is being written by another process") }
    let head = try await next(Self.parse(try handle.readToEnd() ?? Data(), path))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      try handle.write(contentsOf: try encoder.encode(head) + Data("\n".utf8))
      try handle.synchronize()
    } catch {
      throw broken("could not be written to the end")
    }
    return head
  }

  private func broken(_ what: String) -> Failure {
    Failure(.data, "\(path) \(what)", mend: "Check the path, its permissions and the disk.")
  }

  private static func parse(_ data: Data, _ path: String) throws -> [AuditHead] {
    guard data.isEmpty || data.last == UInt8(ascii: "\n") else {
      throw Failure(
        .data, "\(path): the last line is cut off", mend: "Remove what is left of it: it was never reported as written."
      )
    }
    return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { index, line in
      do {
        return try JSONDecoder().decode(AuditHead.self, from: line)
      } catch {
        throw Failure(
          .data, "\(path), line \(index + 1): not a published head",
          mend: "Each line is {\"at\",\"hash\",\"organization\",\"seq\"}.")
      }
    }
  }
}
