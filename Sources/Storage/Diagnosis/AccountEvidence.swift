import Conversation
import Diagnosis
import Foundation
import Postgres

/// What the statements of ``DiagnosisReader`` brought, by account.
struct AccountEvidence {
  private var series: [AccountID: UsageSeries] = [:]
  private var usageUnit = "events"
  private var usageMetric: String?
  private var messages: [AccountID: [ToneMessage]] = [:]
  private var contacts: [AccountID: [DayNumber]] = [:]
  private var events: [AccountID: [TicketEvent]] = [:]
  private var figures: [AccountID: [SupportFigure]] = [:]
  private var answers: [AccountID: [SurveyAnswer]] = [:]

  mutating func take(usage rows: Rows, _ metric: Metric?) throws {
    guard let metric else { return }
    usageUnit = metric.unit
    usageMetric = metric.name
    for (account, ends, days, totals) in try rows.decode((AccountID, [Int32], [Int64], [Double]).self) {
      let weeks = zip(zip(ends, days), totals).map { week, total in
        UsageSeries.Week(end: Int(week.0), days: Int(week.1), total: total)
      }
      series[account] = UsageSeries(weeks, of: metric)
    }
  }

  mutating func take(messages rows: Rows) throws {
    for (account, ids, days, threads, tones, confidences) in try rows.decode(
      (AccountID, [UUID], [Int32], [String], [Int16?], [Float?]).self)
    {
      var said: [ToneMessage] = []
      var silent: [DayNumber] = []
      for (index, id) in ids.enumerated() {
        guard let tone = tones[index] else {
          silent.append(Int(days[index]))
          continue
        }
        said.append(
          ToneMessage(
            day: Int(days[index]), thread: threads[index], id: InteractionID(rawValue: id).description,
            tone: Int(tone), confidence: Double(confidences[index] ?? 0)))
      }
      messages[account] = said
      contacts[account] = silent
    }
  }

  mutating func take(tickets rows: Rows) throws {
    for (account, ticket, kind, day, time) in try rows.decode((AccountID, String, Int16, Int32, Double).self) {
      events[account, default: []].append(
        TicketEvent(ticket: ticket, kind: try TicketEventRow.kind(stored: kind), day: Int(day), time: time))
    }
  }

  mutating func take(supportFigures rows: Rows) throws {
    for (account, name, day, value) in try rows.decode((AccountID, String, Int32, Double).self) {
      figures[account, default: []].append(SupportFigure(name: name, day: Int(day), value: value))
    }
  }

  mutating func take(answers rows: Rows) throws {
    for (account, id, day, score) in try rows.decode((AccountID, UUID, Int32, Int16).self) {
      answers[account, default: []].append(
        SurveyAnswer(day: Int(day), score: Int(score), id: id.uuidString.lowercased()))
    }
  }

  func basis(of account: ReadAccount) -> AccountBasis {
    let id = account.id
    let weeks = series[id]?.complete ?? []
    let incomplete = series[id]?.incomplete ?? []
    let master = account.master
    let record = AccountRecord(
      id: id.description, since: master.since, segment: master.segment, size: master.annualRevenue.map(Double.init),
      annualRevenue: master.annualRevenue.map(Double.init), renewal: master.renewal, usage: weeks,
      messages: messages[id] ?? [], contacts: contacts[id] ?? [], tickets: Ticket.tickets(of: events[id] ?? []),
      supportFigures: figures[id] ?? [], answers: answers[id] ?? [], usageUnit: usageUnit,
      incompleteWeeks: incomplete, otherUsage: account.metrics.filter { $0 != usageMetric })
    return AccountBasis(
      account: id, externalID: account.externalID, master: master, weeks: weeks,
      counts: EvidenceCounts(
        weeks: weeks.count + incomplete.count, incompleteWeeks: incomplete.count, messages: messages[id]?.count ?? 0,
        contacts: contacts[id]?.count ?? 0, ticketEvents: events[id]?.count ?? 0,
        supportFigures: figures[id]?.count ?? 0,
        answers: answers[id]?.count ?? 0),
      record: record)
  }
}
