import Diagnosis

/// What is used instead of a diagnosis today, on the same data, higher being better.
struct SimpleRules: Sendable {
  /// Mean tone of the last 30 days, -1...1; nil without messages.
  let tone: Double?
  /// The last NPS answer of the last 200 days, 0...10; nil without.
  let nps: Double?
  /// Usage of the last four weeks over the four before, less one; nil without eight weeks.
  let usage: Double?
  /// A traffic light: usage .45, tone .25, tickets .20, NPS .10 as 0, 50, 100, the weight of what is missing spread over the
  /// rest, as customer success tools do.
  let light: Double?

  /// Its alarm: 0...100 below 40.
  static let lightAlarm = 40.0

  init(_ past: AccountPast, asOf day: DayNumber) {
    let recent = past.tones.filter { $0.day <= day && $0.day > day - 30 }.map { Double($0.tone) }
    let tone = recent.isEmpty ? nil : recent.reduce(0, +) / Double(recent.count)
    let nps = past.answers.last { $0.day <= day && $0.day > day - 200 }.map { Double($0.score) }
    let weeks = past.weeks.filter { $0.end <= day + 1 }.suffix(8).map(\.events)
    let usage = weeks.count < 8 ? nil : weeks[4...].reduce(0, +) / max(1, weeks[..<4].reduce(0, +)) - 1
    let tickets = past.tickets.count { $0 <= day && $0 > day - 90 }
    let lights: [(weight: Double, value: Double?)] = [
      (0.45, usage.map { $0 < -0.20 ? 0 : $0 < -0.05 ? 50 : 100 }),
      (0.25, tone.map { $0 < -0.2 ? 0 : $0 < 0.2 ? 50 : 100 }),
      (0.10, nps.map { $0 <= 6 ? 0 : $0 <= 8 ? 50 : 100 }),
      (0.20, tickets > 5 ? 0 : tickets >= 3 ? 50 : 100),
    ]
    let weight = lights.reduce(0) { $0 + ($1.value == nil ? 0 : $1.weight) }
    self.tone = tone
    self.nps = nps
    self.usage = usage
    light = weight > 0 ? lights.reduce(0) { $0 + $1.weight * ($1.value ?? 0) } / weight : nil
  }
}
