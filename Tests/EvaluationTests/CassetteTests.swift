@testable import Evaluation
import Foundation
import Scoring
import Testing

@Suite struct CassetteTests {
  /// A request as it goes over the wire.
  private func body(
    _ text: String = "Where is my order?", model: String = "m-1", temperature: String = "0", seed: Int = 7,
    schema: String = #"{"type":"object","properties":{"label":{"type":"string"},"p":{"type":"number"}}}"#
  ) -> [UInt8] {
    let long = String(repeating: "Classify with care. ", count: 40)
    return Array(
      """
      {"model":"\(model)","messages":[{"role":"system","content":"\(long)"},{"role":"user","content":"\(text)"}],\
      "temperature":\(temperature),"max_tokens":64,"seed":\(seed),"prompt_cache_key":"abc",\
      "response_format":{"type":"json_schema","json_schema":{"name":"tone","strict":true,"schema":\(schema)}}}
      """.utf8)
  }

  private func request(_ body: [UInt8], sample: Int = 0) throws -> CassetteRequest {
    try CassetteRequest(provider: "test", body: body, sample: sample, ignoring: ["prompt_cache_key"])
  }

  private func record(_ request: CassetteRequest, answer: String = "neutral") -> CassetteRecord {
    CassetteRecord(
      request: request, status: 200,
      body: #"{"model":"m-1-0301","choices":[{"finish_reason":"stop","message":{"content":"\#(answer)"}}],"#
        + #""usage":{"prompt_tokens":120,"completion_tokens":9}}"#,
      recordedAt: "2026-11-22T09:30:00Z", latencyMilliseconds: 412, attempts: 2)
  }

  /// A file with so many records.
  private func file(_ count: Int) throws -> [UInt8] {
    var cassette = Cassette()
    var bytes: [UInt8] = []
    for index in 0..<count { bytes += cassette.append(record(try request(body("text \(index)")))) ?? [] }
    return bytes
  }

  @Test func `a key covers all that decides an answer and nothing else`() throws {
    let key = try request(body()).key
    #expect(try request(body("another text")).key != key)
    #expect(try request(body(model: "m-2")).key != key)
    #expect(try request(body(temperature: "0.7")).key != key)
    #expect(try request(body(seed: 8)).key != key)
    #expect(try request(body(), sample: 1).key != key)
    #expect(try CassetteRequest(provider: "other", body: body(), sample: 0).key != key)
    // The order of a schema's members is the order in which a model answers.
    let turned = #"{"type":"object","properties":{"p":{"type":"number"},"label":{"type":"string"}}}"#
    #expect(try request(body(schema: turned)).key != key)
    // The endpoint's own cache changes no answer.
    let other = String(decoding: body(), as: UTF8.self).replacing(#""abc""#, with: #""xyz""#)
    #expect(try request(Array(other.utf8)).key == key)
    #expect(try request(body(temperature: "0.0")).key == key)
  }

  @Test func `decimals are strings in a key, whole numbers are not`() throws {
    let params = try request(body(temperature: "0.70")).json["params"]?.value
    #expect(params?["temperature"]?.value == .string("0.7"))
    #expect(params?["max_tokens"]?.value == .number(64))
  }

  @Test func `what is not of the protocol has no key`() {
    for bad in ["", "[]", #"{"model":"m"}"#, #"{"messages":[]}"#, #"{"model":1,"messages":[]}"#] {
      #expect(throws: CassetteRequest.Malformed.self) { try request(Array(bad.utf8)) }
    }
  }

  @Test func `a record comes back as it was written`() throws {
    var cassette = Cassette()
    let written = record(try request(body()))
    let lines = cassette.append(written)
    let read = Cassette(try #require(lines))
    #expect(read.problems.isEmpty && read.tornBytes == 0)
    let found = try #require(read[written.request.key])
    #expect(found.request.key == written.request.key && found.body == written.body)
    #expect(found.modelServed == "m-1-0301" && found.finish == "stop" && found.usage?.input == 120)
    #expect(found.answer == "neutral" && found.attempts == 2 && found.latencyMilliseconds == 412)
  }

  @Test func `what all requests share is written once`() throws {
    let bytes = try file(20)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.split(separator: "\n").count == 21)
    #expect(text.matches(of: /Classify with care\. Classify/).count > 0)
    #expect(text.split(separator: "\n").count { $0.contains("Classify with care") } == 1)
    // Going on with the file writes no part a second time.
    var cassette = Cassette(bytes)
    let more = cassette.append(record(try request(body("text 20"))))
    #expect(String(decoding: try #require(more), as: UTF8.self).split(separator: "\n").count == 1)
  }

  @Test func `a record without parts reads the same`() throws {
    let whole = record(try request(body()))
    let line = Array((whole.line(whole.request.json).compactText + "\n").utf8)
    #expect(Cassette(line)[whole.request.key]?.body == whole.body)
  }

  @Test func `a torn last line counts for nothing, wherever it is torn`() throws {
    let bytes = try file(2)
    let last = try #require(bytes.dropLast().lastIndex(of: UInt8(ascii: "\n"))) + 1
    for cut in stride(from: last + 1, to: bytes.count, by: 37) {
      let cassette = Cassette(Array(bytes[..<cut]))
      #expect(cassette.records.count == 1 && cassette.problems.isEmpty && cassette.tornBytes == cut - last)
      #expect(cassette.wholeBytes == last)
    }
  }

  @Test func `a changed byte is found, and its line named`() throws {
    let text = String(decoding: try file(3), as: UTF8.self)
    let changed = text.replacing("text 1", with: "text 9", maxReplacements: 1)
    let cassette = Cassette(Array(changed.utf8))
    #expect(cassette.records.count == 2)
    // A part comes first, then the records.
    #expect(cassette.problems.map(\.line) == [3])
    #expect(cassette.problems.first?.what.contains("hash") == true)
  }

  @Test func `a key that stands for another request is refused`() throws {
    let (a, b) = try (record(request(body("a"))), record(request(body("b"))))
    // The line is whole in itself: its own hash fits, and only its key is another request's.
    let line = a.line(a.request.json).object ?? []
    let forged = line.filter { $0.name != "rec" }.map {
      $0.name == "key" ? ("key", JSON.string(b.request.key)) : ($0.name, $0.value)
    }
    let sealed = JSON.members(forged + [("rec", .string(Fingerprint.of(.members(forged))))])
    let cassette = Cassette(Array((sealed.compactText + "\n").utf8))
    #expect(cassette.records.isEmpty)
    #expect(cassette.problems.first?.what.contains("request's hash") == true)
  }

  @Test(arguments: [
    "nonsense", "{}", #"{"v":1,"part":"abc","value":[]}"#, #"{"v":1,"key":"k","req":{},"rec":"x"}"#, "[1,2]",
  ])
  func `lines that are no records are named`(line: String) {
    let cassette = Cassette(Array((line + "\n").utf8))
    #expect(cassette.records.isEmpty && cassette.problems.map(\.line) == [1])
  }

  @Test func `the same key is taken once`() throws {
    var cassette = Cassette()
    let first = record(try request(body()), answer: "neutral")
    let (taken, again) = (cassette.append(first), cassette.append(record(try request(body()), answer: "positive")))
    #expect(taken != nil && again == nil)
    #expect(cassette[first.request.key]?.answer == "neutral")
  }

  @Test func `a miss says which members differ from the nearest record`() throws {
    let cassette = Cassette(try file(5))
    let miss = CassetteMiss(try request(body("text 3", seed: 9)), among: cassette.records)
    #expect(miss.nearest == (try request(body("text 3")).key))
    #expect(miss.differences == ["params.seed: 7 is recorded, 9 is wanted"])
    let other = CassetteMiss(try request(body("text 3!", model: "m-2")), among: cassette.records)
    #expect(
      other.differences == [
        #"model: "m-1" is recorded, "m-2" is wanted"#, "messages[1] (the interaction) differ from byte 6 on",
      ])
    #expect(CassetteMiss(try request(body()), among: []).description.contains("no answer was ever recorded"))
  }

  @Test func `statistics and differences of cassettes`() throws {
    let records = Cassette(try file(4)).records
    let statistics = CassetteStatistics(records)
    #expect(statistics.records == 4 && statistics.modelsServed == ["m-1-0301": 4] && statistics.tokensIn == 480)
    #expect(statistics.latencyP50 == 412)
    let changed = [record(records[0].request, answer: "positive")] + records[1...2]
    let comparison = CassetteComparison(records, changed)
    #expect(comparison.changed == [records[0].request.key] && comparison.same == 2)
    #expect(comparison.onlyFirst == [records[3].request.key] && comparison.onlySecond.isEmpty)
  }

  @Test func `a refusal is told from an answer`() throws {
    let refused = CassetteRecord(
      request: try request(body()), status: 200,
      body: #"{"choices":[{"message":{"content":null,"refusal":"I can't help with that"}}]}"#,
      recordedAt: "2026-11-22T09:30:00Z", latencyMilliseconds: 1, attempts: 1)
    #expect(refused.isRefusal && refused.usage == nil)
    #expect(!record(try request(body())).isRefusal)
  }
}
