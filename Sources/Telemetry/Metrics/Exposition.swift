/// Prometheus' text exposition format, version 0.0.4.
enum Exposition {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  static func write(
    _ metric: MetricDescription, _ series: [(labels: [String], values: MetricFamily.Values)], into text: inout String
  ) {
    guard !series.isEmpty else { return }
    text += "# HELP \(metric.name) \(escaped(metric.help, quotes: false))\n"
    text += "# TYPE \(metric.name) \(metric.kind.word)\n"
    for (labels, values) in series {
      let pairs = zip(metric.labels, labels).map { "\($0.rawValue)=\"\(escaped($1, quotes: true))\"" }
      switch values {
      case .number(let number):
        text += "\(metric.name)\(braced(pairs)) \(written(number))\n"
      case .distribution(let buckets, let sum):
        guard case .histogram(let bounds) = metric.kind else { continue }
        var running: UInt64 = 0
        for (bound, count) in zip(bounds + [.infinity], buckets) {
          running += count
          text += "\(metric.name)_bucket\(braced(pairs + ["le=\"\(written(bound))\""])) \(running)\n"
        }
        text += "\(metric.name)_sum\(braced(pairs)) \(written(sum))\n"
        text += "\(metric.name)_count\(braced(pairs)) \(running)\n"
      }
    }
  }

  private static func braced(_ pairs: [String]) -> String {
    pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
  }

  /// A number as Go's `ParseFloat` reads it, whole ones without a fraction.
  static func written(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if let whole = Int64(exactly: value) { return String(whole) }
    return "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\"" where quotes: out += "\\\""
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
