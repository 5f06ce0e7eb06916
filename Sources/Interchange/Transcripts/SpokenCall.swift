import Conversation
import FoundationEssentials

/// What somebody said without a break, as a transcript tells it.
struct SpokenLine: Equatable {
  /// The speaker as the transcript calls them; empty where it names nobody.
  var label: String
  /// The speaker's address, where the source gives one.
  var address: String?
  /// What the source itself says of the speaker.
  var role: AuthorRole?
  /// Seconds since the call began.
  var offset: Double?
  var text: String
}

/// A call or meeting of which there is a transcript.
struct SpokenCall {
  var source: String
  /// `nil` where the source has none: the words identify it.
  var externalID: String?
  var channel: Channel
  var subject: String?
  var startedAt: Date?
  /// The source's id of the customer's company.
  var company: String?

  /// The interaction that the lines make, neighbouring lines of one speaker put together; or the problem that keeps it
  /// from being one.
  func record(_ lines: [SpokenLine], options: ImportOptions, place: ImportPlace) -> ImportedRecord {
    let cast = Cast(lines, rules: options.rules)
    let turns = turns(lines, cast, limit: options.maximumTextSize)
    guard !turns.isEmpty else { return .problem(.silent(place)) }
    guard let account = account(cast, options) else { return .problem(.accountless(place)) }
    var notes: [ImportNote] = []
    let strangers = turns.count { $0.author == .system }
    if strangers > 0 { notes.append(.unknownSpeakers(turns: strangers)) }
    if startedAt == nil { notes.append(.dateReplaced(by: "the time of the import")) }
    if externalID == nil { notes.append(.identifierFromContent) }
    let id = externalID ?? Self.identifier(of: lines)
    return .interaction(
      ImportedInteraction(
        place: place, source: source, externalID: id, account: account, contact: cast.customers.first,
        participants: cast.people, threadID: id, isBulk: false,
        interaction: Interaction(
          channel: channel, subject: subject, occurredAt: startedAt ?? options.importedAt, turns: turns),
        notes: notes))
  }

  private func turns(_ lines: [SpokenLine], _ cast: Cast, limit: Int) -> [Turn] {
    var turns: [Turn] = []
    var previous: String?
    var size = 0
    for line in lines where !line.text.allSatisfy(\.isWhitespace) && size < limit {
      size += line.text.utf8.count
      if line.label == previous, var last = turns.popLast() {
        last.body += " " + line.text
        turns.append(last)
        continue
      }
      previous = line.label
      let at = startedAt.flatMap { start in line.offset.map { start.addingTimeInterval($0) } }
      turns.append(
        Turn(author: cast.role(of: line), authorName: line.label.isEmpty ? nil : line.label, at: at, body: line.text))
    }
    return turns
  }

  private func account(_ cast: Cast, _ options: ImportOptions) -> ImportedAccount? {
    if let account = cast.account { return ImportedAccount(externalID: account) }
    if let address = cast.customers.lazy.compactMap(\.address).first, let mailbox = Mailbox(address: address) {
      return options.rules.account(of: mailbox)
    }
    return (options.account ?? company).map { ImportedAccount(externalID: $0) }
  }

  /// A hash of who said what, so that the same transcript in another file is known.
  private static func identifier(of lines: [SpokenLine]) -> String {
    var text: [UInt8] = []
    for line in lines {
      text.append(contentsOf: line.label.utf8)
      text.append(0)
      text.append(contentsOf: line.text.utf8)
      text.append(0)
    }
    return ContentIdentifier.text(of: text[...])
  }
}

extension ImportProblem {
  fileprivate static func silent(_ place: ImportPlace) -> ImportProblem {
    ImportProblem(
      place: place, kind: .malformed, what: "the transcript holds no words", remedy: "export it again with its cues")
  }

  fileprivate static func accountless(_ place: ImportPlace) -> ImportProblem {
    ImportProblem(
      place: place, kind: .invalidField, what: "nothing in the transcript tells whose customer's it is",
      remedy: "give --account, or --contacts with the speakers' names")
  }
}
