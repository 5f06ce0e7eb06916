import Diagnosis

/// How to read a report, in sentences that all renderers share.
enum Guide {
  /// A heading and what belongs to it, for diagnoses that some rules made.
  static func sections(for models: Set<String>) -> [(title: String, text: String)] {
    let isAveraged = models.contains { DiagnosisModel.named($0)?.halfLife != nil }
    return [score(isAveraged)] + others
  }

  private static func score(_ isAveraged: Bool) -> (title: String, text: String) {
    (
      "The score is an estimate",
      "It runs from 0 to 100; 50 means as usual for this account and its peers. "
        + (isAveraged ? "Recent days are averaged, so that one day does not swing it. " : "")
        + "The bar around it holds the true value in nine of ten cases. Missing data draws it to 50 and widens the bar; it is never made up for by other signals. The "
        + "thin lines in it and in the chart are 45 and 60. It is no probability that a customer leaves."
    )
  }

  private static let others: [(title: String, text: String)] = [
    (
      "Nothing is at risk on one word alone",
      "“At risk” takes a score below 45 and two families that speak against the account, rest on different tickets, messages "
        + "or answers, and have found so in two runs. One of them must be what the account does: usage, support or "
        + "contact. Anything less is “watch, unconfirmed”, and ends after 21 days if nothing confirms it."
    ),
    (
      "Sentiment is early but noisy",
      "Tone often turns before usage does, and often turns for nothing. So it is read over time, beside usage and support, "
        + "with its uncertainty drawn, and together with NPS never counts for more than 30 % of the evidence. NPS is "
        + "declared, and late."
    ),
    (
      "No answer is an answer",
      "With too little evidence the report says so, and what would help. Tell it when it is wrong: feedback is kept and "
        + "used to test the rule."
    ),
  ]
}
