import Foundation

extension ModelMetadata {
  /// The model card as Markdown: what the model is, what it was made of, how well it did, and what it cannot do.
  public var card: String {
    """
    # phano embedded tone model \(version)

    A multinomial logistic regression over hashed character n-grams (2 to 5) and word n-grams (1 and 2), with 8-bit \
    weights. It tells the tone of a text (negative, neutral, positive) and its language. It is the endpoint that works \
    on a fresh machine, and the baseline that a language model has to beat. It is not a language model: it weighs words \
    and pieces of words, and understands nothing.

    ## Limits

    - Trained on tweets, product and hotel reviews, developers' talk, and 2,600 business messages that language models wrote \
    for it (the set `business`). No public labelled set of business mail, tickets, calls or meetings exists. On people's own \
    mail expect it to do worse than on any row below.
    - Calm statements of fact ("the meeting is on Tuesday", "attached is the list") are still taken for negative or positive \
    now and then: outside `business` there is little neutral text to learn from in German, French, Spanish, Portuguese and Dutch.
    - Some sets count a reported problem as negative even where the tone is calm; the model has learnt some of that.
    - Irony, sarcasm, negation over a distance and quoted speech mislead it. But for `business`, its Italian \
    comes from tweets only, its Dutch from translated reviews only, its Polish from reviews only.
    - The review set `mabsa_multi` holds translations of the same sentences. Rows were split by id, so a held-out \
    sentence may have a translation in the training rows.
    - Cues (escalation, churn risk, ...) and `issue_reported` come from a fixed word list, not from training: it knows \
    no irony, and negation only where somebody plainly denies to leave (`we are not going to cancel our contract`); \
    a condition, a question or `I cannot cancel` still counts as a word of leaving. Topics are never given. `mixed` means that one passage is negative and another positive \
    with a probability of 0.6 or more. Evidence is the passages of \
    the label's own tone whose features move the score most towards it.

    ## Data

    \(sourceTable)

    \(refusals) Rows are split by a hash of their id; training rows with the words of a row kept apart are dropped. The texts are \
    not part of the model: it holds sums over hashed features.

    ## Accuracy on held-out rows

    Measured on the quantised, calibrated model. Held-out rows took no part in fitting weights or temperature.

    \(measurement.table)

    Expected calibration error (15 bins, every set counting the same): \
    \(Self.fixed(uncalibratedError)) points before temperature scaling, \
    \(Self.fixed(measurement.calibrationError)) after. Language told rightly: \
    \(Self.percent(measurement.languageAccuracy)) % of held-out rows.

    ## Training

    AdaGrad, seed \(seed), penalty \(penalty). The same rows, settings and build give the same bytes.

    """
  }

  private var sourceTable: String {
    Self.table(
      ["set", "licence, as far as known", "training", "calibration", "held out"],
      sources.map { source in
        [
          source.name, source.licence ?? "not known to this build", "\(source.trainingRows)",
          "\(source.calibrationRows)", "\(source.heldOutRows)",
        ]
      })
  }

  private var refusals: String {
    refused.isEmpty ? "" : "Offered but refused, because of their licence: \(refused.joined(separator: ", "))."
  }

  fileprivate static func percent(_ share: Double) -> String { fixed(share * 100) }

  private static func fixed(_ value: Double) -> String { String(format: "%.1f", value) }

  fileprivate static func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}

extension ModelMetadata.Measurement {
  /// All figures as a Markdown table.
  public var table: String {
    ModelMetadata.table(
      ["rows of", "rows", "macro-F1", "accuracy"],
      ([pooled, balanced] + sets + languages).map {
        [$0.subject, "\($0.rows)", ModelMetadata.percent($0.macroF1), ModelMetadata.percent($0.accuracy)]
      })
  }
}
