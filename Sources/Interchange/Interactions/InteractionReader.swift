public import Conversation
public import Foundation

/// Reads messages from anybody's CSV or JSONL (flat objects), with foreign column names.
///
/// Neighbouring rows with the same id are the turns of one interaction. A row that can't be used is a problem, and costs
/// the whole interaction that it belongs to: a conversation with a message missing would say something else.
public struct InteractionReader: Sendable {
  private let mapping: InteractionMapping
  private let options: ImportOptions
  private let layout: FigureLayout
  private let figures: FigureMapping
  private let today: CalendarDay
  private let timeZone: TimeZone

  private static let maximumRowSize = 8 << 20

  /// - Parameters:
  ///   - today: Later days are in the future.
  ///   - timeZone: Of times that name none, unless the mapping says another.
  public init(
    _ mapping: InteractionMapping, options: ImportOptions, today: CalendarDay, timeZone: TimeZone
  ) throws(FigureMapping.Fault) {
    self.mapping = mapping
    self.options = options
    self.today = today
    var figures = FigureMapping()
    figures.dayFormat = mapping.dayFormat
    self.figures = figures
    self.timeZone = mapping.timeZone.flatMap { TimeZone(identifier: $0) } ?? timeZone
    layout = try FigureLayout(figures, .nps, [])
  }

  /// What reads the times of one file.
  private func times() -> FigureInterpreter {
    FigureInterpreter(
      kind: .nps, layout: layout, mapping: figures, metricNames: [], today: today.daysSince1970,
      now: options.importedAt, clock: LocalClock(timeZone))
  }

  /// Hands each interaction and problem of a file to `body`, in their order.
  public func read(_ path: String, _ body: (ImportedRecord) async throws -> Void) async throws {
    let rows: any FieldRows
    do {
      rows = try open(path)
    } catch let problem as ImportProblem {
      return try await body(.problem(problem))
    }
    let times = times()
    var gathered: Gathered?
    while let row = try rows.next() {
      let message: Result<Message, ImportProblem>
      do {
        message = .success(try self.message(try row.fields.get(), row.place, times))
      } catch let problem as ImportProblem {
        message = .failure(problem)
      } catch let fault as FieldFault {
        message = .failure(fault.problem(at: row.place))
      }
      let id = (try? row.fields.get()).flatMap { text(mapping.externalID, "external_id", in: $0) }
      if let open = gathered, open.id != id || id == nil {
        try await body(open.record(options))
        gathered = nil
      }
      gathered = (gathered ?? Gathered(id: id)).adding(message)
      if id == nil, let open = gathered {
        try await body(open.record(options))
        gathered = nil
      }
    }
    if let gathered { try await body(gathered.record(options)) }
  }

  private func open(_ path: String) throws -> any FieldRows {
    let source: ByteSource
    let head: [UInt8]
    do {
      source = try ByteSource.unpacking(path)
      head = Array(try source.peek(1 << 16))
    } catch {
      throw ImportProblem(
        place: ImportPlace(file: path), kind: .unreadable, what: "can't be read",
        remedy: "check the path and its rights")
    }
    if head.first(where: { $0 > 0x20 && $0 < 0x80 }) == UInt8(ascii: "{") {
      return LineRows(source: source, file: path, maximumLineSize: Self.maximumRowSize)
    }
    let rows = TableRows(
      source: source, file: path, maximumRowSize: Self.maximumRowSize, separator: TableRows.separator(of: head))
    let needed =
      [
        column(mapping.externalID, "external_id"), column(mapping.account, "account"),
        column(mapping.occurredAt, "occurred_at"), column(mapping.text, "text"),
      ] + mapping.namedColumns.map { column($0, $0) }
    try rows.readHeader()
    if let missing = needed.first(where: { !rows.columns.contains($0) }) {
      throw ImportProblem(
        place: ImportPlace(file: path, line: 1), kind: .invalidField,
        what: "there is no column '\(missing)'; the header has \(rows.columns.joined(separator: ", "))",
        remedy: "name the right column in the mapping file (--mapping)")
    }
    return rows
  }

  // MARK: Rows

  /// One row.
  private struct Message {
    let place: ImportPlace
    let source: String
    let account: ImportedAccount
    let channel: Channel
    let subject: String?
    let contact: ImportedPerson?
    let thread: String?
    let language: String?
    let at: Date
    let turn: Turn
  }

  /// The rows of one interaction.
  private struct Gathered {
    let id: String?
    var messages: [Message] = []
    var problem: ImportProblem?

    func adding(_ message: Result<Message, ImportProblem>) -> Gathered {
      var more = self
      switch message {
      case .success(let message): more.messages.append(message)
      case .failure(let problem): more.problem = more.problem ?? problem
      }
      return more
    }

    func record(_ options: ImportOptions) -> ImportedRecord {
      if let problem { return .problem(problem) }
      guard let id, let first = messages.first else { return .passedOver("empty row") }
      let ordered = messages.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        .map(\.element)
      return .interaction(
        ImportedInteraction(
          place: first.place, source: first.source, externalID: id, account: first.account,
          contact: messages.lazy.compactMap(\.contact).first, participants: messages.compactMap(\.contact),
          threadID: first.thread ?? id, isBulk: false,
          interaction: Interaction(
            channel: first.channel, subject: first.subject, occurredAt: ordered[0].at, turns: ordered.map(\.turn),
            language: first.language),
          notes: []))
    }
  }

  private func message(
    _ fields: [String: String], _ place: ImportPlace, _ times: FigureInterpreter
  ) throws -> Message {
    guard text(mapping.externalID, "external_id", in: fields) != nil else {
      throw FieldFault(field: column(mapping.externalID, "external_id"), wanted: "is missing")
    }
    let occurredAt = column(mapping.occurredAt, "occurred_at")
    let at = try times.time(try required(mapping.occurredAt, "occurred_at", fields), occurredAt, hourOfDays: 12)
    let words = try required(mapping.text, "text", fields)
    let contact = text(mapping.contact, "contact", in: fields)?.lowercased()
    let author = try stated(mapping.author, "author", mapping.authors, fields) ?? AuthorRole.customer
    let name = text(mapping.authorName, "author_name", in: fields)
    return Message(
      place: place, source: mapping.source ?? options.source ?? "table",
      account: ImportedAccount(
        externalID: try required(mapping.account, "account", fields),
        name: text(mapping.accountName, "account_name", in: fields)),
      channel: try channel(fields), subject: text(mapping.subject, "subject", in: fields),
      contact: contact.map { ImportedPerson(name: author == .customer ? name : nil, address: $0) },
      thread: text(mapping.threadID, "thread_id", in: fields), language: text(mapping.language, "language", in: fields),
      at: at,
      turn: Turn(
        author: author, authorName: name,
        visibility: try stated(mapping.visibility, "visibility", mapping.visibilities, fields) ?? .public, at: at,
        body: mapping.isHTML == true ? HTMLText.text(of: words) : words))
  }

  private func channel(_ fields: [String: String]) throws -> Channel {
    if let channel = mapping.channelIs { return channel }
    guard let channel: Channel = try choice(mapping.channel, "channel", mapping.channels, fields) else {
      throw FieldFault(
        field: column(mapping.channel, "channel"),
        wanted: "is missing; 'channel_is' in the mapping file is for all rows")
    }
    return channel
  }

  /// A value of a few: as the mapping says, or called as it is called here. Throws `FieldFault` for any other.
  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ given: String?, _ usual: String, _ names: [String: Choice]?, _ fields: [String: String]
  ) throws -> Choice? {
    guard let text = text(given, usual, in: fields) else { return nil }
    let mapped = names?.first { $0.key.lowercased() == text.lowercased() }?.value
    guard let choice = mapped ?? Choice(rawValue: text.lowercased()) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldFault(
        field: column(given, usual), wanted: "must be \(known), or what the mapping file makes one of these")
    }
    return choice
  }

  /// As `choice`, but where there is such a column its cells must say something: an empty one would make an agent's or a
  /// private word the customer's. Throws `FieldFault`.
  private func stated<Choice: RawRepresentable<String> & CaseIterable>(
    _ given: String?, _ usual: String, _ names: [String: Choice]?, _ fields: [String: String]
  ) throws -> Choice? {
    if let choice = try choice(given, usual, names, fields) { return choice }
    guard given == nil, fields[column(given, usual)] == nil else {
      throw FieldFault(field: column(given, usual), wanted: "is empty: who wrote, and for whom, is not guessed")
    }
    return nil
  }

  private func column(_ given: String?, _ usual: String) -> String { (given ?? usual).trimmed.lowercased() }

  private func text(_ given: String?, _ usual: String, in fields: [String: String]) -> String? {
    fields[column(given, usual)].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
  }

  private func required(_ given: String?, _ usual: String, _ fields: [String: String]) throws -> String {
    guard let value = text(given, usual, in: fields) else {
      throw FieldFault(field: column(given, usual), wanted: "is missing")
    }
    return value
  }
}
