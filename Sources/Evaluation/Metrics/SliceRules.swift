/// Which parts of the items are looked at on their own.
public struct SliceRules: Sendable, Hashable {
  /// Names of facets, such as `lang`, and of pairs of them, such as `lang*channel`.
  public let keys: [String]
  /// Parts of fewer items get no figures: their intervals would span half the scale.
  public let minimum: Int

  /// Takes both.
  public init(keys: [String], minimum: Int) {
    self.keys = keys
    self.minimum = minimum
  }

  /// The parts of some items by name, such as `lang=de`; an item with two values of a facet is in both parts.
  public func parts(of items: [EvaluationItem]) -> [(name: String, items: [EvaluationItem])] {
    keys.flatMap { key in
      var members: [String: [EvaluationItem]] = [:]
      for item in items {
        for name in Self.names(of: item, key: key) { members[name, default: []].append(item) }
      }
      return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
  }

  /// Whether an item is in the part of that name.
  public static func contains(_ item: EvaluationItem, slice: String) -> Bool {
    slice.split(separator: "*").allSatisfy { term in
      let sides = term.split(separator: "=", maxSplits: 1)
      guard sides.count == 2 else { return false }
      return sides[1].isEmpty == false && item.facets[String(sides[0])]?.contains(String(sides[1])) == true
    }
  }

  private static func names(of item: EvaluationItem, key: String) -> [String] {
    key.split(separator: "*").reduce([""]) { names, facet in
      names.flatMap { name in
        (item.facets[String(facet)] ?? []).map { (name.isEmpty ? "" : name + "*") + "\(facet)=\($0)" }
      }
    }
  }
}
