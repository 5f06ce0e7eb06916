/// A driver as a sentence that a customer success manager understands.
public struct DriverText: Sendable, Hashable {
  /// The sentence.
  public let sentence: String

  /// - Parameters:
  ///   - unit: What the figure of usage counts, such as `events`.
  ///   - recentWeeks: That figure in the weeks of the window, where they are at hand.
  ///   - answers: How many people answered, for NPS.
  public init(_ driver: Driver, unit: String = "events", recentWeeks: [Double] = [], answers: Int? = nil) {
    sentence =
      switch driver.family {
      case .usage: Self.usage(driver, unit, recentWeeks)
      case .support: Self.support(driver)
      case .engagement: Self.engagement(driver)
      case .tone: Self.tone(driver)
      case .nps: Self.nps(driver, answers)
      }
  }

  private static func usage(_ driver: Driver, _ unit: String, _ recentWeeks: [Double]) -> String {
    guard let current = driver.current, let baseline = driver.baseline else { return "Usage is known." }
    let seen =
      if let least = recentWeeks.min(), let most = recentWeeks.max(), number(least) != number(most) {
        "\(number(least))-\(number(most))"
      } else {
        number(current)
      }
    let figures = "\(seen) \(unit) a week in the last \(driver.window / 7) weeks against \(number(baseline)) before"
    guard baseline > 0 else { return "Usage: \(figures)." }
    let percent = Int((100 * (current / baseline - 1)).rounded())
    if percent == 0 { return "Usage is as before: \(figures)." }
    return "Usage \(percent < 0 ? "fell" : "rose") \(abs(percent)) %: \(figures)."
  }

  private static func support(_ driver: Driver) -> String {
    guard let current = driver.current, let baseline = driver.baseline else { return "Tickets are known." }
    return
      "Tickets of the last \(driver.window) days take \(number(current)) days (the oldest open one, or the mean when none is "
      + "open); those of like accounts take \(number(baseline))."
  }

  private static func engagement(_ driver: Driver) -> String {
    guard let current = driver.current, let baseline = driver.baseline else { return "Contacts are known." }
    return "Silent for \(number(current)) days, at \(number(baseline)) contacts in 30 days while in touch."
  }

  private static func tone(_ driver: Driver) -> String {
    guard let current = driver.current, let baseline = driver.baseline else { return "Tone is known." }
    let way = current < baseline ? "is worse" : current > baseline ? "is better" : "is as before"
    return
      "Tone \(way): \(signed(current)) in the last \(driver.window) days against \(signed(baseline)) before (-1 to +1)."
  }

  private static func nps(_ driver: Driver, _ answers: Int?) -> String {
    guard let current = driver.current else { return "Somebody answered when asked." }
    let count = answers.map { " from \($0) answer\($0 == 1 ? "" : "s")" } ?? ""
    return "NPS of the last \(driver.window) days is \(current > 0 ? "+" : "")\(number(current))\(count)."
  }

  /// Whole from 10 on, else with one digit where it isn't whole.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    if abs(value) >= 10 { return "\(Int(value.rounded()))" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = abs(tenths).quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  private static func signed(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let digits = abs(hundredths) % 100
    return
      "\(hundredths < 0 ? "-" : "+")\(abs(hundredths) / 100 == 0 ? "" : "\(abs(hundredths) / 100)").\(digits < 10 ? "0" : "")\(digits)"
  }
}
