import Diagnosis
import Markup

/// One of the small charts that share a time axis.
struct Panel {
  let title: String
  /// What the last figure is, beside the title.
  let now: String
  /// In CSS pixels.
  let height: Int
  let drawing: HTML
  /// Marks that must not be stretched, laid over the drawing.
  var marks: HTML = .empty
  /// Whose adverse spells are shaded; nil for none.
  var family: Family?

  static func score(_ account: AccountReport, _ axis: TimeAxis) -> Panel {
    let height = 52
    func y(_ score: Double) -> Int { place(score, 0...100, height) }
    let combination = account.diagnosis.combination
    var weekly: [Int: Run] = [:]
    for run in account.runs where axis.contains(run.day) && run.day < axis.last { weekly[axis.x(run.day) / 7] = run }
    let runs =
      weekly.sorted { $0.key < $1.key }.map { ($0.value.day, $0.value.score) } + [(axis.last, combination.score)]
    let end = axis.width - 1
    return Panel(
      title: "Score", now: "\(Figures.decimal(combination.score, 0)), \(account.interval)", height: height,
      drawing: """
        <path class="grid" d="M0 \(y(45))h\(axis.width)M0 \(y(60))h\(axis.width)"/>\
        <path class="line ink" d="\(line(runs.map { (axis.x($0.0), y($0.1)) }))"/>\
        <path class="iv" d="M\(end) \(y(combination.lower))V\(y(combination.upper))"/>\
        <path class="dot ink" d="M\(end) \(y(combination.score))h0"/>
        """)
  }

  static func tone(_ account: AccountReport, _ axis: TimeAxis) -> Panel {
    let height = 76
    func y(_ net: Double) -> Int { place(net, -1...1, height) }
    let weeks = account.timeline.tone.filter { axis.contains($0.day) }
    let upper = weeks.map { (axis.x($0.day), y(min(1, $0.net + 1.645 * $0.error))) }
    let lower = weeks.map { (axis.x($0.day), y(max(-1, $0.net - 1.645 * $0.error))) }
    let ribbon = weeks.count > 1 ? line(upper) + line(lower.reversed(), start: "L") + "z" : ""
    let dots = weeks.compactMap { week in week.mean.map { (axis.x(week.day), y($0)) } }
    return Panel(
      title: "Tone", now: PanelWords.tone(account.diagnosis), height: height,
      drawing: """
        <path class="grid" d="M0 \(y(0))h\(axis.width)"/><path class="band" d="\(ribbon)"/>\
        <path class="line tone" d="\(line(weeks.map { (axis.x($0.day), y($0.net)) }))"/>\
        <path class="dot tone" d="\(dots.map { "M\($0.0) \($0.1)h0" }.joined())"/>
        """, family: .tone)
  }

  static func contact(_ account: AccountReport, _ axis: TimeAxis) -> Panel {
    let days = Set(account.timeline.contacts.filter(axis.contains)).sorted()
    return Panel(
      title: "Contact", now: PanelWords.contact(account.diagnosis), height: 14,
      drawing: "<path class=\"line rug\" d=\"\(days.map { "M\(axis.x($0)) 2v10" }.joined())\"/>", family: .engagement)
  }

  static func usage(_ account: AccountReport, _ axis: TimeAxis) -> Panel {
    let height = 64
    let weeks = account.timeline.usage.filter { axis.contains($0.end - 1) && $0.events.isFinite }
    let most = max(1, weeks.map(\.events).max() ?? 1)
    let bars = weeks.enumerated().map { position, week in
      let left = max(0, axis.x(week.end - 1) - 5)
      let start = position == 0 ? "M\(left) \(height)" : "H\(left)"
      return "\(start)V\(place(max(0, week.events), 0...most, height))h5V\(height)"
    }
    return Panel(
      title: "Usage", now: PanelWords.usage(account.diagnosis), height: height,
      drawing:
        "<path class=\"grid\" d=\"M0 \(height)h\(axis.width)\"/><path class=\"fill use\" d=\"\(bars.joined())\"/>",
      family: .usage)
  }

  static func support(_ account: AccountReport, _ axis: TimeAxis) -> Panel {
    let lanes = Lanes(account.timeline.tickets.map { $0.opened...max($0.opened, $0.solved ?? axis.last) }, most: 5)
    func bars(open: Bool) -> String {
      zip(account.timeline.tickets, lanes.lane).filter { ($0.0.solved == nil) == open }.map { ticket, lane in
        let left = axis.x(ticket.opened)
        let length = max(1, axis.x(ticket.solved ?? axis.last) - left + (open ? 1 : 0))
        return "M\(left) \(3 + 8 * lane)h\(length)v5h-\(length)z"
      }.joined()
    }
    let escalations = zip(account.timeline.tickets, lanes.lane).flatMap { ticket, lane in
      Set(ticket.escalated.filter(axis.contains)).sorted().map { (day: $0, lane: lane) }
    }
    return Panel(
      title: "Support", now: PanelWords.support(account.diagnosis), height: 8 * max(1, lanes.count) + 3,
      drawing: """
        <path class="fill tick" d="\(bars(open: false))"/><path class="fill tick open" d="\(bars(open: true))"/>
        """,
      marks: .joined(
        escalations.prefix(40).map {
          "<i class=\"esc\" style=\"left:\(axis.percent($0.day));top:\(8 * $0.lane)px\"></i>"
        }),
      family: .support)
  }

  static func survey(_ account: AccountReport, _ axis: TimeAxis) -> Panel {
    let answers = account.timeline.answers.filter { axis.contains($0.day) }.suffix(30)
    func kind(_ score: Int) -> String { score >= 9 ? "pro" : score >= 7 ? "pas" : "det" }
    return Panel(
      title: "NPS answers", now: PanelWords.survey(account.diagnosis), height: 20,
      drawing: .empty,
      marks: .joined(
        answers.map { "<b class=\"nps \(kind($0.score))\" style=\"left:\(axis.percent($0.day))\">\($0.score)</b>" }),
      family: .nps)
  }

  /// Pixels from the top, two of them kept free above and below.
  private static func place(_ value: Double, _ range: ClosedRange<Double>, _ height: Int) -> Int {
    guard value.isFinite else { return height / 2 }
    let share =
      (min(range.upperBound, max(range.lowerBound, value)) - range.lowerBound)
      / (range.upperBound - range.lowerBound)
    return 2 + Int(((1 - share) * Double(height - 4)).rounded())
  }

  /// Lines from point to point; `start` is the command that gets to the first.
  private static func line(_ points: some Sequence<(Int, Int)>, start: String = "M") -> String {
    var path = ""
    var last: (Int, Int)?
    for point in points {
      if let last {
        let (right, down) = (point.0 - last.0, point.1 - last.1)
        path += "l\(right)\(down < 0 ? "" : " ")\(down)"
      } else {
        path += "\(start)\(point.0) \(point.1)"
      }
      last = point
    }
    return path
  }
}

/// Spans of days side by side, so that none covers another while there are lanes.
struct Lanes {
  /// The lane of each span.
  let lane: [Int]
  /// How many are used.
  let count: Int

  /// - Parameter spans: Sorted by their beginning.
  init(_ spans: [ClosedRange<DayNumber>], most: Int) {
    var ends: [DayNumber] = []
    lane = spans.map { span in
      let free = ends.firstIndex { $0 < span.lowerBound }
      let lane = free ?? min(ends.count, most - 1)
      if lane < ends.count { ends[lane] = max(ends[lane], span.upperBound) } else { ends.append(span.upperBound) }
      return lane
    }
    count = ends.count
  }
}
