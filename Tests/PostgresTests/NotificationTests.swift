import Foundation
import Testing

@testable import Postgres

@Suite("Notifications", .needsDatabase, .timeLimit(.minutes(1))) struct NotificationTests {
  private let channel = "Test \"\(UUID().uuidString.prefix(8))\""

  @Test func `every listener of a channel hears what is sent, in order`() async throws {
    let (listener, sender) = (try await Database.connect(), try await Database.connect())
    let first = try await listener.listen(channel)
    let second = try await listener.listen(channel)
    _ = try await sender.pipeline((0..<100).map { "select pg_notify(\(channel), \("\($0)"))" })
    let senderID = await sender.backendID
    for stream in [first, second] {
      var heard: [PostgresNotification] = []
      for try await notification in stream {
        heard.append(notification)
        if heard.count == 100 { break }
      }
      #expect(heard.map(\.payload) == (0..<100).map { "\($0)" })
      #expect(heard.allSatisfy { $0.channel == channel && $0.backendID == senderID })
    }
  }

  @Test func `a connection can run statements while it listens`() async throws {
    let connection = try await Database.connect()
    let stream = try await connection.listen(channel)
    for number in 0..<50 {
      let value: Int = try await connection.query("select \(number) from (select pg_notify(\(channel), '')) n").one()[0]
      #expect(value == number)
    }
    var heard = 0
    for try await _ in stream {
      heard += 1
      if heard == 50 { break }
    }
  }

  @Test func `the stream ends with an error when the connection is lost`() async throws {
    let (listener, admin) = (try await Database.connect(), try await Database.connect())
    let stream = try await listener.listen(channel)
    let id = await listener.backendID
    _ = try await admin.query("select pg_terminate_backend(\(id))")
    let error = try await failure { for try await _ in stream {} }
    #expect(error.isConnectionLost)
  }

  @Test func `dropping the connection ends the stream with an error, not in silence`() async throws {
    let stream = try await Database.connect().listen(channel)
    let error = try await failure { for try await _ in stream {} }
    #expect(error.kind == .connectionLost)
  }

  @Test func `when the last listener leaves, the connection stops listening`() async throws {
    let connection = try await Database.connect()
    let task = Task { [channel] in for try await _ in try await connection.listen(channel) {} }
    try await Database.eventually("the connection listens") {
      try await connection.query("select pg_listening_channels()").count == 1
    }
    task.cancel()
    _ = try await task.value
    try await Database.eventually("the connection listens no more") {
      try await connection.query("select pg_listening_channels()").isEmpty
    }
    try await Database.eventually("the connection is idle") { connection.isIdle }
  }
}
