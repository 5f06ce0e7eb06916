extension Diagnostician {
  /// How many days before the day a first run looks at too, beyond what every run does: records should reach as far back.
  public static var daysBeforeFirstRun: Int { warmUp.max() ?? 0 }
}
