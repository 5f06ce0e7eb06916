import Foundation
import HTTPTransport
import Scoring
import Testing

@testable import ModelEndpoint

@Suite struct ProfileTests {
  private let today = "2026-11-22"
  private let europe = Region(place: "Paris", isInEU: true)

  @Test func everyBuiltInProfileResolvesOnceItsGapsAreFilled() throws {
    #expect(Set(ProfileTemplate.builtIn.map(\.name)).count == ProfileTemplate.builtIn.count)
    for template in ProfileTemplate.builtIn {
      let address = template.baseURL == nil ? "https://llm.example.eu/v1/" : nil
      let profile = try template.resolved(
        baseURL: address, model: "m", region: template.region ?? europe, values: ["resource": "acme-1"])
      #expect(profile.url.text.hasSuffix("/v1/chat/completions") && !profile.url.text.contains("{"))
      #expect(profile.region.isInEU && (profile.url.isEncrypted || profile.url.isLoopback))
    }
  }

  @Test func whatIsKnownOfAProvidersPlaceIsNotBelievedOfAnotherAddress() throws {
    let mistral = try ProfileTemplate.named("mistral")
    #expect(throws: ProfileError.self) { try mistral.resolved(baseURL: "https://llm.example.us/v1", model: "m") }
    let elsewhere = Region(place: "Virginia", isInEU: false)
    #expect(
      try mistral.resolved(baseURL: "https://llm.example.us/v1", model: "m", region: elsewhere).region == elsewhere)
    #expect(try mistral.resolved(baseURL: "http://127.0.0.1:9/v1", model: "m").region == .thisMachine)
    #expect(try mistral.resolved(baseURL: "https://api.mistral.ai/v2", model: "m").region.place == "EU")
  }

  @Test func whatOnlyTheUserKnowsIsAskedForAllAtOnce() throws {
    let error = #expect(throws: ProfileError.self) { try ProfileTemplate.named("azure-eu").resolved() }
    let text = try #require(error?.description)
    #expect(text.contains("azure-eu") && text.contains("resource") && text.contains("model"))
    #expect(throws: ProfileError.self) {
      try ProfileTemplate.named("vllm").resolved(baseURL: "https://x.example", model: "m")
    }
  }

  @Test(arguments: ["", "a.b", "a/b", "a@b", "ü", "a b", "x#"])
  func aPlaceInTheAddressTakesNothingThatCouldChangeTheHost(_ value: String) throws {
    #expect(throws: ProfileError.self) {
      try ProfileTemplate.named("azure-eu").resolved(model: "m", values: ["resource": value])
    }
  }

  @Test func aProvidersGlobalEndpointIsRefused() throws {
    let error = #expect(throws: ProfileError.self) {
      try ProfileTemplate.named("nebius").resolved(
        baseURL: "https://api.tokenfactory.nebius.com/v1", model: "m", region: europe)
    }
    #expect(error?.reason == .refusedHost("api.tokenfactory.nebius.com"))
  }

  @Test func anUnknownNameListsTheKnownOnes() throws {
    let error = #expect(throws: ProfileError.self) { try ProfileTemplate.named("mistrall") }
    #expect(error?.description.contains("mistral, ") == true)
  }

  @Test func aProfileSurvivesItsJSONForm() throws {
    for template in ProfileTemplate.builtIn {
      let json = Array(try JSONEncoder().encode(template))
      #expect(try ProfileTemplate(json: json, file: "x.json") == template)
    }
  }

  @Test func aFileOfOnesOwnIsRead() throws {
    let json = """
      {"name": "ours", "base_url": "https://llm.example.eu/v1", "model": "m-7", "region": {"place": "Kraków", "in_eu": true},
       "answer_format": "json_object", "max_concurrency": 32, "token_limit_field": "max_completion_tokens",
       "extra_fields": {"store": false}, "prices": {"input_per_million": 100000, "output_per_million": 300000}}
      """
    let profile = try ProfileTemplate(json: Array(json.utf8), file: "ours.json").resolved()
    #expect(profile.facts.answerFormat == .jsonObject && profile.facts.maxConcurrency == 32)
    #expect(profile.facts.extraFields == ["store": .bool(false)] && profile.facts.prices?.cachedInputPerMillion == nil)
    #expect(profile.region == Region(place: "Kraków", isInEU: true) && profile.needsKey)
  }

  @Test(arguments: [
    ("{", "byte 1"), ("[]", "name"), (#"{"name":"x","max_concurency":3}"#, "max_concurency"),
    (#"{"name":"x","max_concurrency":"3"}"#, "max_concurrency"),
    (#"{"name":"x","answer_format":"xml"}"#, "answer_format"),
    (#"{"base_url":"https://x.example"}"#, "name"),
  ])
  func aBadFileIsNamedWithWhatIsWrong(_ json: String, _ word: String) throws {
    let error = #expect(throws: ProfileError.self) { try ProfileTemplate(json: Array(json.utf8), file: "ours.json") }
    let text = try #require(error?.description)
    #expect(text.contains("ours.json"))
    #expect(json == "[]" || text.contains(word))
  }

  // MARK: Residency

  @Test func outsideTheEUNothingStartsWithoutRecordedClauses() throws {
    let profile = try testProfile(region: Region(place: "Virginia", isInEU: false))
    let error = #expect(throws: EndpointRefusal.self) { try ModelEndpoint(test: profile, ScriptedTransport([])) }
    #expect(error?.description.contains("Virginia") == true && error?.description.contains("Clauses") == true)
    let clauses = try TransferGround(documentID: "SCC-7", date: "2026-02-28", party: "Example Inc.")
    let basis = try TransferBasis(for: profile, ground: clauses, today: today)
    #expect(basis == .outsideEU(clauses, place: "Virginia"))
    #expect(basis.stamp == "SCC SCC-7, 2026-02-28, Example Inc.")
  }

  @Test(arguments: [
    ("", "2026-02-28", "P"), ("D", "2026-02-30", "P"), ("D", "28.02.2026", "P"), ("D", "2026-2-28", "P"),
    ("D", "2026-02-28", " "),
  ])
  func anIncompleteReferenceIsNone(_ document: String, _ date: String, _ party: String) {
    #expect(throws: ResidencyRefusal.self) { try TransferGround(documentID: document, date: date, party: party) }
  }

  @Test func onThisMachineNothingIsTransferred() throws {
    let profile = try ProfileTemplate.named("embedded").resolved(baseURL: "http://127.0.0.1:8080/v1")
    #expect(try TransferBasis(for: profile, ground: nil, today: today) == .notTransferred)
  }

  // MARK: Prices

  @Test func costsAreRoundedUpAndNeverOverflow() {
    let prices = PriceTable(inputPerMillion: 100_000, outputPerMillion: 300_000)
    #expect(prices.cost(of: TokenUsage(input: 1, output: 0)) == 1)
    #expect(prices.cost(of: TokenUsage(input: 10, output: 0)) == 1)
    #expect(prices.cost(of: TokenUsage(input: 11, output: 0)) == 2)
    #expect(prices.cost(of: TokenUsage(input: 0, output: 0)) == 0)
    #expect(prices.cost(of: TokenUsage(input: 10, output: 10, cached: 99)) == 4)
    #expect(prices.cost(of: TokenUsage(input: .max, output: .max)) == nil)
  }
}
