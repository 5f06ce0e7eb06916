import Foundation
import Testing

@testable import Diagnosis

/// The published rule against the reference's figures, to 1e-9. They are not part of the project: without them this suite
/// is skipped.
@Suite(.enabled(if: Vectors.path != nil, "no vectors/diagnosis.json in PHANO_SHARED or beside the project"))
struct VectorTests {
  private let vectors: Vectors

  init() throws { vectors = try Vectors() }

  @Test(arguments: [
    "tone_1_one_irritated_message", "tone_2_three_neg", "tone_3_five_neg_one_neutral", "tone_4_no_messages",
  ])
  func `tone`(name: String) throws {
    let base = try vectors.entry("tone_1_one_irritated_message")["i"] as? [String: [[Double]]]
    let past = try #require(base?["base"])
    let recent: [[Double]] =
      switch name {
      case "tone_1_one_irritated_message": try #require(base?["recent"])
      case "tone_4_no_messages": []
      default: try #require(vectors.entry(name)["i"] as? [[Double]])
      }
    let messages = name == "tone_4_no_messages" ? [] : recent + past
    let votes = messages.enumerated().map { index, message in
      (age: Int(message[0]), vote: Vectors.vote("\(index)", tone: Int(message[1]), confidence: message[2]))
    }
    let reading = ToneReading(votes, prior: ToneShares(negative: 0.15, neutral: 0.60, positive: 0.25))
    let expected = try vectors.outcome(name)
    try close(reading.level, expected("theta_level"))
    try close(reading.levelVariance, expected("var_level"))
    try close(reading.effectiveVotes, expected("kish"))
    try close(reading.baseline, expected("theta_base"))
    try close(reading.recent, expected("theta_recent"))
    try close(reading.change, expected("delta"))
    try close(reading.deviation, expected("sd"))
    try close(reading.pDeteriorating, expected("p_deteriorating"))
    try close(reading.pImproving, expected("p_improving"))
    try close(Double(reading.recentVotes), expected("n_recent"))
    try close(Double(reading.baselineVotes), expected("n_base"))
  }

  @Test(arguments: [("nps_10", 5, 3, 2), ("nps_1det", 0, 0, 1), ("nps_4", 1, 1, 2)])
  func `net promoter score`(name: String, promoters: Int, passives: Int, detractors: Int) throws {
    let promoter = NetPromoter(promoters: promoters, passives: passives, detractors: detractors)
    let expected = try vectors.figures(name)
    try close(promoter.score, expected["nps"])
    try close(promoter.adjusted, expected["adj"])
    try close(promoter.lower, expected["lo"])
    try close(promoter.upper, expected["hi"])
  }

  @Test(arguments: [
    ("silence_24in180_quiet21", 24.0, 21.0), ("silence_6in180_quiet21", 6, 21), ("silence_0in180_quiet180", 0, 180),
  ])
  func `silence`(name: String, contacts: Double, quiet: Double) throws {
    let silence = Silence(contacts: contacts, observedDays: 180, quietDays: quiet)
    let expected = try vectors.figures(name)
    try close(silence.rate, expected["rate"])
    try close(silence.probability, expected["p_silent"])
  }

  @Test func `usage that falls, and its trend`() throws {
    let weeks = try #require(vectors.entry("usage_fall")["i"] as? [Double])
    let usage = weeks.enumerated().map { UsageWeek(end: 7 * ($0 + 1), events: $1) }
    let reading = try #require(UsageReading(usage[...], until: 112, effects: [:]))
    let expected = try vectors.outcome("usage_fall")
    // The reference gives the peers' median and deviation.
    let zPeer = (reading.recent - 4.4) / 0.8
    try close(reading.zSelf, expected("z_self"))
    try close(zPeer, expected("z_peer"))
    try close(
      50 * NormalDistribution.cumulative(reading.zSelf) + 50 * NormalDistribution.cumulative(zPeer), expected("score"))
    try close(reading.change, expected("change"))
    try expectTrend(MannKendall(weeks), "mk_usage16")
  }

  @Test func `usage that stays`() throws {
    let usage = (1...16).map { UsageWeek(end: 7 * $0, events: 100) }
    let reading = try #require(UsageReading(usage[...], until: 112, effects: [:]))
    let expected = try vectors.figures("usage_flat")
    try close(reading.zSelf, expected["z_self"])
    try close(reading.change, expected["change"])
    try close(reading.recent, Foundation.log(101))
  }

  @Test func `a trend with ties`() throws {
    try expectTrend(MannKendall([0, 1, 1, 0, 1, 0, 0, -1, 0, -1, -1, -1]), "mk_ties")
  }

  @Test func `cumulative sum of tone`() throws {
    let entry = try vectors.entry("cusum")
    let messages = try #require(entry["i"] as? [[Double]])
    let sum = CumulativeSum(
      messages.map { (Int($0[0]), $0[1], $0[2]) }, mean: try #require(entry["thB"] as? Double),
      deviation: try #require(entry["sB"] as? Double))
    let outcome = try #require(entry["o"] as? [String: Any])
    let path = try #require(outcome["path"] as? [Double])
    #expect(sum.path.count == path.count)
    // The reference prints four decimals.
    for (ours, theirs) in zip(sum.path, path) { #expect(abs(ours - theirs) <= 0.5001e-4) }
    #expect(sum.alarm == outcome["alarm"] as? Int)
  }

  @Test(arguments: [
    "C1_corroborated", "C2_irritated_but_engaged", "C3_tone_only", "C4_tone_and_nps_only", "C5_same_ticket",
    "C6_polite_exit",
  ])
  func `combination and verdict`(name: String) throws {
    let entry = try vectors.entry(name)
    let given = try #require(entry["i"] as? [String: [Double]])
    let states = try #require(entry["state"] as? [String: String])
    let signals = try given.map { key, figures in
      let family = try #require(Family(rawValue: key))
      return FamilySignal(
        family: family, score: figures[0], reliability: figures[1], variance: figures[2],
        state: try #require(states[key].flatMap(FamilyState.init)),
        sources: Vectors.sources[name]?[family] ?? [key])
    }
    let combination = Combination(signals, weights: .published)
    let expected = try vectors.outcome(name)
    try close(combination.score, expected("score"))
    try close(combination.confidence, expected("confidence"))
    try close(combination.standardError, expected("se"))
    try close(combination.lower, expected("lo"))
    try close(combination.upper, expected("hi"))
    let contributions = try #require((entry["o"] as? [String: Any])?["contrib"] as? [String: Double])
    #expect(contributions.count == combination.contributions.count)
    for (key, value) in contributions {
      let family = try #require(Family(rawValue: key))
      try close(combination.contributions[family], value)
    }
    #expect(AccountVerdict.instant(signals, combination, tenure: 365).rawValue == entry["verdict"] as? String)
  }

  private func close(_ value: Double?, _ expected: Double?) throws {
    let value = try #require(value)
    let expected = try #require(expected)
    #expect(abs(value - expected) <= 1e-9 * max(1, abs(expected)))
  }

  private func expectTrend(_ trend: MannKendall, _ name: String) throws {
    let expected = try vectors.figures(name)
    #expect(Double(trend.s) == expected["S"])
    try close(trend.variance, expected["var"])
    try close(trend.z, expected["z"])
    try close(trend.pDown, expected["p_down"])
    try close(trend.slope, expected["slope"])
  }
}

/// The file of the reference's figures.
private struct Vectors {
  static let path: String? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = ProcessInfo.processInfo.environment["PHANO_SHARED"].map { URL(filePath: $0) }
    let path = (folder ?? package.appending(path: "../shared")).appending(path: "vectors/diagnosis.json").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Which objects the reference lets families rest on.
  static let sources: [String: [Family: Set<String>]] = [
    "C1_corroborated": [.usage: ["u"], .support: ["t1"], .engagement: ["m1"], .tone: ["e1", "t1"]],
    "C5_same_ticket": [.support: ["t9"], .tone: ["t9"], .usage: ["u"], .engagement: ["m"]],
  ]

  private let entries: [String: Any]

  init() throws {
    let data = try Data(contentsOf: URL(filePath: try #require(Self.path)))
    entries = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func entry(_ name: String) throws -> [String: Any] { try #require(entries[name] as? [String: Any]) }

  /// The figures of an entry that has nothing else.
  func figures(_ name: String) throws -> [String: Double] {
    let entry = try entry(name)
    return (entry["o"] as? [String: Any] ?? entry).compactMapValues { $0 as? Double }
  }

  func outcome(_ name: String) throws -> (String) throws -> Double {
    let figures = try figures(name)
    return { try #require(figures[$0], "\(name) has no \($0)") }
  }

  static func vote(_ thread: String, tone: Int, confidence: Double) -> ToneVote {
    ToneVote(
      day: 0, thread: thread, negative: tone < 0 ? 1 : 0, neutral: tone == 0 ? 1 : 0, positive: tone > 0 ? 1 : 0,
      confidence: confidence, messages: [thread])
  }
}
