import Foundation
import Postgres

/// What the server's process of one connection has spent so far: CPU time where it runs on this machine, else time by the
/// clock, in which the network and everybody else count too.
struct ServerClock: Sendable {
  private let process: Int32?

  /// Of a connection's backend.
  init(of connection: Connection) async throws {
    let (process, database) = try await connection.query(
      "select pg_backend_pid(), current_database()::text"
    ).decode((Int32, String).self)[0]
    // A server in a container or on another machine numbers its processes otherwise: the title must be that of a backend of
    // this database.
    let title = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
    let isHere = String(decoding: title, as: UTF8.self).contains(database)
    self.process = isHere && Self.nanoseconds(of: process) != nil ? process : nil
  }

  /// What is read, in words.
  var method: String { process == nil ? "clock time (the server is not on this machine)" : "CPU time of the backend" }

  /// Microseconds since some moment.
  func now() -> Double {
    if let process, let spent = Self.nanoseconds(of: process) { return spent / 1000 }
    return Self.origin.duration(to: .now) / .microseconds(1)
  }

  private static let origin = ContinuousClock.now

  /// The kernel's exact account, or utime + stime in ticks of usually 10 ms where it keeps none; see proc(5).
  private static func nanoseconds(of process: Int32) -> Double? {
    if let text = read("/proc/\(process)/schedstat"), let first = text.split(separator: " ").first,
      let spent = Double(first), spent > 0
    {
      return spent
    }
    // The second field is the program's name in brackets, which may hold blanks.
    guard let text = read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
    return (user + system) * 1e9 / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func read(_ path: String) -> String? {
    (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
  }
}
