/// Makes addresses as people have them: names of invented syllables, with the signs and letters that are in use.
enum AddressGrammar {
  static func address(_ random: inout SeededGenerator) -> Secret {
    Secret(kind: .address, written: local(&random) + "@" + domain(&random))
  }

  private static let onsets = [
    "b", "d", "f", "g", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "kr", "st",
  ]
  private static let vowels = ["a", "e", "i", "o", "u", "a", "e", "o"]
  private static let marked = ["é", "ö", "ł", "ß", "ñ", "ç", "ř", "å", "ø", "ą", "ü", "õ"]
  private static let cyrillic = ["ба", "же", "ли", "му", "ро", "та", "ша", "ни"]
  private static let greek = ["βα", "γε", "δι", "λο", "μα", "νη", "σα", "τω"]

  private static func name(_ random: inout SeededGenerator) -> String {
    let syllables = (0..<2 + random.below(3)).map { _ in random.pick(onsets) + random.pick(vowels) }
    return syllables.joined() + (random.once(in: 2) ? random.pick(["n", "r", "s", "k", "x"]) : "")
  }

  private static func name(of syllables: [String], _ random: inout SeededGenerator) -> String {
    (0..<3).map { _ in random.pick(syllables) }.joined()
  }

  private static func local(_ random: inout SeededGenerator) -> String {
    let (first, last) = (name(&random), name(&random))
    switch random.below(16) {
    case 0: return first
    case 1, 2, 3: return first + "." + last
    case 4: return String(first.prefix(1)) + "." + last
    case 5: return first + "_" + last
    case 6: return first + "-" + last
    case 7: return first + String(random.below(90) + 10)
    case 8: return first + "+" + last
    case 9: return first + "." + last + String(random.below(9000) + 1000)
    case 10: return String(first.prefix(3))
    case 11: return first + random.pick(marked) + String(last.prefix(3))
    case 12: return "\"" + first + " " + last + "\""
    case 13: return first + "'" + last
    case 14:
      return first.prefix(1).uppercased() + first.dropFirst() + "." + last.prefix(1).uppercased() + last.dropFirst()
    default: return name(of: random.once(in: 2) ? cyrillic : greek, &random)
    }
  }

  private static let tops = [
    "com", "org", "net", "eu", "co.uk", "de", "fr", "es", "it", "nl", "pt", "pl", "io", "info", "example", "museum",
    "com.br", "at", "ch", "be", "online", "gov.pt",
  ]

  private static func domain(_ random: inout SeededGenerator) -> String {
    let host = name(&random)
    let top = random.pick(tops)
    switch random.below(12) {
    case 0: return host + "-" + name(&random) + "." + top
    case 1: return "mail." + host + "." + top
    case 2: return host + random.pick(marked) + "." + top
    case 3: return name(of: cyrillic, &random) + ".рф"
    case 4: return name(of: greek, &random) + ".ελ"
    case 5: return "xn--" + host + "-" + String(random.below(90) + 10) + "a." + top
    case 6: return host + String(random.below(90) + 10) + "." + top
    default: return host + "." + top
    }
  }
}
