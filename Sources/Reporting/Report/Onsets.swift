import Diagnosis

/// Since when which family has spoken against an account, read off its runs.
struct Onsets {
  /// Days from the first to the last run in a row that found a family adverse.
  struct Spell: Hashable {
    let family: Family
    let days: ClosedRange<DayNumber>
  }

  /// How the present trouble began.
  struct Lead {
    /// Since when tone has been adverse.
    let tone: DayNumber
    /// The first family of what the account does that is adverse, and since when.
    let behaviour: (family: Family, day: DayNumber)
    /// The first day on record: what was adverse then may have been so before.
    let recordBegins: DayNumber

    /// Whether it may have been more days: one of the two was adverse already where the record begins.
    var isAtLeast: Bool { tone == recordBegins || behaviour.day == recordBegins }

    /// Days by which tone was earlier; below 0 if it was later.
    var days: Int { behaviour.day - tone }
  }

  /// By family, oldest first.
  let spells: [Spell]
  private let firstDay: DayNumber?
  private let lastDay: DayNumber?

  init(_ runs: [Run]) {
    firstDay = runs.first?.day
    lastDay = runs.last?.day
    spells = Family.allCases.flatMap { family in
      var spells: [Spell] = []
      var wasAdverse = false
      for run in runs {
        let isAdverse = run.adverse.contains(family)
        if isAdverse, wasAdverse, let open = spells.popLast() {
          spells.append(Spell(family: family, days: open.days.lowerBound...max(open.days.lowerBound, run.day)))
        } else if isAdverse {
          spells.append(Spell(family: family, days: run.day...run.day))
        }
        wasAdverse = isAdverse
      }
      return spells
    }
  }

  func spells(of family: Family) -> [Spell] { spells.filter { $0.family == family } }

  /// Since when a family has been adverse that still is.
  func present(_ family: Family) -> DayNumber? {
    spells.last { $0.family == family && $0.days.upperBound == lastDay }?.days.lowerBound
  }

  /// Whether a family that is adverse now was so already where the record begins.
  func isOlderThanRecord(_ family: Family) -> Bool { present(family).map { $0 == firstDay } ?? false }

  /// Nil unless tone and something that the account does are both adverse now.
  var lead: Lead? {
    guard let tone = present(.tone), let firstDay else { return nil }
    let behaviours = Family.allCases.filter(\.isBehavioural).compactMap { family in
      present(family).map { (family: family, day: $0) }
    }
    return behaviours.min { $0.day < $1.day }.map {
      Lead(tone: tone, behaviour: $0, recordBegins: firstDay)
    }
  }
}
