public import Diagnosis
import Markup

/// How a score came about: what each family adds to 50, and what earlier days do. Page, terminal and `--explain` tell these.
public struct ScoreParts: Sendable {
  /// One family's part, or that of earlier days.
  public struct Part: Sendable {
    /// Nil for earlier days.
    public let family: Family?
    /// Points as they are.
    public let contribution: Double
    /// Points in tenths, rounded so that all parts add up to the score's difference from 50.
    public let points: Double
    /// Nil for earlier days.
    public let state: FamilyState?
    /// Why.
    public let sentence: String

    var title: String { family?.title ?? "Before" }
  }

  /// The strongest first; what is not of the day comes last.
  public let parts: [Part]

  /// The parts of a diagnosis' score.
  public init(_ diagnosis: AccountDiagnosis) {
    let today = diagnosis.today
    var parts = diagnosis.signals.compactMap { signal in
      today.contributions[signal.family].map {
        Part(
          family: signal.family, contribution: $0, points: 0, state: signal.state, sentence: DriverSentence(signal).text
        )
      }
    }
    if let sentence = DriverSentence.ofEarlierDays(diagnosis) {
      parts.append(
        Part(
          family: nil, contribution: diagnosis.combination.score - today.score, points: 0, state: nil,
          sentence: sentence))
    }
    let rounded = Figures.tenths(parts.map(\.contribution), total: diagnosis.combination.score - 50)
    self.parts = zip(parts, rounded).map { part, points in
      Part(
        family: part.family, contribution: part.contribution, points: points, state: part.state, sentence: part.sentence
      )
    }
    .sorted {
      ($0.family == nil ? 0 : 1, abs($0.points), $1.title) > ($1.family == nil ? 0 : 1, abs($1.points), $0.title)
    }
  }
}
