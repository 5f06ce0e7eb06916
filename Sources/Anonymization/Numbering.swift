/// Which placeholder each value of a case has: one for all spellings of a value, and the next number for a new one.
struct Numbering {
  private struct Entry {
    let value: CanonicalValue
    let placeholder: Placeholder
    /// The index of the entry that was the newest at this one's place.
    let older: Int?
  }

  private var entries: [Entry] = []
  /// The newest entry at each place. Telephone numbers with the same last digits share one; any other value has its own.
  private var newest: [Int: Int] = [:]
  /// The highest number of each type, in the order of ``EntityType/place``.
  private var highest: InlineArray<8, Int> = InlineArray(repeating: 0)

  /// Enough for any conversation, and no hostile one makes the search long.
  private static let mostPhonesOfOneTail = 16

  /// The placeholder that `value` has, whatever its spelling was then, or `nil` when it has none.
  func placeholder(for value: CanonicalValue) -> Placeholder? {
    if let tail = value.phoneTail {
      let (same, count) = search(tail) { $0.isSameNumber(as: value) }
      if same != nil || count < Self.mostPhonesOfOneTail { return same }
    }
    return search(value.hashValue) { $0 == value }.oldest
  }

  /// The placeholder for a value that has none yet.
  mutating func issue(for value: CanonicalValue) -> Placeholder {
    let issued = Placeholder(type: value.type, number: highest[value.type.place] + 1)
    remember(value, as: issued)
    return issued
  }

  /// Takes over a placeholder that was issued before.
  mutating func remember(_ value: CanonicalValue, as placeholder: Placeholder) {
    highest[placeholder.type.place] = max(highest[placeholder.type.place], placeholder.number)
    var place = value.phoneTail
    if let tail = place, search(tail, where: { _ in false }).count >= Self.mostPhonesOfOneTail { place = nil }
    if entries.isEmpty {
      entries.reserveCapacity(8)
      newest.reserveCapacity(8)
    }
    let index = entries.count
    entries.append(
      Entry(value: value, placeholder: placeholder, older: newest.updateValue(index, forKey: place ?? value.hashValue)))
  }

  /// The oldest entry at `place` that fits, and how many entries stand there.
  private func search(_ place: Int, where fits: (CanonicalValue) -> Bool) -> (oldest: Placeholder?, count: Int) {
    var oldest: Placeholder?
    var count = 0
    var next = newest[place]
    while let index = next {
      if fits(entries[index].value) { oldest = entries[index].placeholder }
      count += 1
      next = entries[index].older
    }
    return (oldest, count)
  }
}

extension EntityType {
  fileprivate var place: Int {
    switch self {
    case .email: 0
    case .phone: 1
    case .iban: 2
    case .card: 3
    case .ip: 4
    case .url: 5
    case .nationalID: 6
    case .person: 7
    }
  }
}
