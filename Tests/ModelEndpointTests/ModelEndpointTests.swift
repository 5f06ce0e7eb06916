import HTTPTransport
import Scoring
import Testing

@testable import ModelEndpoint

@Suite struct ModelEndpointTests {
  private let clock = TestClock()
  private let minute = ContinuousClock.now + .seconds(60)

  private func answer(_ content: String = "{}", status: Int = 200) -> Result<HTTPResponse, HTTPError> {
    .success(HTTPResponse(status: status, body: completionJSON(content)))
  }
  private func status(
    _ status: Int, _ headers: [(name: String, value: String)] = [], _ body: String = ""
  ) -> Result<HTTPResponse, HTTPError> {
    .success(HTTPResponse(status: status, headers: HTTPHeaders(headers), body: Array(body.utf8)))
  }
  private func fault(_ kind: HTTPError.Kind) -> Result<HTTPResponse, HTTPError> {
    .failure(HTTPError(kind, host: "api.example.org", detail: "as scripted"))
  }

  @Test func theProfilesRequestsAMinuteAreKeptRetriesIncluded() async throws {
    let profile = try testProfile { $0.requestsPerMinute = 1 }
    let transport = ScriptedTransport([answer(), status(503), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let body = try clearedBody(for: profile)
    _ = try await endpoint.complete(body, deadline: clock.start + .seconds(300))
    #expect(clock.sleeps.isEmpty)
    _ = try await endpoint.complete(body, deadline: clock.start + .seconds(300))
    #expect(clock.sleeps.reduce(.zero, +) == .seconds(120), "a minute before the second, and one before the third")
    let error = await #expect(throws: EndpointError.self) {
      try await endpoint.complete(body, deadline: clock.start + .seconds(150))
    }
    #expect(error?.kind == .rateLimited(retryAfter: .seconds(60)) && error?.attempts == 0)
    #expect(transport.sent.count == 3, "nothing was sent")
  }

  @Test func anAnswerIsAccountedFor() async throws {
    let profile = try testProfile {
      $0.prices = PriceTable(inputPerMillion: 100_000, outputPerMillion: 300_000, cachedInputPerMillion: 10_000)
    }
    let transport = ScriptedTransport([answer("{\"label\":\"neutral\"}")])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let completion = try await endpoint.complete(clearedBody(for: profile), deadline: minute)
    #expect(completion.content == "{\"label\":\"neutral\"}")
    #expect(completion.finishReason == "stop" && completion.modelServed == "model-1-0926")
    #expect(completion.usage == TokenUsage(input: 1000, output: 50, cached: 800))
    // 200 * 0.1 + 800 * 0.01 + 50 * 0.3 = 43 micro-euro
    #expect(completion.cost == 43)
    #expect(completion.attempts == 1 && completion.region.place == "Paris")
    #expect(completion.transferBasis == .withinEU(place: "Paris"))
    #expect(completion.responseBytes == completionJSON("{\"label\":\"neutral\"}").count)
    let sent = try #require(transport.sent.first)
    #expect(sent.url.text == "https://api.example.org/v1/chat/completions" && sent.method == .post)
    #expect(sent.body.bytes == (try clearedBody(for: profile)).bytes)
  }

  @Test(arguments: [408, 409, 425, 429, 500, 502, 503, 504, 529])
  func whatMayPassIsTriedAgain(_ code: Int) async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([status(code), status(code), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let completion = try await endpoint.complete(clearedBody(for: profile), deadline: minute)
    #expect(completion.attempts == 3 && transport.sent.count == 3)
    // Full jitter at one half of 0.5 s and of 1 s.
    #expect(clock.sleeps == [.milliseconds(250), .milliseconds(500)])
  }

  @Test(arguments: [HTTPError.Kind.connect, .resolve, .timeout, .connectionLost, .protocolError])
  func transportFaultsAreTriedAgain(_ kind: HTTPError.Kind) async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([fault(kind), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    #expect(try await endpoint.complete(clearedBody(for: profile), deadline: minute).attempts == 2)
  }

  @Test(arguments: [400, 401, 402, 403, 404, 413, 422, 307])
  func whatWillNotPassIsNotTriedAgain(_ code: Int) async throws {
    // Not even when a profile says so.
    let profile = try testProfile { $0.retryableStatuses = [400, 401, 402, 403, 404, 422] }
    let transport = ScriptedTransport([status(code), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.attempts == 1 && error?.isTransient == false && error?.spendsAttempt == true)
    #expect(transport.sent.count == 1 && clock.sleeps.isEmpty)
  }

  @Test(arguments: [HTTPError.Kind.tls, .refusedAddress, .refusedHost, .refusedScheme, .tooLarge, .cancelled, .setup])
  func faultsThatStayAreNotTriedAgain(_ kind: HTTPError.Kind) async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([fault(kind), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.attempts == 1 && transport.sent.count == 1)
    #expect(error?.isTransient == (kind == .cancelled))
  }

  @Test func theProfileSaysWhichStatusesAreWorthARetry() async throws {
    let profile = try testProfile { $0.retryableStatuses = [429] }
    let transport = ScriptedTransport([status(500), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.kind == .unavailable(status: 500, retryAfter: nil) && transport.sent.count == 1)
  }

  @Test(arguments: [("7", 7.25), ("Sun, 06 Nov 1994 08:49:57 GMT", 20.25)])
  func retryAfterIsTheLeastWait(_ header: String, _ seconds: Double) async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([status(429, [("Retry-After", header)]), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    _ = try await endpoint.complete(clearedBody(for: profile), deadline: minute)
    #expect(clock.sleeps == [.seconds(seconds)])
  }

  @Test func aWaitBeyondTheDeadlineIsLeftToTheQueue() async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([status(429, [("retry-after", "90")]), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.kind == .rateLimited(retryAfter: .seconds(90)) && error?.retryAfter == .seconds(90))
    #expect(error?.spendsAttempt == false && error?.isTransient == true && error?.isThrottling == true)
    #expect(clock.sleeps.isEmpty)
  }

  @Test func theRetriesEnd() async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([status(500), status(500), status(500), status(500), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.attempts == 4 && transport.sent.count == 4)
    #expect(error?.suggestsOutage == true && error?.isThrottling == false && error?.spendsAttempt == true)
  }

  @Test func nothingIsSentAfterTheDeadline() async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: clock.start)
    #expect(error?.kind == .timedOut && transport.sent.isEmpty)
  }

  @Test func oneTryNeverOutlastsTheDeadline() async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    _ = try await endpoint.complete(clearedBody(for: profile), deadline: clock.start + .seconds(3))
    #expect(transport.sent.first?.timeout == .seconds(3))
  }

  @Test func aBodyClearedForAnotherEndpointIsNotSent() async throws {
    let transport = ScriptedTransport([answer()])
    let endpoint = try ModelEndpoint(test: testProfile(), transport, clock)
    let other = try testProfile("https://api.elsewhere.example/v1")
    let error = await endpoint.failure(try clearedBody(for: other), deadline: minute)
    guard case .refused = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(transport.sent.isEmpty)
  }

  @Test func cancellingWhileWaitingEndsTheCall() async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([status(429), answer()])
    var settings = clock.clock()
    settings.sleep = { _ in throw CancellationError() }
    let endpoint = try ModelEndpoint(
      profile, key: nil, transport: transport, clock: settings, logger: LogRecorder().logger)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.kind == .cancelled && error?.spendsAttempt == false && transport.sent.count == 1)
  }

  @Test(arguments: [
    "", "garbage", "{", "[]", "{}", #"{"choices":[]}"#, #"{"choices":[{}]}"#, #"{"choices":[{"message":{}}]}"#,
    #"{"choices":[{"message":{"content":null,"refusal":"no"}}]}"#, #"{"choices":[{"message":{"content":7}}]}"#,
  ])
  func anAnswerOfAnotherShapeIsInvalid(_ body: String) async throws {
    let profile = try testProfile()
    let transport = ScriptedTransport([status(200, [], body), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    guard case .invalidResponse = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(transport.sent.count == 1)
  }

  @Test func answersWithoutUsageOrWithPartsAreTaken() async throws {
    let profile = try testProfile()
    let body = #"{"choices":[{"message":{"content":[{"type":"text","text":"a"},{"text":"b"}]}}]}"#
    let endpoint = try ModelEndpoint(test: profile, ScriptedTransport([status(200, [], body)]), clock)
    let completion = try await endpoint.complete(clearedBody(for: profile), deadline: minute)
    #expect(completion.content == "ab" && completion.usage == nil && completion.cost == nil)
  }

  // MARK: What errors say

  @Test func errorsKeepAShortCodeAndNothingElseOfWhatTheEndpointSays() async throws {
    let profile = try testProfile()
    let echo = #"{"error":{"code":"context_length_exceeded","message":"Too long: The export is slow, says Ola"}}"#
    let endpoint = try ModelEndpoint(test: profile, ScriptedTransport([status(400, [], echo)]), clock)
    let error = await endpoint.failure(try clearedBody(for: profile), deadline: minute)
    #expect(error?.kind == .rejected(status: 400, code: "context_length_exceeded"))
    let description = try #require(error?.description)
    #expect(description.contains("test (api.example.org)") && !description.contains("export"))
  }

  @Test(arguments: ["ola@example.org", "call 600", "600100200", String(repeating: "x", count: 49), "źle", ""])
  func aCodeThatCouldBeTextIsDropped(_ code: String) {
    let body = "{\"error\":{\"code\":\(String(decoding: RequestBody.literal(code), as: UTF8.self))}}"
    #expect(EndpointComplaint(Array(body.utf8)).code == nil)
  }

  // MARK: The ladder

  @Test func anEndpointThatCantHoldAFormatIsAskedForTheNextAndItIsSaidOnce() async throws {
    let profile = try testProfile()
    let refusal = #"{"error":{"message":"response_format json_schema is not supported","param":"response_format"}}"#
    let log = LogRecorder()
    let transport = ScriptedTransport([status(400, [], refusal), status(400, [], refusal), answer()])
    let endpoint = try ModelEndpoint(test: profile, transport, clock, log: log)
    #expect(endpoint.answerFormat == .jsonSchema)
    let body = try clearedBody(for: profile)
    let error = await endpoint.failure(body, deadline: minute)
    #expect(error?.kind == .formatUnsupported(next: .jsonObject) && error?.spendsAttempt == false)
    #expect(endpoint.answerFormat == .jsonObject)
    // A call that was under way with the old format hears the same, and goes no second rung down.
    #expect(await endpoint.failure(body, deadline: minute)?.kind == .formatUnsupported(next: .jsonObject))
    #expect(endpoint.answerFormat == .jsonObject)
    #expect(log.all.filter { $0.hasPrefix("notice") }.count == 1)
    let next = try clearedBody(for: profile, format: endpoint.answerFormat)
    #expect(try await endpoint.complete(next, deadline: minute).content == "{}")
  }

  @Test func theLadderEndsAtTheBareLabel() async throws {
    let profile = try testProfile { $0.answerFormat = .label }
    let refusal = #"{"detail":[{"loc":["body","response_format"],"msg":"unexpected"}]}"#
    let endpoint = try ModelEndpoint(test: profile, ScriptedTransport([status(422, [], refusal)]), clock)
    let error = await endpoint.failure(try clearedBody(for: profile, format: .label), deadline: minute)
    #expect(error?.kind == .rejected(status: 422, code: nil) && endpoint.answerFormat == .label)
  }

  @Test func anEchoOfTheRequestIsNoComplaintAboutItsFormat() {
    let body = #"{"detail":[{"loc":["body","model"],"msg":"unknown","input":{"response_format":"json_schema"}}]}"#
    #expect(!EndpointComplaint(Array(body.utf8)).concernsFormat)
    let complaint = #"{"detail":[{"loc":["body","response_format"],"msg":"extra fields not permitted"}]}"#
    #expect(EndpointComplaint(Array(complaint.utf8)).concernsFormat)
  }

  @Test func whatTheEndpointSaysOfItsLimitsIsKept() async throws {
    let profile = try testProfile()
    let headers = [
      (name: "X-RateLimit-Limit-Requests", value: "100"), (name: "x-ratelimit-remaining-requests", value: "7"),
      (name: "x-ratelimit-reset-requests", value: "1m30s"), (name: "x-ratelimit-remaining-tokens", value: "many"),
    ]
    let response = HTTPResponse(status: 200, headers: HTTPHeaders(headers), body: completionJSON())
    let endpoint = try ModelEndpoint(test: profile, ScriptedTransport([.success(response)]), clock)
    #expect(endpoint.rateLimits == nil)
    _ = try await endpoint.complete(clearedBody(for: profile), deadline: minute)
    let limits = try #require(endpoint.rateLimits)
    #expect(limits.requests == RateLimits.Budget(limit: 100, remaining: 7, reset: .seconds(90)))
    #expect(limits.tokens == RateLimits.Budget())
  }
}
