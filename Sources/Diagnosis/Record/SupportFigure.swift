/// One figure of support of a day, for accounts of whose tickets nobody tells one by one.
public struct SupportFigure: Sendable, Hashable {
  /// What it counts: the name of a metric of the support family.
  public let name: String
  /// The day it is about.
  public let day: DayNumber
  /// 0 or more, in the metric's unit.
  public let value: Double

  /// A figure; see the properties.
  public init(name: String, day: DayNumber, value: Double) {
    self.name = name
    self.day = day
    self.value = value
  }
}
