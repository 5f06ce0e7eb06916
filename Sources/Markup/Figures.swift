/// Numbers and days as people read them, the same on every machine.
package enum Figures {
  package static let minus = "\u{2212}"

  /// With so many decimals, a real minus sign and groups of thousands; what is no number is a dash.
  package static func decimal(_ value: Double, _ places: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "–" }
    let places = min(4, max(0, places))
    let factor = [1.0, 10, 100, 1_000, 10_000][places]
    let scaled = Int((abs(value) * factor).rounded())
    let digits = grouped(scaled / Int(factor))
    let fraction = String(scaled % Int(factor))
    let decimals = places > 0 ? "." + String(repeating: "0", count: places - fraction.count) + fraction : ""
    return (value < 0 && scaled > 0 ? minus : "") + digits + decimals
  }

  /// As drawings and style sheets want it: one decimal, without a group mark and with a plain minus sign.
  package static func css(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(1e6, max(-1e6, value)) * 10).rounded())
    let fraction = abs(tenths % 10)
    return (tenths < 0 ? "-" : "") + String(abs(tenths / 10)) + (fraction == 0 ? "" : ".\(fraction)")
  }

  /// As `decimal`, with a plus sign for what is above 0.
  package static func signed(_ value: Double, _ places: Int) -> String {
    let text = decimal(value, places)
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    return value > 0 && !isZero ? "+" + text : text
  }

  package static func count(_ number: Int, _ one: String, _ many: String) -> String {
    grouped(number) + " " + (number == 1 ? one : many)
  }

  package static func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "\u{202F}" }
      text.append(digit)
    }
    return (number < 0 ? minus : "") + text
  }

  /// `€48 000`, with a narrow space.
  package static func euros(_ value: Double) -> String { value.isFinite ? "€" + decimal(value.rounded(), 0) : "–" }

  /// Short enough for a chart: `48k`, `1.2M`.
  package static func short(_ value: Double) -> String {
    switch abs(value) {
    case ..<1000: decimal(value, 0)
    case ..<1e6: decimal(value / 1000, abs(value) < 10_000 ? 1 : 0) + "k"
    default: decimal(value / 1e6, 1) + "M"
    }
  }

  /// Words in a row: `a`, `a and b`, `a, b and c`.
  package static func list(_ words: [String]) -> String {
    guard let last = words.last else { return "" }
    let others = words.dropLast()
    return others.isEmpty ? last : others.joined(separator: ", ") + " and " + last
  }

  /// Values rounded to tenths so that they add up to `total` rounded alike: the largest remainders are rounded up.
  package static func tenths(_ values: [Double], total: Double) -> [Double] {
    guard values.allSatisfy(\.isFinite), total.isFinite else { return values }
    let floors = values.map { ($0 * 10).rounded(.down) }
    let short = Int((total * 10).rounded() - floors.reduce(0, +))
    let order = values.indices.sorted { (values[$0] * 10 - floors[$0], $1) > (values[$1] * 10 - floors[$1], $0) }
    var tenths = floors
    for index in order.prefix(max(0, short)) { tenths[index] += 1 }
    return tenths.map { $0 / 10 }
  }
}
