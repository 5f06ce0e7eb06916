import Scoring

/// An answer that was recorded, and what it answered: one line of a cassette.
public struct CassetteRecord: Sendable, Hashable {
  /// What was asked.
  public let request: CassetteRequest
  /// HTTP status, 200...299.
  public let status: Int
  /// The response's body as it came.
  public let body: String
  /// The model that answered, as the endpoint names it; nil when it does not say.
  public let modelServed: String?
  /// Why it stopped; nil when it does not say.
  public let finish: String?
  /// When it was recorded, as `2026-11-22T09:30:00Z`.
  public let recordedAt: String
  /// Of the try that succeeded.
  public let latencyMilliseconds: Int
  /// Tries that it took.
  public let attempts: Int
  /// Tokens, when the endpoint counts them.
  public let usage: EvaluationItem.Usage?

  /// An answer as it came over the wire.
  public init(
    request: CassetteRequest, status: Int, body: String, recordedAt: String, latencyMilliseconds: Int, attempts: Int
  ) {
    let answer = try? JSONReader.read(Array(body.utf8), maximumBytes: 1 << 26)
    self.init(
      request: request, status: status, body: body, modelServed: answer?["model"]?.value.string,
      finish: answer?["choices"]?.value.array?.first?.value["finish_reason"]?.value.string, recordedAt: recordedAt,
      latencyMilliseconds: latencyMilliseconds, attempts: attempts,
      usage: answer?["usage"].flatMap { Self.usage($0.value, Self.wireNames) })
  }

  private init(
    request: CassetteRequest, status: Int, body: String, modelServed: String?, finish: String?, recordedAt: String,
    latencyMilliseconds: Int, attempts: Int, usage: EvaluationItem.Usage?
  ) {
    self.request = request
    self.status = status
    self.body = body
    self.modelServed = modelServed
    self.finish = finish
    self.recordedAt = recordedAt
    self.latencyMilliseconds = latencyMilliseconds
    self.attempts = attempts
    self.usage = usage
  }

  private static let wireNames = ("prompt_tokens", "completion_tokens")
  private static let ownNames = ("in", "out")

  private static func usage(_ json: JSON, _ names: (String, String)) -> EvaluationItem.Usage? {
    guard let input = json[names.0]?.value.integer, let output = json[names.1]?.value.integer, input >= 0, output >= 0
    else { return nil }
    let cached =
      json["cached_in"]?.value.integer ?? json["prompt_tokens_details"]?.value["cached_tokens"]?.value.integer ?? 0
    return .init(input: input, output: output, cached: max(0, cached))
  }

  /// What is wrong with a line.
  struct Broken: Error {
    let problem: String
  }

  /// Reads a line.
  ///
  /// - Parameter parts: Values that earlier lines of the file hold, by their hash.
  init(_ line: JSON, parts: [String: JSON]) throws(Broken) {
    guard let members = line.object, let stated = line["rec"]?.value.string else {
      throw Broken(problem: "no record with a 'rec'")
    }
    let actual = Fingerprint.of(.object(members.filter { $0.name != "rec" }))
    guard actual == stated else { throw Broken(problem: "its hash is \(actual.prefix(12)), not \(stated.prefix(12))") }
    guard line["v"]?.value.integer == 1 else { throw Broken(problem: "not of version 1") }
    guard let compact = line["req"]?.value, let key = line["key"]?.value.string else {
      throw Broken(problem: "'req' or 'key' is missing")
    }
    let request = CassetteRequest(json: try CassetteParts.expanded(compact, parts))
    guard request.key == key else {
      throw Broken(problem: "its request's hash is \(request.key.prefix(12)), not \(key.prefix(12))")
    }
    let (response, time) = (line["res"]?.value ?? .null, line["t"]?.value ?? .null)
    guard let status = response["status"]?.value.integer, (200...299).contains(status),
      let body = response["body"]?.value.string, let at = time["at"]?.value.string,
      let latency = time["latency_ms"]?.value.integer, latency >= 0,
      let attempts = time["attempts"]?.value.integer, attempts > 0
    else { throw Broken(problem: "'res' or 't' is not as it should be") }
    self.init(
      request: request, status: status, body: body, modelServed: response["model_served"]?.value.string,
      finish: response["finish"]?.value.string, recordedAt: at, latencyMilliseconds: latency, attempts: attempts,
      usage: line["usage"].flatMap { Self.usage($0.value, Self.ownNames) })
  }

  /// The line, without the parts that stand in lines of their own.
  func line(_ compact: JSON) -> JSON {
    func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
    func number(_ value: Int) -> JSON { .number(Double(value)) }
    let members: [(String, JSON)] = [
      ("v", .number(1)), ("key", .string(request.key)), ("req", compact),
      (
        "res",
        .members([
          ("status", number(status)), ("body", .string(body)), ("model_served", text(modelServed)),
          ("finish", text(finish)),
        ])
      ),
      (
        "t",
        .members([
          ("at", .string(recordedAt)), ("latency_ms", number(latencyMilliseconds)), ("attempts", number(attempts)),
        ])
      ),
      (
        "usage",
        usage.map { usage in
          .members([
            ("in", number(usage.input)), ("out", number(usage.output)), ("cached_in", number(usage.cached)),
          ])
        } ?? .null
      ),
    ]
    return .members(members + [("rec", .string(Fingerprint.of(.members(members))))])
  }
}

/// Instructions, examples and schema are the same in all requests of a prompt. They are written once, as a line
/// `{"v":1,"part":"<sha256>","value":...}`, and `{"part":"<sha256>"}` stands for them in requests. Keys are made of
/// whole requests, so a cassette without parts reads the same.
enum CassetteParts {
  /// Values that are not worth a line of their own.
  private static let leastBytes = 256

  /// The request with its parts taken out, and those parts.
  static func compacted(_ request: JSON) -> (request: JSON, parts: [(hash: String, value: JSON)]) {
    var parts: [(hash: String, value: JSON)] = []
    func part(_ value: JSON) -> JSON {
      let hash = Fingerprint.of(value)
      parts.append((hash, value))
      return .members([("part", .string(hash))])
    }
    let members = (request.object ?? []).map { member -> (String, JSON) in
      switch member.name {
      case "messages":
        guard let messages = member.value.array?.map(\.value), let last = messages.last else { break }
        let fixed = JSON.elements(Array(messages.dropLast()))
        guard fixed.compactText.utf8.count >= leastBytes else { break }
        return (member.name, .elements([part(fixed), last]))
      case "response_format":
        guard member.value.compactText.utf8.count >= leastBytes else { break }
        return (member.name, part(member.value))
      default: break
      }
      return (member.name, member.value)
    }
    return (.members(members), parts)
  }

  /// The line of a part.
  static func line(_ hash: String, _ value: JSON) -> JSON {
    .members([("v", .number(1)), ("part", .string(hash)), ("value", value)])
  }

  static func expanded(_ request: JSON, _ parts: [String: JSON]) throws(CassetteRecord.Broken) -> JSON {
    var members: [(String, JSON)] = []
    for member in request.object ?? [] {
      guard member.name == "messages", let messages = member.value.array?.map(\.value) else {
        members.append((member.name, try resolved(member.value, parts) ?? member.value))
        continue
      }
      var whole: [JSON] = []
      for message in messages {
        if let fixed = try resolved(message, parts) {
          whole += fixed.array?.map(\.value) ?? [fixed]
        } else {
          whole.append(message)
        }
      }
      members.append((member.name, .elements(whole)))
    }
    return .members(members)
  }

  /// What a reference stands for; nil for what is no reference.
  private static func resolved(_ json: JSON, _ parts: [String: JSON]) throws(CassetteRecord.Broken) -> JSON? {
    guard let members = json.object, members.count == 1, let hash = json["part"]?.value.string else { return nil }
    guard let value = parts[hash] else {
      throw CassetteRecord.Broken(problem: "the part \(hash.prefix(12)) is not in the file before it")
    }
    return value
  }
}

extension CassetteRecord {
  /// The message that was answered; the whole body when it holds none.
  public var answer: String {
    let json = try? JSONReader.read(Array(body.utf8), maximumBytes: 1 << 26)
    return json?["choices"]?.value.array?.first?.value["message"]?.value["content"]?.value.string ?? body
  }

  /// Whether the model refused to answer.
  public var isRefusal: Bool {
    let json = try? JSONReader.read(Array(body.utf8), maximumBytes: 1 << 26)
    return json?["choices"]?.value.array?.first?.value["message"]?.value["refusal"]?.value.string != nil
  }
}
