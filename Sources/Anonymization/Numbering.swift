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

  /// The placeholder that `value` has, whatever its spelling was then, or the next one when it has none.
  mutating func placeholder(for value: CanonicalValue) -> (Placeholder, isNew: Bool) {
    let (place, known) = find(value)
    if let known { return (known, false) }
    let issued = Placeholder(type: value.type, number: highest[value.type.place] + 1)
    append(value, at: place, as: issued)
    return (issued, true)
  }

  /// Takes over a placeholder that was issued before.
  mutating func remember(_ value: CanonicalValue, as placeholder: Placeholder) {
    append(value, at: find(value).place, as: placeholder)
  }

  private mutating func append(_ value: CanonicalValue, at place: Int, as placeholder: Placeholder) {
    highest[placeholder.type.place] = max(highest[placeholder.type.place], placeholder.number)
    if entries.isEmpty {
      entries.reserveCapacity(8)
      newest.reserveCapacity(8)
    }
    let older = newest.updateValue(entries.count, forKey: place)
    entries.append(Entry(value: value, placeholder: placeholder, older: older))
  }

  /// The place where `value` belongs, and the placeholder it has.
  private func find(_ value: CanonicalValue) -> (place: Int, known: Placeholder?) {
    if let tail = value.phoneTail {
      let (same, count) = search(tail) { $0.isSameNumber(as: value) }
      if count < Self.mostPhonesOfOneTail { return (tail, same) }
      if let same { return (value.hashValue, same) }
    }
    let place = value.hashValue
    return (place, search(place) { $0 == value }.oldest)
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
