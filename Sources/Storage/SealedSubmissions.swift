import Conversation
import Encryption
import Foundation
import Postgres

/// Submissions of one organization, sealed, as the parallel arrays that `phano.store_interactions` takes.
struct SealedSubmissions {
  private var ids: [InteractionID] = []
  private var sources: [String] = []
  private var externalIDs: [String] = []
  private var accounts: [String] = []
  private var accountNames: [[UInt8]?] = []
  private var contacts: [ContactID?] = []
  private var contactNames: [[UInt8]?] = []
  private var emails: [[UInt8]?] = []
  private var emailIndexes: [[UInt8]?] = []
  private var phones: [[UInt8]?] = []
  private var phoneIndexes: [[UInt8]?] = []
  private var conversations: [[UInt8]] = []
  private var channels: [Int16] = []
  private var languages: [String?] = []
  private var times: [Date] = []
  private var contents: [[UInt8]] = []
  private var priorities: [Int16] = []
  private let keys: OrganizationKeys

  init(_ keys: OrganizationKeys) { self.keys = keys }

  /// Seals one more. `id` is what it will be called if it is new.
  mutating func append(
    _ submission: Submission, id: InteractionID = InteractionID(rawValue: UUID()), priority: Int = 100
  ) throws {
    let interaction = submission.interaction
    let account = keys.account(submission.account)
    let accountName = submission.accountName ?? (account == submission.account ? nil : submission.account)
    let contact = keys.contact(
      account: account, name: submission.contactName, email: submission.contactEmail, phone: submission.contactPhone)
    ids.append(id)
    sources.append(submission.source.storable)
    externalIDs.append(submission.externalID.storable)
    accounts.append(account)
    accountNames.append(try keys.seal(accountName, .accountName, row: RowKey(naming: account)))
    contacts.append(contact)
    let row = contact.map { RowKey($0) } ?? RowKey(0)
    contactNames.append(try keys.seal(submission.contactName, .contactName, row: row))
    emails.append(try keys.seal(submission.contactEmail.map(LookupForm.email), .contactEmail, row: row))
    emailIndexes.append(submission.contactEmail.map(keys.index(email:)))
    phones.append(try keys.seal(submission.contactPhone, .contactPhone, row: row))
    phoneIndexes.append(submission.contactPhone.map(keys.index(phone:)))
    conversations.append(keys.conversation(account: account, thread: submission.threadID, interaction: id))
    channels.append(InteractionCodes.number(of: interaction.channel))
    languages.append(interaction.language?.storable)
    times.append(interaction.occurredAt)
    contents.append(
      try keys.seal(
        json: InteractionContent(subject: interaction.subject, turns: interaction.turns), .content, row: RowKey(id)))
    priorities.append(Int16(clamping: priority))
  }

  /// Stores them; returns, in order, `interaction_id` and `created`.
  var statement: Statement {
    let parameters: [any PostgresEncodable] = [
      Int32(keys.version), ids, sources, externalIDs, accounts, accountNames, contacts, contactNames, emails,
      emailIndexes, phones, phoneIndexes, conversations, channels, languages, times, contents, priorities,
    ]
    let places = (1...parameters.count).map { "$\($0)" }.joined(separator: ", ")
    return Statement(
      "select interaction_id, created from phano.store_interactions(\(places))", parameters, name: "store interactions")
  }
}

/// NPS answers of one organization, sealed, as `phano.store_nps` takes them.
struct SealedAnswers {
  /// Stores them; returns how many are new or corrected.
  static func statement(_ answers: [NPSRow], _ keys: OrganizationKeys) throws -> Statement {
    let ids = answers.map { _ in UUID() }
    return Statement(
      "select phano.store_nps($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      [
        Int32(keys.version), ids, answers.map { keys.account($0.account) },
        try zip(ids, answers).map { try keys.seal(Array($1.respondent.utf8), .respondent, row: RowKey($0)) },
        answers.map { keys.index(person: $0.respondent) }, answers.map { keys.index(response: $0) },
        answers.map { keys.index(content: $0) }, answers.map { Int16(clamping: $0.score) },
        answers.map(\.respondedAt),
        try zip(ids, answers).map { try keys.seal($1.comment, .comment, row: RowKey($0)) },
      ], name: "store NPS answers")
  }
}
