/// The originals of a case, to be found by their letters and digits whatever stands between those.
struct LeakOriginals: Sendable {
  private struct Original {
    let characters: [UInt8]
    let type: EntityType
  }

  /// Originals by their first characters.
  private var byBeginning: [UInt32: [Original]] = [:]
  /// Which beginnings there may be, so that most places of a text are passed without a look into the dictionary.
  private var beginnings = [UInt64](repeating: 0, count: 16)
  /// Fewer characters than this occur by chance.
  private static let shortest = 4

  init(_ placeholders: PlaceholderMap) {
    for entry in placeholders.entries {
      for reading in LeakReader.readings(of: entry.original) {
        let characters = reading.bytes.filter(\.isWordPart).map(\.lowercased)
        guard characters.count >= Self.shortest else { continue }
        let key = characters.prefix(Self.shortest).reduce(0) { $0 << 8 | UInt32($1) }
        let (word, bit) = Self.place(of: key)
        beginnings[word] |= bit
        byBeginning[key, default: []].append(Original(characters: characters, type: entry.placeholder.type))
      }
    }
  }

  func find(in reading: LeakReading, _ findings: inout [LeakFinding]) {
    guard !byBeginning.isEmpty else { return }
    var key: UInt32 = 0
    var free = 0
    var recent = (0, 0, 0, 0)
    for index in reading.bytes.indices where reading.bytes[index].isWordPart {
      key = key << 8 | UInt32(reading.bytes[index].lowercased)
      recent = (recent.1, recent.2, recent.3, index)
      let (word, bit) = Self.place(of: key)
      guard beginnings[word] & bit != 0, recent.0 >= free, let originals = byBeginning[key] else { continue }
      for original in originals {
        guard let end = Self.end(of: original.characters, in: reading, from: recent.0) else { continue }
        let range = reading.original(recent.0..<end)
        findings.append(LeakFinding(range: range, rule: .knownValue, type: original.type))
        free = end
        break
      }
    }
  }

  private static func place(of key: UInt32) -> (word: Int, bit: UInt64) {
    let hash = (key &* 0x9E37_79B1) >> 22
    return (Int(hash >> 6), 1 << UInt64(hash & 63))
  }

  /// Where `characters` end that begin at `start`, if they do, and not in the middle of a longer word.
  private static func end(of characters: [UInt8], in reading: LeakReading, from start: Int) -> Int? {
    guard !reading.at(start - 1).isWordPart else { return nil }
    var index = start
    for character in characters {
      while index < reading.bytes.count, !reading.bytes[index].isWordPart { index += 1 }
      guard index < reading.bytes.count, reading.bytes[index].lowercased == character else { return nil }
      index += 1
    }
    return reading.at(index).isWordPart ? nil : index
  }
}

extension UInt8 {
  @inline(__always) fileprivate var isWordPart: Bool { isASCIILetter || isDigit || self >= 0x80 }
}
