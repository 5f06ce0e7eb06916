import Synchronization

/// One metric with all its series. Recording takes a lock and a look into a dictionary; nothing is allocated for a
/// series that is known.
final class MetricFamily: Sendable {
  /// The values of one series.
  enum Values: Sendable, Hashable {
    case number(Double)
    /// Observations in each bucket by itself, the last of which is above all bounds; and their sum.
    case distribution(buckets: [UInt64], sum: Double)
  }

  let description: MetricDescription
  private let limit: Int
  private let fold: @Sendable (String) -> Void
  private let series: Mutex<[[String]: Values]>

  /// - Parameters:
  ///   - limit: how many series there may be; what would make more is counted as ``LabelValue/other``.
  ///   - fold: told of the metric's name each time that a value is counted under other labels than its own.
  init(_ description: MetricDescription, limit: Int, fold: @escaping @Sendable (String) -> Void) {
    self.description = description
    self.limit = limit
    self.fold = fold
    // A series that is there from the start shows that nothing happened yet, instead of nothing.
    series = Mutex(description.labels.isEmpty ? [[]: Self.zero(description.kind)] : [:])
  }

  /// All series, ordered by their labels' values.
  var snapshot: [(labels: [String], values: Values)] {
    series.withLock { $0 }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (labels: $0.key, values: $0.value) }
  }

  /// Adds to a number; what is below zero, or no number, is left out where the metric only grows.
  func add(_ amount: Double, _ labels: [String]) {
    guard description.kind != .counter || (amount >= 0 && amount.isFinite) else { return }
    change(labels) { values in
      if case .number(let old) = values { values = .number(old + amount) }
    }
  }

  func set(_ value: Double, _ labels: [String]) {
    change(labels) { $0 = .number(value) }
  }

  func observe(_ value: Double, _ labels: [String]) {
    guard case .histogram(let bounds) = description.kind, !value.isNaN else { return }
    change(labels) { values in
      guard case .distribution(var buckets, let sum) = values else { return }
      // Given up before it is changed, so that the array is not copied.
      values = .number(0)
      buckets[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
      values = .distribution(buckets: buckets, sum: sum + value)
    }
  }

  private func change(_ given: [String], _ body: (inout Values) -> Void) {
    let isKnown = series.withLock { series in
      guard let index = series.index(forKey: given) else { return false }
      body(&series.values[index])
      return true
    }
    if isKnown { return }
    let fit = LabelValue.fit(given, count: description.labels.count)
    let wasFolded = series.withLock { series in
      var key = fit
      if series[key] == nil, series.count >= limit {
        key = Array(repeating: LabelValue.other, count: description.labels.count)
      }
      body(&series[key, default: Self.zero(description.kind)])
      return key != given
    }
    if wasFolded { fold(description.name) }
  }

  private static func zero(_ kind: MetricDescription.Kind) -> Values {
    switch kind {
    case .counter, .gauge: .number(0)
    case .histogram(let bounds): .distribution(buckets: Array(repeating: 0, count: bounds.count + 1), sum: 0)
    }
  }
}

/// What may stand in a label.
enum LabelValue {
  /// Stands for what may not, and for what would be too much.
  static let other = "other"
  /// The most bytes.
  static let longest = 80

  /// The values as far as they are tokens, as many as there are labels.
  static func fit(_ values: [String], count: Int) -> [String] {
    (0..<count).map { index in
      values.indices.contains(index) && isToken(values[index]) ? values[index] : other
    }
  }

  /// Letters, digits and `. _ - / :` of ASCII, and nothing: what codes, models and hosts are made of. There is no blank
  /// among them and no `@`, so neither a sentence nor an address of a person ever passes.
  private static func isToken(_ value: String) -> Bool {
    value.utf8.count <= longest
      && value.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "/"), UInt8(ascii: ":"):
          true
        default: false
        }
      }
  }
}
