import Scoring

extension ProfileTemplate {
  /// The providers that are known, as read in their public documentation in November 2026. What was not found there is
  /// left out: prices, for one, which are the user's contract.
  public static let builtIn: [ProfileTemplate] = [
    ProfileTemplate(
      "embedded", baseURL: "http://127.0.0.1:8421/v1", model: "phano-embedded", region: .thisMachine
    ) {
      $0.answerFormat = .jsonSchema
      $0.needsKey = false
      $0.prices = PriceTable(inputPerMillion: 0, outputPerMillion: 0, cachedInputPerMillion: 0)
      $0.notes = "the embedded classifier, `phano model serve`; no language model"
    },
    ProfileTemplate(
      "mistral", baseURL: "https://api.mistral.ai/v1", region: Region(place: "EU", isInEU: true)
    ) {
      $0.answerFormat = .jsonSchema
      $0.seedField = .randomSeed
      $0.retryableStatuses = [429, 500, 502, 503, 504]
      $0.cacheKeyField = "prompt_cache_key"
    },
    ProfileTemplate(
      "scaleway", baseURL: "https://api.scaleway.ai/v1", region: Region(place: "Paris", isInEU: true)
    ) {
      $0.answerFormat = .jsonSchema
      $0.notes = "has logprobs, but neither top_logprobs nor n"
    },
    ProfileTemplate(
      "ovhcloud", baseURL: "https://oai.endpoints.kepler.ai.cloud.ovh.net/v1",
      region: Region(place: "Gravelines", isInEU: true)
    ) {
      $0.requestsPerMinute = 400
      $0.maxBodyBytes = 2_000_000
      $0.notes = "JSON support depends on the model; 400 requests a minute for each project and model"
    },
    ProfileTemplate(
      "ionos", baseURL: "https://openai.inference.de-txl.ionos.com/v1", region: Region(place: "Berlin", isInEU: true)
    ) {
      $0.answerFormat = .jsonSchema
      $0.tokenLimitField = .maxCompletionTokens
      $0.requestsPerMinute = 300
      $0.notes = "5 requests a second in bursts of 10; without a limit answers end after 16 tokens"
    },
    ProfileTemplate(
      "stackit", baseURL: "https://api.openai-compat.model-serving.eu01.onstackit.cloud/v1",
      region: Region(place: "eu01", isInEU: true)
    ) {
      $0.notes = "its token budget counts the prompt once and what is generated five times"
    },
    ProfileTemplate("nebius") {
      $0.refusedHosts = ["api.tokenfactory.nebius.com"]
      $0.notes = """
        serverless is global and therefore refused: give the address of a dedicated endpoint in the EU; \
        requests are logged unless zero retention is switched on
        """
    },
    ProfileTemplate(
      "azure-eu", baseURL: "https://{resource}.openai.azure.com/openai/v1",
      region: Region(place: "EU Data Zone", isInEU: true)
    ) {
      $0.answerFormat = .jsonSchema
      $0.keyHeader = .apiKey
      $0.notes = "throttles by the fraction of a second; keeps prompts for 30 days unless exempted; model = deployment"
    },
    ProfileTemplate("vllm") {
      $0.answerFormat = .jsonSchema
      $0.schemaStyle = .structuredOutputs
      $0.seedField = .seed
      $0.needsKey = false
      $0.notes = "self-hosted: address, model and region are yours"
    },
    ProfileTemplate("llamacpp") {
      $0.answerFormat = .jsonSchema
      $0.seedField = .seed
      $0.needsKey = false
      $0.notes = "self-hosted: address, model and region are yours; answers 503 while it loads the model"
    },
  ]
}
