import Diagnosis

/// A row of bars out of letters, for mail: programs that read mail draw no pictures.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// The last weeks, oldest first; a gap where a week has nothing. Empty without a value.
  ///
  /// - Parameter range: what the lowest and the highest bar stand for.
  static func text(_ values: [Double?], in range: ClosedRange<Double>) -> String {
    guard values.contains(where: { $0?.isFinite ?? false }) else { return "" }
    let width = range.upperBound - range.lowerBound
    return String(
      values.map { value -> Character in
        guard let value, value.isFinite else { return "·" }
        let share = width > 0 ? (min(max(value, range.lowerBound), range.upperBound) - range.lowerBound) / width : 0.5
        return bars[min(bars.count - 1, Int(share * Double(bars.count)))]
      })
  }
}

extension AccountReport {
  /// How many weeks a digest looks back.
  private static let digestWeeks = 12

  /// Tone beside usage, week by week: `tone ▆▆▅▃▂▂  usage ▇▇▇▅▄▃`. Empty when neither is known.
  var sparklines: String {
    let end = diagnosis.day
    let weeks = (0..<Self.digestWeeks).reversed().map { (end - 7 * $0 - 6)...(end - 7 * $0) }
    let tone = weeks.map { days in timeline.tone.last { days.contains($0.day) }?.net }
    let usage = weeks.map { days in timeline.usage.last { days.contains($0.end - 1) }?.events }
    let most = usage.compactMap(\.self).max() ?? 0
    let parts = [("tone", Sparkline.text(tone, in: -1...1)), ("usage", Sparkline.text(usage, in: 0...max(most, 1)))]
    return parts.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1)" }.joined(separator: "  ")
  }
}
