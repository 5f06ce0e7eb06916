/// Numbers for people.
extension Double {
  /// With so many digits after the point, halves rounded away from 0; `-` for what is no number.
  func fixed(_ digits: Int) -> String {
    guard isFinite, magnitude < 1e15 else { return "-" }
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (magnitude * scale).rounded()
    let whole = (scaled / scale).rounded(.down)
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(Int(whole)) }
    let fraction = String(Int(scaled - whole * scale))
    return sign + String(Int(whole)) + "." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  /// In percent with one digit.
  var percent: String { (self * 100).fixed(1) }
}
