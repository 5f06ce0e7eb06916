import Diagnosis
import Testing

@testable import Backtest

/// Tables that are not as they should be.
@Suite struct BacktestReaderTests {
  private func read(
    accounts: String = "id,s0,churn,tier,users\na,0,-1,S,3\nb,0,200,M,9\n", usage: String = "id,day,events\na,7,5\n",
    messages: String = "id,day,lab\n", tickets: String = "id,day,res_days\n", nps: String = "id,day,score\n"
  ) throws -> BacktestData {
    try BacktestReader.read([
      .accounts: ("accounts.csv", Array(accounts.utf8)), .weeklyUsage: ("usage.csv", Array(usage.utf8)),
      .messages: ("messages.csv", Array(messages.utf8)), .tickets: ("tickets.csv", Array(tickets.utf8)),
      .nps: ("nps.csv", Array(nps.utf8)),
    ])
  }

  @Test func `columns are found by name, in any order, among others`() throws {
    let data = try read(
      accounts: "users,mrr,\"tier\",churn,s0,id\r\n3,1.5,S,-1,0,a\r\n",
      nps: "breadth,score,day,id\n9,10,20,a\n\n")
    #expect(data.records.map(\.id) == ["a"])
    #expect(data.records.first?.segment == "S")
    #expect(data.pasts.first?.answers.map(\.score) == [10])
    #expect(data.problems.isEmpty)
  }

  @Test(
    arguments: [
      ("id,day,events\na,7,-5\n", "usage.csv:2: events is '-5'; it must be a number from 0 to 1e12"),
      ("id,day,events\na,7,nan\n", "usage.csv:2: events is 'nan'; it must be a number from 0 to 1e12"),
      ("id,day,events\na,7,1e300\n", "usage.csv:2: events is '1e300'; it must be a number from 0 to 1e12"),
      ("id,day,events\na,7,5\na,7,6\n", "usage.csv:3: the week to day 7 was on an earlier line"),
      ("id,day,events\nz,7,5\n", "usage.csv:2: there is no account 'z'"),
      ("id,day,events\na,7\n", "usage.csv:2: the row has only 2 fields"),
      ("id,day,events\na,7.5,1\n", "usage.csv:2: day is '7.5'; it must be a whole number from -100000 to 100000"),
    ])
  func `a row that can't be true is named and left out`(usage: String, problem: String) throws {
    let data = try read(usage: usage)
    #expect(data.problems.map(\.description) == [problem])
  }

  @Test func `an NPS answer of eleven is named`() throws {
    let data = try read(nps: "id,day,score\na,5,11\na,6,10\n")
    #expect(data.problems.map(\.description) == ["nps.csv:2: score is '11'; it must be a whole number from 0 to 10"])
    #expect(data.pasts.first { $0.id == "a" }?.answers.count == 1)
  }

  @Test func `a missing column ends the reading`() {
    #expect {
      try read(tickets: "id,day\na,1\n")
    } throws: {
      "\($0)" == "tickets.csv:1: there is no column 'res_days'; the header has id, day"
    }
  }

  @Test func `a missing table ends the reading`() {
    #expect {
      try BacktestReader.read(
        [.accounts: ("w_accounts.csv", Array("id,s0,churn,tier\na,0,-1,S\n".utf8))], prefix: "w_")
    } throws: {
      "\($0)" == "w_weekly_usage.csv: is missing"
    }
  }

  @Test func `a column that is there twice ends the reading`() {
    #expect {
      try read(nps: "id,day,score,score\na,1,5,9\n")
    } throws: {
      "\($0)" == "nps.csv:1: there are several columns 'score'"
    }
  }

  @Test func `tables as spreadsheets write them are read: semicolons, tabs, and a mark before the header`() throws {
    let data = try read(
      accounts: "\u{FEFF}id;s0;churn;tier;users\r\na;0;-1;S;3\r\n", usage: "id\tday\tevents\na\t7\t5\n")
    #expect(data.problems.isEmpty)
    #expect(data.records.map(\.id) == ["a"])
    #expect(data.pasts.first?.weeks == [UsageWeek(end: 7, events: 5)])
  }

  @Test func `a table of accounts without any says so`() {
    for accounts in ["id,s0,churn,tier\n", "id,s0,churn,tier\r\n\r\n", "id,s0,churn,tier"] {
      #expect {
        try read(accounts: accounts)
      } throws: {
        "\($0)" == "accounts.csv: has a header and no rows"
      }
    }
  }

  @Test func `an account that leaves before it comes is named`() throws {
    let data = try read(accounts: "id,s0,churn,tier\na,0,-1,S\nb,50,20,S\n")
    #expect(data.problems.count == 1)
    #expect(data.records.map(\.id) == ["a"])
  }

  @Test func `who is known to have left ends the time that is measured, if it was before the data end`() throws {
    let usage = "id,day,events\na,7,5\na,210,5\n"
    #expect(try read(usage: usage).lastDay == 200)
    #expect(try read(accounts: "id,s0,churn,tier\na,0,-1,S\nb,0,99000,M\n", usage: usage).lastDay == 210)
  }
}
