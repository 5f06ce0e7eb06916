import Foundation
import TestSupport
import Testing

/// What the program itself does on the wire.
@Suite struct TransitTests {
  private static let completion = #"""
    {"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":
    "{\"label\":\"neutral\",\"p\":{\"negative\":0.1,\"neutral\":0.8,\"positive\":0.1},\"mixed\":false,\"issue_reported\":false,\"cues\":[],\"evidence\":[],\"topics\":[\"other\"],\"language\":\"en\"}"}}]}
    """#

  /// Measures one sentence at an endpoint on this machine.
  private static func evaluate(
    at url: String, endpoint: [String] = ["--endpoint", "embedded"], _ environment: [String: String] = [:]
  ) async throws -> PhanoProcess {
    try await withFolder { folder in
      let data = folder.appending(path: "d.jsonl")
      try Data(#"{"id":"1","text":"All fine, thanks","label":"neutral","language":"en","channel":"email"}"#.utf8)
        .write(to: data)
      return try await PhanoProcess.run(
        ["eval", "run", "--mode", "live", "--dataset", data.path, "--endpoint-url", url] + endpoint,
        environment: environment)
    }
  }

  @Test func proxiesOfTheEnvironmentAreNotUsed() async throws {
    let proxy = try MisbehavingServer { _, _ in .answer(status: 502) }
    let endpoint = try MisbehavingServer { _, _ in .answer(status: 200, body: Array(Self.completion.utf8)) }
    defer {
      proxy.stop()
      endpoint.stop()
    }
    var environment: [String: String] = [:]
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
      environment[name] = proxy.url
    }
    let result = try await Self.evaluate(at: endpoint.url + "/v1", environment)
    #expect(result.status == 0, "\(result.errors)")
    #expect(endpoint.requests.count == 1)
    #expect(proxy.connections == 0 && proxy.bytesReceived == 0)
  }

  @Test func aRedirectIsNotFollowed() async throws {
    let other = try MisbehavingServer { _, _ in .answer(status: 200, body: Array(Self.completion.utf8)) }
    let endpoint = try MisbehavingServer { _, _ in
      .answer(status: 307, headers: [("location", other.url + "/v1/chat/completions")])
    }
    defer {
      other.stop()
      endpoint.stop()
    }
    let result = try await Self.evaluate(at: endpoint.url + "/v1")
    #expect(result.status == 69)
    #expect(other.connections == 0)
  }

  @Test func plainTextToAnotherMachineIsRefused() async throws {
    let result = try await Self.evaluate(
      at: "http://192.0.2.1/v1",
      endpoint: ["--endpoint", "vllm", "--model", "m", "--endpoint-region", "eu:Paris"])
    #expect(result.status == 78)
    #expect(result.errors.contains("in the clear"))
  }
}
