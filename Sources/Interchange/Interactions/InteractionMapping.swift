public import Conversation
import Foundation

/// Which columns of a foreign table of messages hold what; the content of a mapping file. Without a mapping the columns
/// are called as the fields are.
public struct InteractionMapping: Sendable, Hashable, Decodable {
  /// The column of the source's own id; neighbouring rows with the same one are the turns of one interaction.
  public var externalID: String?
  /// The column of the account.
  public var account: String?
  /// The column of the account's name.
  public var accountName: String?
  /// The column of the channel.
  public var channel: String?
  /// The channel of all rows, where no column says it.
  public var channelIs: Channel?
  /// What the source calls the channels.
  public var channels: [String: Channel]?
  /// The column of the time.
  public var occurredAt: String?
  /// The column of the words.
  public var text: String?
  /// The column of the subject.
  public var subject: String?
  /// The column of the address of the person at the customer.
  public var contact: String?
  /// The column of the name of whoever wrote.
  public var authorName: String?
  /// The column that says what whoever wrote is; without one all are customers.
  public var author: String?
  /// What the source calls customers, agents, bots and the system.
  public var authors: [String: AuthorRole]?
  /// The column that says whether a message is public or private.
  public var visibility: String?
  /// What the source calls public and private.
  public var visibilities: [String: Visibility]?
  /// The column of the language, a BCP 47 tag.
  public var language: String?
  /// The column of what belongs together.
  public var threadID: String?
  /// The name of the source.
  public var source: String?
  /// Whether the words are HTML.
  public var isHTML: Bool?
  /// How days are written.
  public var dayFormat: FigureMapping.DayFormat?
  /// The zone of times that name none, such as `Europe/Berlin`.
  public var timeZone: String?

  enum CodingKeys: String, CodingKey, CaseIterable {
    case account, channel, channels, text, subject, contact, author, authors, visibility, visibilities, language, source
    case externalID = "external_id"
    case accountName = "account_name"
    case channelIs = "channel_is"
    case occurredAt = "occurred_at"
    case authorName = "author_name"
    case threadID = "thread_id"
    case isHTML = "html"
    case dayFormat = "day_format"
    case timeZone = "time_zone"
  }

  /// The columns besides the needed ones that the mapping names: a table must have them.
  var namedColumns: [String] {
    [accountName, channel, subject, contact, authorName, author, visibility, language, threadID].compactMap(\.self)
  }

  /// The columns are called as the fields are.
  public init() {}

  /// Reads a mapping file. Throws `FigureMapping.Fault`.
  public init(json: [UInt8]) throws {
    self = try MappingFile.decode(
      Self.self, json, known: CodingKeys.allCases.map(\.rawValue), example: "{\"external_id\": \"Case ID\"}")
    try MappingFile.check(timeZone: timeZone)
  }
}

/// What all mapping files have in common.
enum MappingFile {
  /// Reads a mapping and refuses members that it does not know. Throws `FigureMapping.Fault`.
  static func decode<Mapping: Decodable>(
    _: Mapping.Type, _ json: [UInt8], known: [String], example: String
  ) throws -> Mapping {
    typealias Fault = FigureMapping.Fault
    guard let value = try? JSONParser.value(json[...]), case .object = value else {
      throw Fault(description: "must be one JSON object, such as \(example)")
    }
    if let unknown = value.names.sorted().first(where: { !known.contains($0) }) {
      throw Fault(description: "'\(unknown)' is unknown; there are \(known.sorted().joined(separator: ", "))")
    }
    do {
      return try JSONDecoder().decode(Mapping.self, from: Data(json))
    } catch DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty {
      throw Fault(description: "'\(path(context))': \(context.debugDescription)")
    } catch DecodingError.typeMismatch(_, let context) {
      throw Fault(description: "'\(path(context))' has the wrong type")
    } catch {
      throw Fault(description: "can't be understood")
    }
  }

  private static func path(_ context: DecodingError.Context) -> String {
    context.codingPath.map(\.stringValue).joined(separator: ".")
  }

  /// Throws `FigureMapping.Fault` for what is no zone.
  static func check(timeZone: String?) throws {
    guard let timeZone, TimeZone(identifier: timeZone) == nil else { return }
    throw FigureMapping.Fault(
      description: "'time_zone': '\(timeZone)' is no zone; write one such as Europe/Berlin")
  }
}
