package import Scoring

/// A request as a cassette knows it: everything that decides the answer, and nothing else.
public struct CassetteRequest: Sendable, Hashable {
  /// `{v, provider, model, params, messages, response_format, sample}`.
  package let json: JSON
  /// SHA-256 of its canonical form.
  public let key: String
  /// Marks of the members that are compared, and of the messages.
  private let members: [UInt64]
  private let messageMarks: [UInt64]

  /// Equal keys, equal requests.
  public static func == (a: CassetteRequest, b: CassetteRequest) -> Bool { a.key == b.key }

  /// By the key.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// Why a body is no chat-completions request.
  public struct Malformed: Error, Sendable, Hashable {}

  /// - Parameters:
  ///   - provider: The endpoint profile's name.
  ///   - body: The request's body as it goes over the wire.
  ///   - sample: Which of the answers drawn for this request is meant, from 0.
  ///   - ignoring: Fields of the body that can't change an answer, such as a key for the endpoint's own cache.
  public init(
    provider: String, body: [UInt8], sample: Int, ignoring: Set<String> = []
  ) throws(Malformed) {
    guard let members = try? JSONReader.read(body, maximumBytes: 1 << 26).object,
      let model = members.first(where: { $0.name == "model" })?.value.string,
      let messages = members.first(where: { $0.name == "messages" })?.value, messages.array != nil
    else { throw Malformed() }
    let params = members.filter { !Self.named.contains($0.name) && !ignoring.contains($0.name) }
    let format = members.first { $0.name == "response_format" }?.value ?? .null
    self.init(
      json: .members([
        ("v", .number(1)), ("provider", .string(provider)), ("model", .string(model)),
        ("params", .members(params.map { ($0.name, Self.settled($0.value, of: $0.name)) })), ("messages", messages),
        ("response_format", Self.settled(format, of: "response_format")), ("sample", .number(Double(sample))),
      ]))
  }

  /// A request that was read from a cassette.
  package init(json: JSON) {
    self.json = json
    key = Fingerprint.of(json)
    members = Self.compared.map { Self.mark(json[$0]?.value ?? .null) }
    messageMarks = (json["messages"]?.value.array ?? []).map { Self.mark($0.value) }
  }

  private static let compared = ["provider", "model", "params", "response_format", "sample"]

  /// A number that equal values share (FNV-1a of the canonical form): a cassette's records are compared with each request
  /// that misses, and comparing whole texts would take the square of their length.
  private static func mark(_ json: JSON) -> UInt64 {
    json.canonical.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// The model asked for.
  public var model: String { json["model"]?.value.string ?? "" }

  private static let named: Set<String> = ["model", "messages", "response_format"]

  /// All decimals as strings, so that no reader's idea of numbers changes a key. A schema too becomes one string: the
  /// order of its members is the order in which a model has to answer, and sorted members would hide a change of it.
  private static func settled(_ json: JSON, of name: String) -> JSON {
    switch json {
    case .number(let value):
      let isDecimal = json.integer == nil || name == "temperature" || name == "top_p"
      return isDecimal ? .string(CanonicalNumber.text(value)) : json
    case .array(let elements): return .elements(elements.map { settled($0.value, of: "") })
    case .object(let members):
      if name == "schema" || name == "json" { return .string(json.compactText) }
      return .members(members.map { ($0.name, settled($0.value, of: $0.name)) })
    default: return json
    }
  }
}

extension CassetteRequest {
  /// What sets two requests apart, one clause each and without their texts; empty when nothing does.
  public func differences(from recorded: CassetteRequest) -> [String] {
    let names = ["v", "provider", "model", "response_format", "sample"]
    var found = names.compactMap { name -> String? in
      let (mine, other) = (json[name]?.value ?? .null, recorded.json[name]?.value ?? .null)
      guard !Self.isSame(mine, other) else { return nil }
      return name == "response_format"
        ? "response_format: \(Self.formatName(other)) is recorded, \(Self.formatName(mine)) is wanted"
        : "\(name): \(other.compactText) is recorded, \(mine.compactText) is wanted"
    }
    found += differences(ofParams: recorded)
    let (mine, other) = (messages, recorded.messages)
    if mine.count != other.count { found.append("messages: \(other.count) are recorded, \(mine.count) are wanted") }
    for (index, pair) in zip(other, mine).enumerated() where !Self.isSame(pair.0, pair.1) {
      let place = index == mine.count - 1 ? "the interaction" : index == 0 ? "the instructions" : "an example"
      found.append("messages[\(index)] (\(place)) differ from byte \(Self.commonBytes(pair.0, pair.1)) on")
    }
    return found
  }

  /// How much two requests have in common, for finding the nearest one.
  func nearness(to recorded: CassetteRequest) -> (equalParts: Int, commonBytes: Int) {
    let equal = zip(members, recorded.members).count { $0 == $1 }
    let firsts = zip(messageMarks, recorded.messageMarks).prefix { $0 == $1 }.count
    return (equal + firsts, Self.commonBytes(messages.last ?? .null, recorded.messages.last ?? .null))
  }

  private var messages: [JSON] { json["messages"]?.value.array?.map(\.value) ?? [] }

  private func differences(ofParams recorded: CassetteRequest) -> [String] {
    func params(_ request: CassetteRequest) -> [String: JSON] {
      let members = request.json["params"]?.value.object ?? []
      return Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
    }
    let (mine, other) = (params(self), params(recorded))
    return Set(mine.keys).union(other.keys).sorted().compactMap { name in
      guard !Self.isSame(mine[name] ?? .null, other[name] ?? .null) else { return nil }
      func text(_ json: JSON?) -> String { json?.compactText ?? "nothing" }
      return "params.\(name): \(text(other[name])) is recorded, \(text(mine[name])) is wanted"
    }
  }

  /// Whether two values say the same; where they stood in their texts is no difference.
  private static func isSame(_ a: JSON, _ b: JSON) -> Bool { a.canonical == b.canonical }

  private static func formatName(_ json: JSON) -> String {
    guard let type = json["type"]?.value.string else { return "none" }
    guard type == "json_schema" else { return type }
    return "json_schema \(Fingerprint.of(json).prefix(8))"
  }

  private static func commonBytes(_ a: JSON, _ b: JSON) -> Int {
    let (a, b) = (a["content"]?.value.string ?? "", b["content"]?.value.string ?? "")
    return zip(a.utf8, b.utf8).prefix { $0 == $1 }.count
  }
}
