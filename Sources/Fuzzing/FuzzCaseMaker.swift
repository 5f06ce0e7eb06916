/// Makes the cases of one seed. Each depends on the seed and its own index alone, so that any number of threads makes
/// the same ones.
public struct FuzzCaseMaker: Sendable {
  private let seed: UInt64
  private let values: [Secret]

  /// - Parameters:
  ///   - seed: What the cases depend on.
  ///   - values: Values to use in every second case; none: all are made up.
  public init(seed: UInt64, values: [Secret] = []) {
    self.seed = seed
    self.values = values
  }

  /// The case with that index.
  public func fuzzCase(_ index: Int) -> FuzzCase { plan(index).build() }

  func plan(_ index: Int) -> FuzzPlan {
    var random = SeededGenerator(seed: seed, stream: UInt64(index))
    let secret = secret(&random)
    let phrases = random.pick(Phrases.all)
    let carrier = Carrier(for: secret.kind, in: phrases, &random)
    var steps: [FuzzPlan.Step] = []
    for _ in 0..<1 + random.below(3) {
      let transform = random.pick(secret.kind == .address ? Self.forAddresses : Self.forNumbers)
      guard !steps.contains(where: { $0.transform.name == transform.name }) else { continue }
      steps.append(FuzzPlan.Step(transform: transform, seed: random.next()))
    }
    return FuzzPlan(secret: secret, phrases: phrases, carrier: carrier, steps: steps)
  }

  private func secret(_ random: inout SeededGenerator) -> Secret {
    if !values.isEmpty, random.once(in: 2) { return random.pick(values) }
    return random.once(in: 2) ? AddressGrammar.address(&random) : NumberGrammar.number(&random)
  }

  private static let forAddresses = Transform.all.filter { $0.kind != .number }
  private static let forNumbers = Transform.all.filter { $0.kind != .address }
}
