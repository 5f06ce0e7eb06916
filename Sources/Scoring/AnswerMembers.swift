/// Typed access to the members of an answer; every failure names the member and where its value begins.
struct AnswerMembers {
  private let json: JSON
  private let base: Int

  /// - Parameters:
  ///   - base: Byte offset of the object in the answer; the members' own offsets count from the answer's beginning too.
  ///   - isStrict: Whether members beyond the schema make the answer invalid.
  init(_ json: JSON, base: Int, isStrict: Bool) throws(InvalidAnswer) {
    guard let members = json.object else { throw InvalidAnswer(.notJSON(detail: "not an object"), at: base) }
    let unknown = members.first { AnswerMember(rawValue: $0.name) == nil }
    if isStrict, let unknown { throw InvalidAnswer(.unknownMember, at: unknown.offset) }
    self.json = json
    self.base = base
  }

  func label() throws(InvalidAnswer) -> SentimentLabel {
    let member = try member(.label)
    let word = try convert(member, AnswerMember.label.rawValue, "a string", \.string)
    guard let label = SentimentLabel(rawValue: word) else {
      throw InvalidAnswer(.unknownLabel, at: member.offset)
    }
    return label
  }

  /// The stated distribution, scaled to sum exactly 1.
  func probabilities() throws(InvalidAnswer) -> Probabilities {
    let p = try member(.probabilities)
    guard p.value.object != nil else {
      throw InvalidAnswer(.wrongType(member: "p", expected: "an object"), at: p.offset)
    }
    let negative = try probability(of: .negative, in: p)
    let neutral = try probability(of: .neutral, in: p)
    let positive = try probability(of: .positive, in: p)
    let sum = negative + neutral + positive
    // The slack of a billionth keeps 0.98 and 1.02 themselves allowed, whatever their binary rounding.
    guard abs(sum - 1) <= AnswerReader.tolerance + 1e-9,
      let probabilities = Probabilities(normalizing: negative, neutral, positive)
    else { throw InvalidAnswer(.probabilitySum(sum), at: p.offset) }
    return probabilities
  }

  func bool(_ name: AnswerMember) throws(InvalidAnswer) -> Bool {
    try convert(try member(name), name.rawValue, "true or false", \.bool)
  }

  func string(_ name: AnswerMember) throws(InvalidAnswer) -> String {
    try convert(try member(name), name.rawValue, "a string", \.string)
  }

  func strings(_ name: AnswerMember) throws(InvalidAnswer) -> [String] {
    try convert(try member(name), name.rawValue, "an array of strings") { value in
      value.array.flatMap { elements in
        let strings = elements.compactMap(\.value.string)
        return strings.count == elements.count ? strings : nil
      }
    }
  }

  private func probability(of label: SentimentLabel, in p: JSON.Member) throws(InvalidAnswer) -> Double {
    let name = "p.\(label.rawValue)"
    guard let member = p.value[label.rawValue] else { throw InvalidAnswer(.missing(member: name), at: p.offset) }
    let value = try convert(member, name, "a number", \.number)
    guard (0...1).contains(value) else { throw InvalidAnswer(.outOfRange(member: name), at: member.offset) }
    return value
  }

  private func member(_ name: AnswerMember) throws(InvalidAnswer) -> JSON.Member {
    guard let member = json[name.rawValue] else { throw InvalidAnswer(.missing(member: name.rawValue), at: base) }
    return member
  }

  private func convert<Value>(
    _ member: JSON.Member, _ name: String, _ expected: String, _ read: (JSON) -> Value?
  ) throws(InvalidAnswer) -> Value {
    guard let value = read(member.value) else {
      throw InvalidAnswer(.wrongType(member: name, expected: expected), at: member.offset)
    }
    return value
  }
}
