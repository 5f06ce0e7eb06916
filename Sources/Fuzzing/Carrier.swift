import Conversation

/// The text around a value: what is before it and behind it in its field, and the interaction's other fields.
struct Carrier: Sendable, Hashable {
  var channel: Channel
  /// Whether the value is in the subject line.
  var isInSubject = false
  var before: String
  var after: String
  /// The subject line, where the value is elsewhere.
  var subject: String?
  /// Passages before the one with the value.
  var others: [String] = []

  /// A carrier for a value of `kind` in the language of `phrases`.
  init(for kind: Secret.Kind, in phrases: Phrases, _ random: inout SeededGenerator) {
    let sentence = (kind == .address ? phrases.mail : phrases.call).split(separator: "%", maxSplits: 1)
    let (opening, rest) = (String(sentence[0]), sentence.count > 1 ? String(sentence[1]) : "")
    let label = kind == .address ? phrases.addressLabel : phrases.numberLabel
    channel = random.pick([.email, .ticket])
    switch random.below(15) {
    case 0: (before, after) = (opening, rest)
    case 1:
      before = "\(phrases.greeting)\n\n\(phrases.complaint) "
      after = "\n\n\(phrases.closing)\nR. Q."
    case 2:
      before = "\(phrases.greeting)\n\n\(phrases.complaint)\n\(opening)"
      after = "\(rest)\n\n\(phrases.closing)\n"
    case 3:
      (before, after) = (label + ": ", "")
      isInSubject = true
      others = [phrases.complaint]
    case 4:
      before = "\(phrases.complaint)\n\n-- \n\(phrases.closing)\n\(label): "
      after = "\nwww.shop.example | 09:00-17:30"
    case 5:
      before = "\(phrases.greeting)\n\n\(phrases.wrote)\n> \(phrases.complaint)\n> \(opening)"
      after = "\(rest)\n> \(phrases.closing)\n"
    case 6:
      channel = .call
      (before, after) = (opening, " " + phrases.closing)
      others = [phrases.complaint]
    case 7:
      channel = .meeting
      (before, after) = ("00:01:12 \(phrases.greeting) \(opening)", rest)
    case 8:
      channel = .ticket
      before = "Ticket 4711\nStatus: open\n\(label) = "
      after = "\nPriority: 2\n\n\(phrases.complaint)"
    case 9:
      before = "| no | \(label) | date |\n|---|---|---|\n| 1 | "
      after = " | 2024-05-03 |\n| 2 | - | 2024-05-04 |"
    case 10:
      before = "<p>\(phrases.greeting)</p><table><tr><td class=\"c\">\(label)</td><td>"
      after = "</td></tr></table><br/>"
    case 11:
      channel = .ticket
      before = "{\"id\":17,\"contact\":{\"\(label)\":\""
      after = "\",\"ok\":true},\"note\":\"\(phrases.complaint)\"}"
    case 12:
      channel = .survey
      (before, after) = ("", "")
    case 13: (before, after) = ("\(label);17;", ";2024-05-03;ok\n\(label);18;;2024-05-04;ok")
    default: (before, after) = ("\(phrases.complaint) (\(label): ", ")")
    }
    if !isInSubject, channel == .email, random.once(in: 2) { subject = "Re: \(phrases.closing) 4711" }
  }
}
