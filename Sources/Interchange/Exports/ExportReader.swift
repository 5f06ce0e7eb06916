/// Reads the JSON that help desks, CRMs and call recorders export: one record, an array of records, an envelope around
/// such an array, or one record after the other. One record is in memory at a time; a file that is cut off delivers the
/// records before the cut.
final class ExportReader: RecordReader {
  private let stream: JSONStream
  private let file: String
  private let options: ImportOptions
  private let directory: ExportDirectory
  private var pending: [ImportedRecord] = []
  private var state = State.betweenValues
  private var envelope = Envelope()
  /// The elements of an array that are no records but the turns of one call.
  private var turns: [JSONValue] = []

  private enum State {
    case betweenValues
    /// Within an array of the outermost level, before an element.
    case inArray(isFirst: Bool)
    /// Within an object of the outermost level, before a member.
    case inObject(isFirst: Bool)
    /// Within an object's array of records, before an element.
    case inRecords(isFirst: Bool)
    case ended
  }

  /// What an object of the outermost level holds besides an array of records.
  private struct Envelope {
    var members: [String: JSONValue] = [:]
    var line = 1
    var size = 0
    var hasRecords = false
  }

  /// The members under which vendors deliver arrays of records.
  private static let recordLists: Set<String> = [
    "tickets", "conversations", "value", "results", "records", "callTranscripts", "data", "engagements", "messages",
    "emails", "calls", "items", "cases",
  ]

  /// - Parameter directory: The people and companies that the file names beside its records.
  init(source: ByteSource, file: String, options: ImportOptions, directory: ExportDirectory) throws {
    stream = try JSONStream(source)
    self.file = file
    self.options = options
    self.directory = directory
  }

  func next() throws -> ImportedRecord? {
    while pending.isEmpty {
      if case .ended = state { return nil }
      try step()
    }
    return pending.removeFirst()
  }

  private func step() throws {
    switch state {
    case .ended: break
    case .betweenValues:
      _ = try stream.take(",")
      if try stream.take("[") {
        state = .inArray(isFirst: true)
      } else if try stream.take("{") {
        envelope = Envelope(line: stream.line)
        state = .inObject(isFirst: true)
      } else {
        if try stream.next() != nil { report("is no JSON object", "check how the file was exported") }
        state = .ended
      }
    case .inArray(let isFirst):
      if let piece = try element(isFirst) { take(piece) } else { endArray() }
    case .inRecords(let isFirst):
      if let piece = try element(isFirst) { take(piece) } else { endRecords() }
    case .inObject(let isFirst): try member(isFirst)
    }
  }

  /// The next element of an array; `nil` behind the last one, and where the file is broken, which is reported.
  private func element(_ isFirst: Bool) throws -> JSONStream.Piece? {
    if try stream.take("]") { return nil }
    guard try isFirst || stream.take(","), let piece = try stream.value(limit: options.maximumLineSize), !piece.isCut
    else {
      try reportBreak()
      return nil
    }
    if case .inArray = state { state = .inArray(isFirst: false) } else { state = .inRecords(isFirst: false) }
    return piece
  }

  private func endArray() {
    if case .inArray = state { state = .betweenValues }
    guard !turns.isEmpty else { return }
    deliver(CallTurns.records(.array(turns), context(envelope.line)))
    turns = []
  }

  private func endRecords() {
    if case .inRecords = state { state = .inObject(isFirst: false) }
  }

  private func member(_ isFirst: Bool) throws {
    if try stream.take("}") { return endObject() }
    guard try isFirst || stream.take(","), let name = try stream.value(limit: 1 << 12), !name.isCut,
      case .string(let key)? = try? JSONParser.value(name.bytes[...]), try stream.take(":")
    else { return try reportBreak() }
    state = .inObject(isFirst: false)
    if try stream.next() == UInt8(ascii: "["), isRecordList(key), try stream.take("[") {
      envelope.hasRecords = true
      state = .inRecords(isFirst: true)
      return
    }
    guard let piece = try stream.value(limit: options.maximumLineSize), !piece.isCut else { return try reportBreak() }
    envelope.size += piece.bytes.count
    if piece.isTooLong || envelope.size > 4 * options.maximumLineSize {
      guard !ExportDirectory.lists.contains(key) else { return }
      pending.append(.problem(tooLong(piece.line)))
    } else if !ExportDirectory.lists.contains(key) || envelope.members["id"] != nil {
      do {
        envelope.members[key] = try JSONParser.value(piece.bytes[...])
      } catch {
        report("is not valid JSON", "check how the file was exported", line: piece.line)
      }
    }
  }

  /// A record of its own has an id and may hold lists of the same names.
  private func isRecordList(_ name: String) -> Bool {
    Self.recordLists.contains(name) && envelope.members["id"] == nil && envelope.members["ticket"] == nil
  }

  private func endObject() {
    state = .betweenValues
    guard !envelope.hasRecords else { return }
    interpret(.object(envelope.members), line: envelope.line)
  }

  // MARK: Records

  private func take(_ piece: JSONStream.Piece) {
    guard !piece.isTooLong else { return pending.append(.problem(tooLong(piece.line))) }
    do {
      let value = try JSONParser.value(piece.bytes[...])
      if case .inArray = state, CallTurns.isTurn(value) {
        if turns.count < CallTurns.most { turns.append(value) }
      } else if JSONRecord.isOwn(value) {
        pending.append(JSONRecord.read(piece.bytes[...], context(piece.line).place))
      } else {
        interpret(value, line: piece.line)
      }
    } catch {
      report("is not valid JSON", "check how the file was exported", line: piece.line)
    }
  }

  private func interpret(_ value: JSONValue, line: Int) {
    let context = context(line)
    guard let vendor = Vendors.all.first(where: { $0.matches(value) }) else {
      let names = value.names.sorted().prefix(6).joined(separator: ", ")
      pending.append(
        .problem(
          ImportProblem(
            place: context.place, kind: .unknownFormat,
            what: names.isEmpty ? "is none of the records known here" : "is none of the records known here (\(names))",
            remedy: "docs/import.md lists the exports that are read; others can be mapped")))
      return
    }
    do {
      deliver(try vendor.records(value, context))
    } catch {
      pending.append(.problem(error.problem(at: context.place)))
    }
  }

  private func deliver(_ records: [ImportedRecord]) { pending.append(contentsOf: records) }

  private func context(_ line: Int) -> ExportContext {
    ExportContext(place: ImportPlace(file: file, line: line), options: options, directory: directory)
  }

  // MARK: Problems

  /// Says where the file is broken or cut off; what came before is delivered, and nothing behind is guessed.
  private func reportBreak() throws {
    let isAtEnd = try stream.next() == nil
    report(
      isAtEnd
        ? "the file ends within a record or list; what stands before is imported" : "is not valid JSON from here on",
      "export the file again")
    state = .ended
  }

  private func report(_ what: String, _ remedy: String, line: Int? = nil) {
    pending.append(
      .problem(
        ImportProblem(
          place: ImportPlace(file: file, line: line ?? stream.line), kind: .malformed, what: what, remedy: remedy)))
  }

  private func tooLong(_ line: Int) -> ImportProblem {
    ImportProblem(
      place: ImportPlace(file: file, line: line), kind: .tooLarge,
      what: "the record is longer than \(options.maximumLineSize) bytes", remedy: "export it in smaller pieces")
  }
}
