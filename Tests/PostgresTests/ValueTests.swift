import Foundation
import Postgres
import Testing

@Suite("Values", .needsDatabase) struct ValueTests {
  /// Sends a value, has the server compare and describe it, and reads it back.
  private func roundTrip<Value: PostgresScalar & Equatable>(_ values: [Value], as type: String) async throws {
    let connection = try await Database.connect()
    for value in values {
      let row = try await connection.query(Statement("select $1::\(type)", [value])).one()
      #expect(try row.decode(Value.self, 0) == value)
    }
    let row = try await connection.query(Statement("select $1::\(type)[], cardinality($1::\(type)[])", [values])).one()
    let (array, count) = try row.decode(([Value], Int32).self)
    #expect(array == values)
    #expect(count == Int32(values.count))
    let optionals: [Value?] = values + [nil]
    let nullable = try await connection.query(Statement("select $1::\(type)[]", [optionals])).one()
    #expect(try nullable.decode([Value?].self, 0) == optionals)
    let empty = try await connection.query(Statement("select $1::\(type)[]", [[Value]()])).one()
    #expect(try empty.decode([Value].self, 0).isEmpty)
    let null = try await connection.query(Statement("select $1::\(type), $2::\(type)[]", [Value?.none, [Value]?.none]))
    let (single, whole) = try null.one().decode((Value?, [Value]?).self)
    #expect(single == nil)
    #expect(whole == nil)
  }

  @Test func `booleans survive the round trip`() async throws { try await roundTrip([true, false], as: "bool") }

  @Test func `integers survive the round trip at their extremes`() async throws {
    try await roundTrip([Int16.min, -1, 0, 1, .max], as: "smallint")
    try await roundTrip([Int32.min, -1, 0, 1, .max], as: "int")
    try await roundTrip([Int64.min, -1, 0, 1, .max], as: "bigint")
    try await roundTrip([Int.min, -1, 0, 1, .max], as: "bigint")
  }

  @Test func `floating point survives the round trip at its extremes`() async throws {
    try await roundTrip(
      [Double.leastNonzeroMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, -0.0, .pi], as: "float8")
    try await roundTrip([Float.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.infinity, 0.1], as: "real")
    let connection = try await Database.connect()
    let value: Double = try await connection.query("select \(Double.nan)").one()[0]
    #expect(value.isNaN)
  }

  @Test func `text survives the round trip whatever its script`() async throws {
    let texts = [
      "", "plain", "ÄÖÜß €", "日本語", "🙂👩‍👩‍👧", "quote ' \" \\ {a,b} NULL", String(repeating: "x", count: 300_000),
    ]
    try await roundTrip(texts, as: "text")
  }

  @Test func `bytes survive the round trip`() async throws {
    try await roundTrip([[UInt8](), [0], Array(0...255), [UInt8](repeating: 255, count: 200_000)], as: "bytea")
  }

  @Test func `identifiers survive the round trip`() async throws {
    try await roundTrip([UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))], as: "uuid")
    let connection = try await Database.connect()
    let id = UUID()
    let text: String = try await connection.query("select \(id)::text").one()[0]
    #expect(text == id.uuidString.lowercased())
  }

  @Test func `instants survive the round trip to the microsecond`() async throws {
    let instants = [0, -1, 978_307_200, 1_700_000_000.123456, -62_135_596_800, 253_402_300_799.5].map(
      Date.init(timeIntervalSince1970:))
    try await roundTrip([.distantPast, .distantFuture] + [instants[0], instants[1], instants[2]], as: "timestamptz")
    let connection = try await Database.connect()
    for instant in instants {
      let row = try await connection.query(
        "select \(instant), extract(epoch from \(instant)::timestamptz)::float8"
      ).one()
      let (back, epoch) = try row.decode((Date, Double).self)
      #expect(abs(back.timeIntervalSince(instant)) < 0.000_001)
      #expect(abs(epoch - instant.timeIntervalSince1970) < 0.000_1)
    }
  }

  @Test func `calendar days mean the same day to the server`() async throws {
    let days = [(1, 1, 1), (1582, 10, 15), (1900, 2, 28), (1970, 1, 1), (2000, 2, 29), (2026, 12, 31), (9999, 12, 31)]
    let calendarDays = try days.map { try #require(CalendarDay(year: $0.0, month: $0.1, day: $0.2)) }
    try await roundTrip(calendarDays, as: "date")
    let connection = try await Database.connect()
    for day in calendarDays {
      let text: String = try await connection.query("select to_char(\(day)::date, 'YYYY-MM-DD')").one()[0]
      #expect(text == day.description)
    }
  }

  @Test func `JSON survives the round trip`() async throws {
    try await roundTrip([JSONText(#"{"a": [1, 2, {"b": null}]}"#), JSONText("\"ä\"")], as: "jsonb")
    let connection = try await Database.connect()
    let value: Int64 = try await connection.query("select (\(JSONText(#"{"n": 42}"#))->>'n')::bigint").one()[0]
    #expect(value == 42)
  }

  private enum Mood: String, PostgresScalar { case glad, sad }

  @Test func `raw values and enumerations of the database are sent and read as text`() async throws {
    let connection = try await Database.connect()
    try await connection.script("create type pg_temp.mood as enum ('glad', 'sad', 'odd')")
    let mood: Mood = try await connection.query("select \(Mood.sad)::pg_temp.mood").one()[0]
    #expect(mood == .sad)
    let moods = try await connection.query("select unnest(\([Mood.glad, .sad])::pg_temp.mood[])")
    #expect(try moods.map { try $0.decode(Mood.self, 0) } == [.glad, .sad])
    let error = try await failure {
      try await connection.query("select 'odd'::pg_temp.mood as mood").one().decode(Mood.self, 0)
    }
    #expect(error.kind == .decoding)
    #expect(error.column == "mood")
  }

  @Test func `text takes whatever type the statement needs`() async throws {
    let connection = try await Database.connect()
    let row = try await connection.query("select \("2026-03-01")::date, \("17")::int + 1").one()
    let (day, sum) = try row.decode((CalendarDay, Int32).self)
    #expect(day.description == "2026-03-01")
    #expect(sum == 18)
  }

  @Test func `a value that does not fit is an error that names the column and the remedy`() async throws {
    let connection = try await Database.connect()
    let row = try await connection.query("select null::int as a, 70000 as b, 1.5::numeric as c, 'infinity'::date as d")
      .one()
    #expect(throws: PostgresError.self) { try row.decode(Int32.self, "a") }
    let tooBig = #expect(throws: PostgresError.self) { try row.decode(Int16.self, "b") }
    #expect(tooBig?.message.contains("no room") == true)
    let numeric = #expect(throws: PostgresError.self) { try row.decode(Double.self, "c") }
    #expect(numeric?.message.contains("numeric") == true)
    #expect(numeric?.message.contains("cast") == true)
    #expect(throws: PostgresError.self) { try row.decode(CalendarDay.self, "d") }
    let missing = #expect(throws: PostgresError.self) { try row.decode(Int.self, "z") }
    #expect(missing?.message.contains("z") == true)
    #expect(try row.decode(Int.self, "b") == 70_000)
  }

  @Test func `what cannot be sent is refused before it is sent, without quoting it`() async throws {
    let connection = try await Database.connect()
    let zero = try await failure { try await connection.query("select 1, \("secret\0text")") }
    #expect(zero.kind == .encoding)
    #expect(zero.message.contains("$1"))
    #expect(!zero.description.contains("secret"))
    let time = try await failure { try await connection.query("select \(Date(timeIntervalSince1970: .nan))") }
    #expect(time.kind == .encoding)
    let many = Statement("select 1", [Int32](repeating: 1, count: 65_536))
    #expect(try await failure { try await connection.query(many) }.kind == .encoding)
    #expect(try await connection.query("select 1").count == 1)
  }
}
