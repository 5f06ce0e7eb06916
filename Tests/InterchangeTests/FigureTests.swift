import Conversation
import Foundation
import Testing

@testable import Interchange

/// Metrics and NPS answers out of tables that others made.
@Suite struct FigureTests {
  private let today = CalendarDay("2026-11-22")!
  private let now = Date(timeIntervalSince1970: 1_795_359_600)

  private static let packed = "H4sIAAAAAAACA0tMTs4vzSvRSUms1EktS80rKeZKTM5N1TEyMDLTNTDWNbDUMeUCAAHpz28lAAAA"

  private func read(
    _ kind: FigureKind, _ text: String, _ mapping: String = "{}"
  ) async throws -> [ImportedRecord] {
    let file = FileManager.default.temporaryDirectory.appending(path: "figures-\(UUID().uuidString)")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let reader = try FigureReader(
      kind, mapping: try FigureMapping(json: Array(mapping.utf8)), metricNames: ["events", "active_users"],
      today: today, now: now, timeZone: .gmt)
    var records: [ImportedRecord] = []
    try await reader.read(file.path) { records.append($0) }
    return records
  }

  private func figures(_ records: [ImportedRecord]) -> [String] {
    records.compactMap {
      guard case .metric(let metric) = $0 else { return nil }
      return "\(metric.account) \(metric.day) \(metric.name) \(metric.value)"
    }
  }

  private func problems(_ records: [ImportedRecord]) -> [String] {
    records.compactMap {
      guard case .problem(let problem) = $0 else { return nil }
      return "\(problem.place.line.map(String.init) ?? "-"): \(problem.what)"
    }
  }

  @Test func `a table with its own names is read through a mapping`() async throws {
    let records = try await read(
      .metrics, "Kunde;Woche ab;Ereignisse;Nutzer\nacme;09.03.2026;1.204,5;17\nacme;16.03.2026;;18\n",
      #"{"account":"Kunde","day":"Woche ab","day_format":"DD.MM.YYYY","decimal_comma":true,"metrics":{"events":"Ereignisse","active_users":"Nutzer"}}"#
    )
    #expect(problems(records) == [])
    #expect(
      figures(records) == [
        "acme 2026-03-09 active_users 17.0", "acme 2026-03-09 events 1204.5", "acme 2026-03-16 active_users 18.0",
      ])
  }

  @Test func `names of metrics are translated`() async throws {
    let records = try await read(
      .metrics, "company\tdate\tmetric\tamount\nacme\t03/09/2026\tWeekly Actives\t17\n",
      #"{"account":"company","day":"date","day_format":"MM/DD/YYYY","name":"metric","value":"amount","names":{"weekly actives":"active_users"}}"#
    )
    #expect(figures(records) == ["acme 2026-03-09 active_users 17.0"])
  }

  @Test func `without a mapping a column of a metric's name is that metric`() async throws {
    let records = try await read(.metrics, "account,day,events,plan\nacme,2026-03-09,5,gold\n")
    #expect(figures(records) == ["acme 2026-03-09 events 5.0"])
  }

  @Test func `JSONL takes the same mapping`() async throws {
    let records = try await read(
      .metrics, #"{"org":"acme","d":"2026-03-09T00:00:00Z","events":12,"other":null}"# + "\n[1]\n",
      #"{"account":"org","day":"d","metrics":{"events":"events"}}"#)
    #expect(figures(records) == ["acme 2026-03-09 events 12.0"])
    #expect(problems(records) == ["2: is not a flat JSON object"])
  }

  @Test func `a column that is not there ends the file and is named`() async throws {
    let records = try await read(.metrics, "account,day,events\nacme,2026-03-09,5\n", #"{"day":"week"}"#)
    #expect(problems(records) == ["1: there is no column 'week'; the header has account, day, events"])
    #expect(figures(records) == [])
  }

  @Test(
    arguments: [
      ("acme,2026-03-09,-5", "field 'events' must be 0 to 1e12"),
      ("acme,2026-03-09,1e300", "field 'events' must be 0 to 1e12"),
      (
        "acme,2026-03-09,\"1,5\"",
        "field 'events' must be a number with a decimal point (decimal_comma in the mapping file)"
      ),
      ("acme,2026-11-23,5", "field 'day' lies in the future"),
      ("acme,09.03.2026,5", "field 'day' must be a day as YYYY-MM-DD (day_format in the mapping file)"),
      ("acme,2026-02-30,5", "field 'day' must be a day as YYYY-MM-DD (day_format in the mapping file)"),
      (",2026-03-09,5", "field 'account' is missing"), ("acme,2026-03-09", "the row has 2 fields, the header 3"),
    ])
  func `a figure that can't be right is named and left out`(row: String, what: String) async throws {
    let records = try await read(.metrics, "account,day,events\n\(row)\nbeta,2026-03-09,7\n")
    #expect(problems(records) == ["2: \(what)"])
    #expect(figures(records) == ["beta 2026-03-09 events 7.0"])
  }

  @Test(arguments: ["12.5", "1.2.3.4", "0x10", "1e"]) func `a number is not guessed`(text: String) async throws {
    let records = try await read(
      .metrics, "account;day;events\nacme;2026-03-09;\(text)\n", #"{"decimal_comma":true}"#)
    #expect(figures(records) == [])
    #expect(problems(records) == ["2: field 'events' must be a number as 1204,5 or 1.204,5"])
  }

  @Test func `a day that is there twice keeps its first figure`() async throws {
    let records = try await read(.metrics, "account,day,events\nacme,2026-03-09,5\nacme,2026-03-09,6\n")
    #expect(figures(records) == ["acme 2026-03-09 events 5.0"])
    #expect(problems(records) == ["3: repeats line 2 (the same account, day and metric events), which counts"])
  }

  @Test func `answers are read, and those that can't be are named`() async throws {
    let records = try await read(
      .nps,
      "Company,Who,Rating,When,Why\nacme,ann,9,2026-03-09,fine\nacme,bob,11,2026-03-09,\nacme,cy,7.5,2026-03-09,\n",
      #"{"account":"Company","contact":"Who","score":"Rating","responded_at":"When","comment":"Why"}"#)
    let answers = records.compactMap { record -> String? in
      guard case .npsResponse(let answer) = record else { return nil }
      return "\(answer.account) \(answer.contact ?? "-") \(answer.score) \(answer.comment ?? "-")"
    }
    #expect(answers == ["acme ann 9 fine"])
    #expect(
      problems(records) == [
        "3: field 'rating' must be a whole number from 0 to 10",
        "4: field 'rating' must be a whole number from 0 to 10",
      ])
  }

  @Test func `an answer of the future, or of before 2000, is named and left out`() async throws {
    let records = try await read(
      .nps,
      "account,score,responded_at\nacme,9,2026-11-23\nacme,9,2026-11-22T15:05:00Z\nacme,9,1999-12-31\nacme,9,0202-01-01T00:00:00Z\nacme,9,2026-11-22\n"
    )
    #expect(
      problems(records) == [
        "2: field 'responded_at' lies in the future", "3: field 'responded_at' lies in the future",
        "4: field 'responded_at' lies before 2000", "5: field 'responded_at' lies before 2000",
      ])
    #expect(records.count == 5)
  }

  @Test func `anonymous answers of one day are all there, and a response that is there twice is named`() async throws {
    let records = try await read(
      .nps,
      "account,score,responded_at,response_id\nacme,9,2026-11-20,\nacme,9,2026-11-20,\nacme,9,2026-11-20,r1\nacme,3,2026-11-21,r1\n"
    )
    #expect(problems(records) == ["5: repeats line 4 (the same account and response), which counts"])
    #expect(records.count == 4)
  }

  private func events(_ records: [ImportedRecord]) -> [String] {
    records.compactMap {
      guard case .ticketEvent(let event) = $0 else { return nil }
      return "\(event.account) \(event.ticket) \(event.kind) \(event.at.formatted(.iso8601))"
    }
  }

  @Test func `tickets are read an event a row`() async throws {
    let records = try await read(
      .tickets,
      """
      account;ticket;event;at
      acme;T-1;Created;2026-11-18T09:00:00+01:00
      acme;T-1;first_response;2026-11-18T09:30:00+01:00
      acme;T-1;escalated;2026-11-19 10:15
      acme;T-1;resolved;2026-11-20
      acme;T-1;merged;2026-11-20
      acme;T-1;closed;2026-11-20
      acme;T-2;opened;2026-11-22 16:00
      acme;;opened;2026-11-22

      """)
    #expect(
      events(records) == [
        "acme T-1 opened 2026-11-18T08:00:00Z", "acme T-1 escalated 2026-11-19T10:15:00Z",
        "acme T-1 solved 2026-11-20T00:00:00Z",
      ])
    #expect(
      problems(records) == [
        "6: field 'event' must be opened, solved, reopened, escalated, or what 'events' in the mapping file makes one of these or ignored",
        "7: repeats line 5 (the same account, ticket, event and time), which counts",
        "8: field 'at' lies in the future", "9: field 'ticket' is missing",
      ])
    #expect(records.contains(.passedOver("ticket event 'first_response', which no diagnosis looks at")))
  }

  @Test func `tickets are read a ticket a row, by a mapping, in the mapping's time zone`() async throws {
    let records = try await read(
      .tickets,
      "Org,Id,Created,Done,Prio\nacme,7,20.11.2026 09:00,21.11.2026 08:30,high\nacme,8,20.11.2026 09:00,,low\nacme,9,20.11.2026 09:00,19.11.2026 09:00,low\nacme,10,,19.11.2026,low\n",
      #"{"account":"Org","ticket":"Id","times":{"opened":"Created","solved":"Done"},"day_format":"DD.MM.YYYY","time_zone":"Europe/Berlin"}"#
    )
    #expect(
      events(records) == [
        "acme 7 opened 2026-11-20T08:00:00Z", "acme 7 solved 2026-11-21T07:30:00Z",
        "acme 8 opened 2026-11-20T08:00:00Z",
      ])
    #expect(
      problems(records) == [
        "4: field 'created' is later than what happened to the ticket", "5: field 'created' is missing",
      ])
  }

  @Test func `a ticket a line is read from JSONL without a mapping, beside events`() async throws {
    let records = try await read(
      .tickets,
      #"{"account":"acme","ticket":7,"opened_at":"2026-11-20T09:00:00Z","solved_at":"2026-11-20T10:00:00Z","escalated_at":null}"#
        + "\n" + #"{"account":"acme","ticket":8,"event":"opened","at":"2026-11-20T09:00:00Z"}"# + "\n"
        + #"{"account":"acme","ticket":9,"at":"2026-11-20T09:00:00Z"}"# + "\n")
    #expect(
      events(records) == [
        "acme 7 opened 2026-11-20T09:00:00Z", "acme 7 solved 2026-11-20T10:00:00Z",
        "acme 8 opened 2026-11-20T09:00:00Z",
      ])
    #expect(problems(records) == ["3: field 'event' is missing"])
  }

  @Test func `metrics are read from JSONL by their names without a mapping`() async throws {
    let records = try await read(
      .metrics,
      #"{"account":"acme","day":"2026-03-09","events":12,"plan":"gold"}"# + "\n"
        + #"{"account":"acme","day":"2026-03-10","name":"active_users","value":3}"# + "\n")
    #expect(figures(records) == ["acme 2026-03-09 events 12.0", "acme 2026-03-10 active_users 3.0"])
  }

  @Test func `what is said to have happened before a ticket was opened is named and left out`() async throws {
    let records = try await read(
      .tickets,
      """
      account,ticket,event,at
      acme,T-1,solved,2026-11-10
      acme,T-2,reopened,2026-11-11
      acme,T-1,opened,2026-11-12T09:00:00Z
      acme,T-1,escalated,2026-11-09
      acme,T-1,solved,2026-11-12
      acme,T-1,reopened,2026-11-14

      """)
    #expect(
      events(records) == [
        "acme T-1 opened 2026-11-12T09:00:00Z", "acme T-1 solved 2026-11-12T00:00:00Z",
        "acme T-1 reopened 2026-11-14T00:00:00Z", "acme T-2 reopened 2026-11-11T00:00:00Z",
      ])
    #expect(
      problems(records) == [
        "2: the ticket is solved before it was opened (line 4)",
        "5: the ticket is escalated before it was opened (line 4)",
      ])
  }

  @Test func `a ticket that was solved on the day it was opened may come with days alone`() async throws {
    let records = try await read(
      .tickets, "account,ticket,opened_at,solved_at\nacme,T-1,2026-11-12T09:00:00Z,2026-11-12\n")
    #expect(problems(records) == [] && events(records).count == 2)
  }

  @Test func `the source's own names of events are translated or ignored`() async throws {
    let records = try await read(
      .tickets,
      #"{"account":"acme","ticket":7,"event":"Prio 1","at":"2026-11-20T09:00:00Z"}"# + "\n"
        + #"{"account":"acme","ticket":7,"event":"note","at":"2026-11-20T09:00:00Z"}"# + "\n",
      #"{"events":{"prio 1":"escalated","Note":"ignored"}}"#)
    #expect(events(records) == ["acme 7 escalated 2026-11-20T09:00:00Z"])
    #expect(problems(records) == [])
  }

  @Test func `clock times of a zone are told right around the days on which its clocks change`() async throws {
    let records = try await read(
      .tickets,
      "account,ticket,event,at\na,1,opened,2026-03-28 23:30\na,2,opened,2026-03-29 01:30\na,3,opened,2026-03-29 03:30\n"
        + "a,4,opened,2026-10-25 12:00\na,5,opened,2026-10-26 12:00\na,6,opened,2026-07-01 12:00:30.5\n",
      #"{"time_zone":"Europe/Berlin"}"#)
    #expect(
      events(records) == [
        "a 1 opened 2026-03-28T22:30:00Z", "a 2 opened 2026-03-29T00:30:00Z", "a 3 opened 2026-03-29T01:30:00Z",
        "a 4 opened 2026-10-25T11:00:00Z", "a 5 opened 2026-10-26T11:00:00Z", "a 6 opened 2026-07-01T10:00:30Z",
      ])
  }

  @Test func `a column that is there twice ends the file if it is looked at`() async throws {
    let twice = try await read(.metrics, "account,day,events,Events\nacme,2026-03-09,5,6\n")
    #expect(problems(twice) == ["1: there are several columns 'events'"] && figures(twice) == [])
    let idle = try await read(.metrics, "account,day,events,note,note\nacme,2026-03-09,5,,\n")
    #expect(problems(idle) == [] && figures(idle).count == 1)
    let line = try await read(.metrics, #"{"account":"a","Account":"b","day":"2026-03-09","events":1}"#)
    #expect(problems(line) == ["1: has two members whose names differ in case alone"])
  }

  @Test func `a member that an object has twice is refused by place`() async throws {
    let lines = try await read(
      .metrics,
      """
      {"account":"a: \\"b\\\\","day":"2026-03-09","events":1,"note":null}
      {"account":"a","day":"2026-03-09","events":1,"events":2}
      {"account":"a","day":"2026-03-10","events":1,"\\u0065vents":1}
      """)
    #expect(problems(lines) == ["2: has a member twice", "3: has a member twice"])
    #expect(figures(lines) == [#"a: "b\ 2026-03-09 events 1.0"#])
  }

  @Test(
    arguments: [
      (FigureKind.metrics, #"{"account":"day"}"#, "'day' is given as 'account' and as 'day'"),
      (.metrics, #"{"metrics":{"events":"x","active_users":"X "}}"#, "'x' is given as 'metrics.active_users' and as"),
      (.nps, #"{"score":"n","comment":"n"}"#, "'n' is given as 'score' and as 'comment'"),
      (.tickets, #"{"times":{"opened":"c","solved":"c"}}"#, "'c' is given as 'times.opened' and as 'times.solved'"),
    ])
  func `a column has one role`(kind: FigureKind, mapping: String, what: String) async throws {
    await #expect {
      _ = try await read(kind, "account\n", mapping)
    } throws: {
      "\($0)".contains(what)
    }
  }

  @Test func `a column of the usual name has the role that the mapping gives it`() async throws {
    let records = try await read(
      .nps, "contact,score,responded_at\nacme,9,2026-11-20\n", #"{"account":"contact"}"#)
    guard case .npsResponse(let answer)? = records.first else {
      Issue.record("no answer")
      return
    }
    #expect(answer.account == "acme" && answer.contact == nil)
  }

  @Test func `another character set than UTF-8 is named with its place and not guessed at`() async throws {
    func problems(_ bytes: [UInt8]) async throws -> [String] {
      let file = FileManager.default.temporaryDirectory.appending(path: "figures-\(UUID().uuidString)")
      try Data(bytes).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      let reader = try FigureReader(
        .metrics, mapping: FigureMapping(), metricNames: ["events"], today: today, now: now, timeZone: .gmt)
      var records: [ImportedRecord] = []
      try await reader.read(file.path) { records.append($0) }
      return self.problems(records)
    }
    let what = "is not UTF-8, so that letters beyond ASCII can't be told"
    let row = Array("account,day,events\nM".utf8) + [0xFC] + Array("ller,2026-03-09,5\n".utf8)
    #expect(try await problems(row) == ["2: \(what)"])
    #expect(try await problems([0x4B, 0xE4] + Array(",day,events\n".utf8)) == ["1: \(what)"])
    #expect(try await problems(Array("{\"account\":\"M".utf8) + [0xFC] + Array("ller\"}\n".utf8)) == ["1: \(what)"])
  }

  @Test func `a file that gzip packed is unpacked, and a damaged one is named`() async throws {
    // "account,day,events\nacme,2026-03-09,5\n"
    let packed = try #require(Data(base64Encoded: Self.packed))
    let file = FileManager.default.temporaryDirectory.appending(path: "figures-\(UUID().uuidString).csv.gz")
    defer { try? FileManager.default.removeItem(at: file) }
    for (bytes, figures, problem) in [
      (packed, ["acme 2026-03-09 events 5.0"], [String]()),
      (packed.dropLast(9), [], ["-: can't be unpacked: the gzip data end too early"]),
    ] {
      try bytes.write(to: file)
      let reader = try FigureReader(
        .metrics, mapping: FigureMapping(), metricNames: ["events"], today: today, now: now, timeZone: .gmt)
      var records: [ImportedRecord] = []
      try await reader.read(file.path) { records.append($0) }
      #expect(self.figures(records) == figures)
      #expect(problems(records) == problem)
    }
  }

  @Test(
    arguments: [
      (#"{"accuont":"x"}"#, "'accuont' is unknown"),
      (#"{"day_format":"DD-MM"}"#, "'day_format': there is YYYY-MM-DD, DD.MM.YYYY, MM/DD/YYYY"),
      (#"{"metrics":"events"}"#, "'metrics' has the wrong type"), ("[", "must be one JSON object"),
      ("[1]", "must be one JSON object"), (#"{"time_zone":"Middle/Earth"}"#, "'Middle/Earth' is no zone"),
      (#"{"times":{"deferred":"x"}}"#, "'times.deferred' is no event"),
      (#"{"events":{"x":"deferred"}}"#, "'deferred' is no event"),
    ])
  func `a mapping that says nothing sensible is refused`(json: String, what: String) {
    #expect {
      try FigureMapping(json: Array(json.utf8))
    } throws: {
      "\($0)".contains(what)
    }
  }

  @Test func `an empty or missing file is a problem`() async throws {
    #expect(problems(try await read(.metrics, " \n")) == ["-: is empty"])
    var missing: [ImportedRecord] = []
    let reader = try FigureReader(
      .nps, mapping: FigureMapping(), metricNames: [], today: today, now: now, timeZone: .gmt)
    try await reader.read("/nonexistent/x.csv") { missing.append($0) }
    #expect(problems(missing) == ["-: can't be read"])
  }
}
