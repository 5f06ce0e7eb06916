/// What a provider charges, in micro-euro (1/1,000,000 EUR) for a million tokens.
public struct PriceTable: Sendable, Hashable, Codable {
  /// Prompt tokens.
  public var inputPerMillion: Int
  /// Generated tokens.
  public var outputPerMillion: Int
  /// Prompt tokens that the provider had cached. Default: as `inputPerMillion`.
  public var cachedInputPerMillion: Int?

  private enum CodingKeys: String, CodingKey {
    case inputPerMillion = "input_per_million"
    case outputPerMillion = "output_per_million"
    case cachedInputPerMillion = "cached_input_per_million"
  }

  /// Prices in micro-euro a million tokens.
  public init(inputPerMillion: Int, outputPerMillion: Int, cachedInputPerMillion: Int? = nil) {
    self.inputPerMillion = inputPerMillion
    self.outputPerMillion = outputPerMillion
    self.cachedInputPerMillion = cachedInputPerMillion
  }

  /// The cost of a call in micro-euro, rounded up: many small calls must not sum to nothing.
  /// `nil` when the product is no number that fits.
  public func cost(of usage: TokenUsage) -> Int? {
    let cached = min(usage.cached, usage.input)
    let parts = [
      (usage.input - cached, inputPerMillion), (cached, cachedInputPerMillion ?? inputPerMillion),
      (usage.output, outputPerMillion),
    ]
    var total = 0
    for (tokens, price) in parts {
      let (product, productOverflows) = tokens.multipliedReportingOverflow(by: price)
      let (sum, sumOverflows) = total.addingReportingOverflow(product)
      if productOverflows || sumOverflows { return nil }
      total = sum
    }
    return total / 1_000_000 + (total % 1_000_000 > 0 ? 1 : 0)
  }
}

/// Tokens of one call, as the endpoint counted them.
public struct TokenUsage: Sendable, Hashable, Codable {
  /// Of the prompt, those from a cache included; at least 0.
  public var input: Int
  /// Generated; at least 0.
  public var output: Int
  /// Of `input`, those that were cached; at least 0.
  public var cached: Int

  /// Counts, each at least 0.
  public init(input: Int, output: Int, cached: Int = 0) {
    self.input = input
    self.output = output
    self.cached = cached
  }
}
