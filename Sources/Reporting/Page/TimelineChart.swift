import Diagnosis
import Markup

/// Score, tone, contact, usage, support and NPS of one account on one time axis, with the days on which each turned adverse.
struct TimelineChart {
  private let account: AccountReport
  private let axis: TimeAxis
  private let onsets: Onsets

  init(_ account: AccountReport) {
    self.account = account
    axis = TimeAxis(endingOn: account.diagnosis.day)
    onsets = Onsets(account.runs)
  }

  var html: HTML {
    let panels = [Panel.score, Panel.tone, Panel.contact, Panel.usage, Panel.support, Panel.survey].map {
      $0(account, axis)
    }
    return """
      <figure class="time"><div class="chart" role="img" aria-label="26 weeks of signals, told in the caption">\(HTML.joined(onsetLines))\(HTML.joined(panels.map(panel)))\(lead)\(months)</div>
      <figcaption>\(caption)</figcaption></figure>
      """
  }

  private func panel(_ panel: Panel) -> HTML {
    let spells = panel.family.map { onsets.spells(of: $0) } ?? []
    let drawing: HTML =
      """
      <svg viewBox="0 0 \(axis.width) \(panel.height)" height="\(panel.height)" preserveAspectRatio="none">\(panel.drawing)\
      </svg>
      """
    return """
      <div class="p"><div class="ph"><b>\(panel.title)</b><span>\(panel.now)</span></div><div class="pd" \
      style="height:\(panel.height)px">\(HTML.joined(spells.suffix(4).compactMap(shade)))\(drawing)\(panel.marks)\
      \(panel.family.flatMap(onsetLabel))</div></div>
      """
  }

  private func shade(_ spell: Onsets.Spell) -> HTML? {
    guard axis.contains(spell.days.upperBound) else { return nil }
    return
      "<i class=\"bad\" style=\"left:\(axis.percent(spell.days.lowerBound));width:\(axis.percent(spell.days))\"></i>"
  }

  private var onsetLines: [HTML] {
    Family.allCases.compactMap { family in
      guard let day = onsets.present(family), axis.contains(day) else { return nil }
      return "<i class=\"on\" style=\"left:\(axis.percent(day))\"></i>"
    }
  }

  private func onsetLabel(_ family: Family) -> HTML? {
    // Where the record begins with this very day, nobody knows since when, and the caption says so.
    guard let day = onsets.present(family), axis.contains(day), day < account.diagnosis.day || !isOnlyRun else {
      return nil
    }
    return "<span class=\"since\" style=\"\(side(of: day))\">adverse since \(Day(day).short)\(orBefore(family))</span>"
  }

  private var isOnlyRun: Bool { !account.runs.contains { $0.day < account.diagnosis.day } }

  /// What was so on the first day on record may have been so before.
  private func orBefore(_ family: Family) -> String { onsets.isOlderThanRecord(family) ? " or before" : "" }

  /// Beside the day, on the side that has more room.
  private func side(of day: DayNumber) -> String {
    let share = 100 * Double(axis.x(day)) / Double(axis.width)
    return share > 55 ? "right:\(Figures.css(100 - share))%" : "left:\(Figures.css(share))%"
  }

  private var lead: HTML? {
    guard let lead = onsets.lead, lead.days != 0, axis.contains(lead.behaviour.day) else { return nil }
    let days = min(lead.tone, lead.behaviour.day)...max(lead.tone, lead.behaviour.day)
    let least = lead.isAtLeast ? "at least " : ""
    let words = "\(least)\(Figures.count(abs(lead.days), "day", "days")) \(lead.days > 0 ? "earlier" : "later")"
    return """
      <div class="lead"><i style="left:\(axis.percent(days.lowerBound));width:\(axis.percent(days))"></i><span style="\
      \(side(of: days.lowerBound))">tone \(words) than \(lead.behaviour.family.words)</span></div>
      """
  }

  private var months: HTML {
    // A name that begins in the last days would stick out.
    let names = axis.months.filter { axis.last - $0.day > 12 }
    return """
      <div class="axis">\(HTML.joined(names.map { "<span style=\"left:\(axis.percent($0.day))\">\($0.name)</span>" }))</div>
      """
  }

  private var caption: HTML {
    let present = Family.allCases.compactMap { family in
      onsets.present(family).map { "\(family.words) since \(Day($0).long)\(orBefore(family))" }
    }
    let state = present.isEmpty ? "No family speaks against the account now." : "Adverse: \(Figures.list(present))."
    let lead = onsets.leadSentence.map { " " + $0 } ?? ""
    return "\(state)\(lead) \(account.diagnosis.trend.sentence)\(movement)"
  }

  /// How the curves ran, for those who can't see them: in the figures of the signals, as beside the panels.
  private var movement: String {
    let diagnosis = account.diagnosis
    var parts: [String] = []
    if case .tone(let tone) = diagnosis.signal(of: .tone)?.findings, tone.recentMessages > 0, tone.messagesBefore > 0 {
      parts.append(
        "tone went from \(Figures.signed(tone.before, 2)) in the four months before to \(Figures.signed(tone.recent, 2)) in "
          + "the last 30 days")
    }
    if case .usage(let usage) = diagnosis.signal(of: .usage)?.findings {
      let (before, recent) = (Figures.short(usage.before), Figures.short(usage.recent))
      parts.append("usage from \(before) to \(recent) \(usage.units(of: recent)) a week in the last four weeks")
    }
    if let first = account.runs.first, first.day < diagnosis.day {
      parts.append(
        "the score from \(Figures.decimal(first.score, 0)) on \(Day(first.day).long) to "
          + Figures.decimal(diagnosis.combination.score, 0))
    }
    return parts.isEmpty ? "" : " How it went: \(Figures.list(parts))."
  }
}

extension AccountReport {
  /// `29 to 47`.
  var interval: String {
    "\(Figures.decimal(diagnosis.combination.lower, 0)) to \(Figures.decimal(diagnosis.combination.upper, 0))"
  }
}
