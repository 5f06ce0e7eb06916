@testable import Evaluation
import Scoring
import Testing

/// What compares two systems, or people: against figures of other libraries.
@Suite(.enabled(if: Vectors.arePresent, "../shared/vectors/evaluation.json (or PHANO_SHARED) is not there"))
struct ComparisonVectorTests {
  private func pairs(clustered: Bool = false) throws -> [ItemPair] {
    let block = try Vectors.block("classification")
    return ItemPair.made(
      block["gold"].texts, block["pred_A"].texts, block["pred_B"].texts,
      groups: clustered ? block["cluster"].texts : nil)
  }

  private func hits(_ side: KeyPath<ItemPair, EvaluationItem>) throws -> [Double] {
    try pairs().map { $0[keyPath: side].isCorrect ? 1 : 0 }
  }

  @Test func `agreement of labellers is scikit-learn's, statsmodels' and krippendorff's`() throws {
    let block = try Vectors.block("agreement")
    let order = block["order"].texts
    let people = try ["annotator_1", "annotator_2", "annotator_3"].map { name in
      try block[name].texts.map { try #require(order.firstIndex(of: $0)) }
    }
    let (first, second) = (people[0], people[1])
    #expect(near(try #require(Agreement.observed(first, second)), block["observed_agreement_12"].double))
    let kappas: [(Agreement.Weights, String)] = [
      (.unweighted, "kappa_12_unweighted"), (.linear, "kappa_12_linear"), (.quadratic, "kappa_12_quadratic"),
    ]
    for (weights, name) in kappas {
      #expect(near(try #require(Agreement.kappa(first, second, count: 3, weights: weights)), block[name].double))
    }
    let units = first.indices.map { index in people.map { $0[index] } }
    let table = units.map { unit in (0..<3).map { label in unit.count { $0 == label } } }
    #expect(near(try #require(Agreement.fleiss(table)), block["fleiss_kappa_123"].double))
    let alpha = try #require(Agreement.krippendorff(units, count: 3))
    #expect(near(alpha, block["krippendorff_alpha_nominal_123"].double))
    let missing = block["missing_annotator_3_at_index"].ints
    let gapped = units.enumerated().map { missing.contains($0.offset) ? Array($0.element.prefix(2)) : $0.element }
    #expect(
      near(
        try #require(Agreement.krippendorff(gapped, count: 3)), block["krippendorff_alpha_nominal_missing"].double))
  }

  @Test func `normal quantiles are SciPy's`() throws {
    let block = try Vectors.block("normal_quantile")
    for member in try #require(block.json.object) {
      let p = try #require(Double(member.name))
      #expect(near(NormalDistribution.quantile(p), block[member.name].double, 1e-12), "\(p)")
      #expect(near(NormalDistribution.cumulative(block[member.name].double), p, 1e-12))
    }
  }

  @Test func `paired standard errors`() throws {
    let block = try Vectors.block("standard_errors")
    let (a, b) = (try hits(\.first), try hits(\.second))
    #expect(near(try #require(StandardError.independent(b)), block["clt_B"].double))
    #expect(near(try #require(StandardError.paired(a, b)), block["paired_se"].double))
    let clustered = try #require(
      StandardError.clustered(zip(a, b).map { $1 - $0 }, groups: try pairs(clustered: true).map(\.group)))
    #expect(near(clustered, block["paired_clustered_se_finite_corrected"].double))
  }

  @Test func `McNemar's tests are statsmodels'`() throws {
    for vector in try Vectors.block("mcnemar").list {
      let test = McNemar(onlyA: vector["b"].int, onlyB: vector["c"].int)
      #expect(near(test.exactP, vector["exact_p"].double) && near(test.midP, vector["mid_p"].double), "\(test)")
    }
    let found = McNemar(try pairs())
    let block = try Vectors.block("mcnemar_A_vs_B")
    #expect(found == McNemar(onlyA: block["b_A_right_B_wrong"].int, onlyB: block["c_A_wrong_B_right"].int))
    #expect(near(found.exactP, block["exact_p"].double))
  }

  @Test func `intervals of a paired difference`() throws {
    for vector in try Vectors.block("paired_diff_interval_95").list {
      let test = McNemar(onlyA: vector["b"].int, onlyB: vector["c"].int)
      let found = [
        ("wald", PairedDifference.wald(test, of: vector["n"].int)),
        ("agresti_min", PairedDifference.agrestiMin(test, of: vector["n"].int)),
      ]
      for (name, difference) in found {
        let (difference, expected) = (try #require(difference), vector[name])
        #expect(near(difference.delta, expected["delta"].double), "\(name) \(test)")
        #expect(near(difference.standardError, expected["se"].double), "\(name) \(test)")
        #expect(near(difference.interval.lower, expected["lo"].double), "\(name) \(test)")
        #expect(near(difference.interval.upper, expected["hi"].double), "\(name) \(test)")
      }
    }
  }

  @Test func `all swaps of a permutation test`() throws {
    let block = try Vectors.block("paired_permutation_exact")
    let pairs = ItemPair.made(block["gold"].texts, block["pred_A"].texts, block["pred_B"].texts)
    let test = try #require(PermutationTest.exact(pairs, \.macroF1))
    #expect(near(test.difference, block["delta_macro_f1"].double))
    #expect(test.extreme == block["extreme_count_of_4096"].int && test.tried == 4096)
    #expect(near(test.p, block["p_two_sided"].double))
    let accuracy = try #require(PermutationTest.exact(pairs, \.accuracy))
    #expect(near(accuracy.p, block["accuracy_p_equals_mcnemar_exact"].double))
    #expect(near(accuracy.p, McNemar(pairs).exactP))
  }

  @Test(arguments: [false, true])
  func `bootstrap of the difference draws the same groups for both`(clustered: Bool) throws {
    let block = try Vectors.block(clustered ? "cluster_bootstrap_95" : "bootstrap_percentile_95")
    let pairs = try pairs(clustered: clustered)
    let statistics: [(String, @Sendable (ConfusionMatrix) -> Double)] = [
      ("paired_delta_accuracy_B_minus_A", \.accuracy), ("paired_delta_macro_f1_B_minus_A", \.macroF1),
    ]
    for (name, statistic) in statistics {
      let expected = block[name]
      guard expected.json != .null else { continue }
      let found = try #require(Bootstrap(replicates: expected["B"].int, seed: 42).difference(in: pairs, statistic))
      #expect(zip(found.values, expected["first3"].doubles).allSatisfy { near($0, $1) }, "\(name)")
      #expect(near(found.mean, expected["mean"].double) && near(found.standardError, expected["se"].double))
      #expect(near(found.interval.lower, expected["lo"].double) && near(found.interval.upper, expected["hi"].double))
    }
  }

  @Test func `the generic bootstrap draws as the one of confusion matrices does`() throws {
    let pairs = try pairs(clustered: true)
    let hits = pairs.map { $0.first.isCorrect ? 1.0 : 0.0 }
    let found = Bootstrap(replicates: 50).distribution(groups: pairs.map(\.group)) { indices in
      indices.reduce(0) { $0 + hits[$1] } / Double(indices.count)
    }
    let expected = try #require(Bootstrap(replicates: 50).distribution(of: pairs.map(\.first), \.accuracy))
    #expect(zip(try #require(found).values, expected.values).allSatisfy { near($0, $1) })
  }

  @Test func `bias-corrected and accelerated intervals are SciPy's`() throws {
    let block = try Vectors.block("bootstrap_bca_95")
    let all = try pairs().map(\.first)
    let statistics: [(String, @Sendable (ConfusionMatrix) -> Double)] = [
      ("accuracy_A", \.accuracy), ("macro_f1_A", \.macroF1),
    ]
    for (name, statistic) in statistics {
      let drawn = try #require(
        Bootstrap(replicates: block["B"].int, seed: 42).distribution(of: all, statistic))
      let jackknife = all.indices.map { left in
        statistic(ConfusionMatrix(all.enumerated().filter { $0.offset != left }.map(\.element)))
      }
      let found = drawn.accelerated(statistic: statistic(ConfusionMatrix(all)), jackknife: jackknife)
      let expected = block[name]
      #expect(near(found.bias, expected["z0"].double) && near(found.acceleration, expected["a"].double))
      #expect(
        near(found.levels.lower, expected["alpha1"].double) && near(found.levels.upper, expected["alpha2"].double))
      #expect(near(found.interval.lower, expected["lo"].double) && near(found.interval.upper, expected["hi"].double))
    }
  }

  @Test func `how many items a comparison needs`() throws {
    let block = try Vectors.block("power_paired_80_two_sided_05")
    for vector in block["n_required"].list {
      #expect(
        Power().items(toSee: vector["delta"].double, discordance: vector["pd"].double) == vector["n"].int, "\(vector)")
    }
    for vector in block["mde"].list {
      let found = try #require(Power().leastDifference(items: vector["n"].int, discordance: vector["pd"].double))
      #expect(near(found, vector["delta"].double))
    }
    // The specification's own figure for a margin of two points at 12 % discordance.
    #expect(Power().items(toPassMargin: 0.02, discordance: 0.12) == 1855)
  }

  @Test func `adjusted p-values are statsmodels'`() throws {
    let block = try Vectors.block("multiple_testing")
    let p = block["p"].doubles
    #expect(zip(MultipleTesting.holm(p), block["holm"].doubles).allSatisfy { near($0, $1) })
    #expect(zip(MultipleTesting.benjaminiHochberg(p), block["bh"].doubles).allSatisfy { near($0, $1) })
    let shuffled = [p[3], p[0], p[9]]
    #expect(zip(MultipleTesting.holm(shuffled), [0.082, 0.003, 0.216]).allSatisfy { near($0, $1) })
  }
}
