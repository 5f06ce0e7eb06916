import Testing

@testable import Diagnosis

/// How verdicts follow one another.
@Suite struct VerdictHistoryTests {
  private typealias Finding = (day: DayNumber, instant: AccountVerdict, score: Double, adverse: Set<Family>)

  private func verdicts(_ findings: [Finding]) -> [AccountVerdict] {
    var history: VerdictHistory?
    return findings.map { finding in
      let next = VerdictHistory(
        after: history, finding: finding.instant, score: finding.score, adverse: finding.adverse, on: finding.day)
      history = next
      return next.verdict
    }
  }

  @Test func `a risk takes two runs to begin`() {
    let risk: Set<Family> = [.usage, .tone]
    #expect(
      verdicts([(0, .stable, 55, []), (1, .atRisk, 40, risk), (2, .stable, 50, []), (3, .atRisk, 40, risk)])
        == [.stable, .watchUnconfirmed, .stable, .watchUnconfirmed])
    #expect(verdicts([(0, .atRisk, 40, risk), (1, .atRisk, 40, risk)]) == [.watchUnconfirmed, .atRisk])
  }

  @Test func `a risk takes fourteen days at forty-eight to end`() {
    let risk: Set<Family> = [.usage, .tone]
    let begun: [Finding] = [(0, .atRisk, 40, risk), (1, .atRisk, 40, risk)]
    #expect(
      verdicts(begun + [(2, .stable, 47, []), (20, .stable, 47, []), (21, .stable, 48, []), (34, .stable, 50, [])])
        .suffix(4) == [.atRisk, .atRisk, .atRisk, .atRisk])
    #expect(verdicts(begun + [(2, .stable, 48, []), (16, .stable, 50, [])]).last == .stable)
    // One day below begins the fourteen anew.
    #expect(
      verdicts(begun + [(2, .stable, 49, []), (10, .stable, 47, []), (16, .stable, 50, [])]).last == .atRisk)
  }

  @Test func `a watch that nothing confirms ends after three weeks`() {
    let tone: Set<Family> = [.tone]
    #expect(
      verdicts([
        (0, .watchUnconfirmed, 50, tone), (21, .watchUnconfirmed, 50, tone), (22, .watchUnconfirmed, 50, tone),
      ]) == [.watchUnconfirmed, .watchUnconfirmed, .stable])
  }

  @Test func `another family that joins in begins the watch anew`() {
    #expect(
      verdicts([
        (0, .watchUnconfirmed, 50, [.tone]), (20, .watchUnconfirmed, 50, [.tone, .nps]),
        (30, .watchUnconfirmed, 50, [.tone, .nps]), (42, .watchUnconfirmed, 50, [.tone]),
      ]) == [.watchUnconfirmed, .watchUnconfirmed, .watchUnconfirmed, .stable])
  }

  @Test func `data that goes missing is said, and no verdict is kept`() {
    #expect(
      verdicts([
        (0, .atRisk, 40, [.usage, .tone]), (1, .atRisk, 40, [.usage, .tone]), (2, .insufficientEvidence, 50, []),
      ]).last == .insufficientEvidence)
  }
}
