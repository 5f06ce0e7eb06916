extension CascadeCurve {
  /// For a terminal: what each threshold keeps, how often that agrees, and how right the whole is.
  /// - Parameter policy: marked in the table; nil marks none.
  public func text(marking policy: CascadePolicy?) -> String {
    let isPriced = points.first?.costMicroUSD != nil
    var table = TextTable(
      head: ["confidence", "kept", "of", "agree", "at least", "accuracy", "interval", "macro-F1"]
        + (isPriced ? ["cost"] : []) + [""])
    for point in points {
      let agreement = point.agreement
      table.append(
        [
          point.threshold?.fixed(4) ?? "none", "\(point.kept)", "\(items)", agreement?.share.percent ?? "-",
          agreement?.lowerBound.percent ?? "-", point.accuracy.percent,
          "[\(point.accuracyInterval.lower.percent), \(point.accuracyInterval.upper.percent)]", point.macroF1.percent,
        ] + (isPriced ? [point.costMicroUSD.map { "\($0)" } ?? "-"] : [])
          + [policy != nil && point.threshold == policy?.threshold ? "<- the policy" : ""])
    }
    let silence =
      unanswered == 0
      ? ""
      : "\nThe model gave \(unanswered) of \(items) items no valid label; they count as disagreement and as wrong.\n"
    return table.lines.joined(separator: "\n") + "\n" + silence
  }
}
