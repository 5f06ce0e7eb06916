import Foundation
import Testing

@testable import Outputs

/// What a receiver of webhooks holds us to.
@Suite struct WebhookTests {
  private struct Vector: Decodable {
    let secret, id, timestamp, body, signature: String

    private enum CodingKeys: String, CodingKey {
      case secret, body
      case id = "webhook-id"
      case timestamp = "webhook-timestamp"
      case signature = "webhook-signature"
    }
  }

  private static let vector: String? = {
    let shared = ProcessInfo.processInfo.environment["PHANO_SHARED"] ?? "../shared"
    let file = "\(shared)/data/webhooks/standard-webhooks/test_vector.json"
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }()

  @Test(.enabled(if: vector != nil, "skipped: the specification's vector is not in PHANO_SHARED"))
  func `the specification's vector is reproduced`() throws {
    let file = try #require(Self.vector)
    let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: URL(filePath: file)))
    let secret = try #require(WebhookSecret(vector.secret))
    let timestamp = try #require(Int(vector.timestamp))
    let headers = WebhookHeaders(id: vector.id, timestamp: timestamp, body: Array(vector.body.utf8), secrets: [secret])
    #expect(
      headers.fields == [
        .init(name: "webhook-id", value: vector.id), .init(name: "webhook-timestamp", value: vector.timestamp),
        .init(name: "webhook-signature", value: vector.signature),
      ])
  }

  @Test func `a signature is of id, time and body, each of which changes it`() throws {
    let secret = try #require(WebhookSecret("whsec_" + Base64.text(Array(0..<32))))
    let body = Array(#"{"a":1}"#.utf8)
    let whole = secret.signature(id: "msg_1", timestamp: 1_700_000_000, body: body)
    // By another implementation (Python's hmac), over msg_1.1700000000.{"a":1} with the key 00 01 ... 1f.
    #expect(whole == "v1,AMaOha7DUT/0J0JMycRuYOBSvbx3WtwLd2khXXbaVj4=")
    #expect(whole != secret.signature(id: "msg_2", timestamp: 1_700_000_000, body: body))
    #expect(whole != secret.signature(id: "msg_1", timestamp: 1_700_000_001, body: body))
    #expect(whole != secret.signature(id: "msg_1", timestamp: 1_700_000_000, body: body + [0x20]))
  }

  @Test func `during a rotation both secrets sign, and after it the new one alone`() throws {
    var generator = SystemRandomNumberGenerator()
    let (old, new) = (WebhookSecret.draw(using: &generator), WebhookSecret.draw(using: &generator))
    var secrets = DestinationSecrets(signing: [.init(secret: old)])
    #expect(secrets.signing(at: 0) == [old])
    secrets.rotate(to: new, now: 1000, overlap: 3600)
    #expect(secrets.signing(at: 1000) == [new, old])
    #expect(secrets.signing(at: 4599) == [new, old])
    #expect(secrets.signing(at: 4600) == [new])
    let signing = secrets.signing(at: 1000).compactMap { WebhookSecret($0) }
    let headers = WebhookHeaders(id: "msg_1", timestamp: 1, body: [], secrets: signing)
    let signatures = headers.fields[2].value.split(separator: " ")
    #expect(signatures.count == 2 && signatures.allSatisfy { $0.hasPrefix("v1,") } && Set(signatures).count == 2)
    secrets.rotate(to: old, now: 2000, overlap: 0)
    #expect(secrets.signing(at: 2000) == [old], "a compromised secret stops signing at once")
  }

  @Test func `secrets are 24 to 64 bytes of base64, and show themselves nowhere`() throws {
    for count in [24, 32, 64] {
      #expect(WebhookSecret("whsec_" + Base64.text([UInt8](repeating: 7, count: count))) != nil)
    }
    for text in ["", "whsec_", "whsec_AAAA", "whsec_" + Base64.text([UInt8](repeating: 7, count: 65)), "secret"] {
      #expect(WebhookSecret(text) == nil, "\(text)")
    }
    var generator = SystemRandomNumberGenerator()
    let text = WebhookSecret.draw(using: &generator)
    let secret = try #require(WebhookSecret(text))
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(!"\(secret) \(dumped)".contains(text.dropFirst(6)))
  }

  @Test func `base64 is what others take for it`() {
    var generator = SystemRandomNumberGenerator()
    for count in 0..<70 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      let text = Data(bytes).base64EncodedString()
      #expect(Base64.text(bytes) == text)
      #expect(Base64.bytes(text) == bytes)
    }
    for text in ["A", "AA=A", "AB==", "A===", "====", "AA A", "AAA\u{E9}"] { #expect(Base64.bytes(text) == nil) }
  }

  @Test func `days and times are those of the calendar`() throws {
    let formatter = ISO8601DateFormatter()
    for seconds in stride(from: -5_000_000_000.0, through: 9_000_000_000, by: 86_399 * 997) {
      #expect(DayText.time(seconds) == formatter.string(from: Date(timeIntervalSince1970: seconds)))
    }
    #expect(DayText.day(Samples.day) == "2026-11-20")
  }

  @Test func `an account that changed is told of with its reasons`() throws {
    let quote = OutputQuote(day: Samples.day - 3, channel: "email", text: "Write to [EMAIL_1], or we leave.")
    let account = try Samples.account("nordhafen", name: "Nordhafen", quotes: [quote])
    let body = try Samples.json(WebhookPayload.accountChanged(account, in: Samples.run([account])))
    #expect(body["type"] as? String == "diagnosis.account_changed")
    #expect(body["version"] as? Int == 1)
    #expect(body["timestamp"] as? String == "2026-11-21T05:00:03Z")
    let data = try #require(body["data"] as? [String: Any])
    #expect(data["account"] as? String == "nordhafen")
    #expect(data["name"] as? String == "Nordhafen")
    #expect(data["day"] as? String == "2026-11-20")
    #expect(data["verdict"] as? String == "at_risk")
    #expect(data["previous_verdict"] as? String == "stable")
    #expect(data["is_first"] as? Bool == false)
    #expect(data["newly_adverse"] as? [String] == ["usage"])
    let reasons = try #require(data["reasons"] as? [[String: Any]])
    #expect(reasons.first?["family"] as? String == "usage")
    #expect((reasons.first?["text"] as? String)?.hasPrefix("Usage fell by 40 %") == true)
    let quotes = try #require(data["quotes"] as? [[String: Any]])
    #expect(quotes.first?["text"] as? String == "Write to [EMAIL_1], or we leave.")
  }

  @Test func `an account's first diagnosis says so`() throws {
    let account = try Samples.account("new", before: nil)
    let body = try Samples.json(WebhookPayload.accountChanged(account, in: Samples.run([account])))
    let data = try #require(body["data"] as? [String: Any])
    #expect(data["is_first"] as? Bool == true)
    #expect(data["previous_verdict"] is NSNull && data["score_change"] is NSNull)
  }

  @Test func `no payload is larger than 20 kB, whatever is in it`() throws {
    let long = String(repeating: "\u{1F600}\"\\<\u{7}", count: 600)
    let quotes = (0..<50).map { OutputQuote(day: Samples.day - $0, channel: "email", text: long) }
    let hostile = try Samples.account(String(long.prefix(600)), name: long, quotes: quotes)
    let one = WebhookPayload.accountChanged(hostile, in: Samples.run([hostile]))
    #expect(one.count <= 20_000)
    #expect(try Samples.json(one)["type"] as? String == "diagnosis.account_changed")

    let many = try (0..<2000).map { try Samples.account("account \($0) \(long.prefix(200))") }
    let all = WebhookPayload.runCompleted(Samples.run(many))
    #expect(all.count <= 20_000)
    let data = try #require(try Samples.json(all)["data"] as? [String: Any])
    #expect(data["changed"] as? Int == 2000)
    #expect(data["accounts"] as? Int == 2000)
    #expect(((data["changed_accounts"] as? [Any])?.count ?? 0) > 0)
    #expect((data["verdicts"] as? [String: Int])?["at_risk"] == 2000)
  }

  /// Members of an object and of all objects in it, as paths.
  private func members(_ value: Any, _ path: String = "") -> Set<String> {
    switch value {
    case let object as [String: Any]:
      object.reduce(into: []) { $0.formUnion(members($1.value, "\(path).\($1.key)").union(["\(path).\($1.key)"])) }
    case let array as [Any]: array.reduce(into: []) { $0.formUnion(members($1, path)) }
    default: []
    }
  }

  /// What a schema says that an object must have.
  private func required(_ schema: [String: Any], _ path: String = "") -> Set<String> {
    let own = Set((schema["required"] as? [String] ?? []).map { "\(path).\($0)" })
    let deeper = (schema["properties"] as? [String: [String: Any]] ?? [:]).map { name, schema in
      required(schema["items"] as? [String: Any] ?? schema, "\(path).\(name)")
    }
    return deeper.reduce(own) { $0.union($1) }
  }

  @Test func `payloads have the members that the published schema names, and no others`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/webhook.schema.json")
    let schema = try Samples.json(Array(try Data(contentsOf: file)))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let quote = OutputQuote(day: Samples.day, channel: "email", text: "x")
    let account = try Samples.account("a", name: "A", quotes: [quote])
    let run = Samples.run([account])
    for (name, body) in [
      ("account_changed", WebhookPayload.accountChanged(account, in: run)),
      ("run_completed", WebhookPayload.runCompleted(run)),
      ("test", WebhookPayload.test(organization: run.organization, destination: "hook", at: 0)),
    ] {
      let payload = try Samples.json(body)
      #expect(Set(payload.keys) == Set(try #require(schema["required"] as? [String])))
      let definition = try #require(definitions[name])
      #expect(members(try #require(payload["data"])) == required(definition), "\(name)")
    }
  }
}
