/// First form: groups of digits with one separator, 9 digits or more, or after a plus sign.
enum PhoneDetector {
  static func find(in text: Bytes, _ landmarks: Landmarks, into found: inout [Candidate]) {
    var groups = landmarks.digitGroups[...]
    while let first = groups.popFirst() {
      var end = first.upperBound
      var digits = first.count
      while let next = groups.first, next.lowerBound - end <= 3, digits + next.count <= 15 {
        end = next.upperBound
        digits += next.count
        groups.removeFirst()
      }
      let isInternational = text.at(first.lowerBound - 1) == "+"
      guard digits >= 9 || isInternational && digits >= 6, digits <= 15 else { continue }
      let start = isInternational ? first.lowerBound - 1 : first.lowerBound
      found.append(Candidate(range: start..<end, type: .phone, standing: .heuristic))
    }
  }
}
