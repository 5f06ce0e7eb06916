/// What an account team would want to be told of; the raw values are the words of the answer schema.
public enum CueWord: String, Sendable, Codable, CaseIterable, Hashable {
  case escalation
  case churnRisk = "churn_risk"
  case urgency, legal, competitor, praise, renewal, expansion

  /// Whether the word list finds this in a text.
  public func isFound(in text: String) -> Bool { CueLexicon.findings(in: text).cues.contains(self) }
}

/// A word list that finds cues and reported issues: a rule, transparent and blind.
///
/// It knows neither irony nor who is meant, and negation for words of leaving alone (``LeavingDenial``): `no need to escalate` is
/// an escalation to it. The model card says so. Words are compared without case and diacritics; a phrase starts where a word starts and, unless it is
/// marked as a stem, ends where a word ends.
enum CueLexicon {
  struct Findings: Hashable {
    var cues: [CueWord] = []
    var reportsIssue = false
  }

  /// What the word list finds in `text`; cues in the order of the schema.
  static func findings(in text: String) -> Findings {
    let text = SearchableText(text)
    var found: Set<Meaning> = []
    for start in text.wordStarts {
      let first = text.bytes[start]
      for phrase in phrases[Int(first)] where !found.contains(phrase.meaning) && text.has(phrase, at: start) {
        if phrase.isDeniable, LeavingDenial.denies(start..<text.wordEnd(from: start + phrase.bytes.count), in: text) {
          continue
        }
        found.insert(phrase.meaning)
      }
    }
    return Findings(
      cues: CueWord.allCases.filter { found.contains(.cue($0)) }, reportsIssue: found.contains(.issue))
  }

  enum Meaning: Hashable {
    case cue(CueWord)
    case issue
  }

  struct Phrase {
    let bytes: [UInt8]
    let isStem: Bool
    let meaning: Meaning
    /// Whether a negation beside it makes it say the opposite; `nicht verlängern` has its own.
    let isDeniable: Bool
  }

  /// Phrases by their first byte.
  private static let phrases: [[Phrase]] = {
    var table = [[Phrase]](repeating: [], count: 256)
    for (meaning, list) in CuePhrases.all {
      for entry in list.split(whereSeparator: { $0 == ";" || $0.isNewline }) {
        let isStem = entry.last == "*"
        let searchable = SearchableText(String(isStem ? entry.dropLast() : entry))
        // Searchable text begins and ends with a blank.
        let bytes = Array(searchable.bytes.dropFirst().dropLast())
        if let first = bytes.first {
          let words = bytes.split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
          let isDeniable = meaning == .cue(.churnRisk) && LeavingDenial.negations.union(["ne"]).isDisjoint(with: words)
          table[Int(first)].append(Phrase(bytes: bytes, isStem: isStem, meaning: meaning, isDeniable: isDeniable))
        }
      }
    }
    return table
  }()
}

/// Text as words parted by single blanks, without case, diacritics and signs, with a blank at either end.
struct SearchableText {
  private(set) var bytes: [UInt8] = [0x20]
  /// The blanks at which a sentence, or the part of one before a comma or a bracket, ends.
  private var sentenceEnds: Set<Int> = [0]
  private var commas: Set<Int> = []

  init(_ text: String) {
    var folding = TextFolding()
    var text = text
    text.withUTF8 { folding.fold($0) }
    for scalar in folding.scalars {
      if TextFolding.isWordScalar(scalar) {
        Self.append(scalar, to: &bytes)
      } else {
        if bytes.last != 0x20 { bytes.append(0x20) }
        switch scalar {
        case 0x2E, 0x21, 0x3F, 0x3B, 0x3A, 0x28, 0x29, 0x2026: sentenceEnds.insert(bytes.count - 1)
        case 0x2C, 0x2013, 0x2014: commas.insert(bytes.count - 1)
        default: break
        }
      }
    }
    if bytes.last != 0x20 { bytes.append(0x20) }
  }

  /// Offsets where words begin.
  var wordStarts: some Sequence<Int> {
    bytes.indices.lazy.dropFirst().filter { [bytes] in bytes[$0] != 0x20 && bytes[$0 - 1] == 0x20 }
  }

  func isSentenceEnd(at blank: Int) -> Bool { sentenceEnds.contains(blank) }

  func isComma(at blank: Int) -> Bool { commas.contains(blank) }

  /// The end of the word that an offset lies in or behind.
  func wordEnd(from offset: Int) -> Int { bytes[offset...].firstIndex(of: 0x20) ?? bytes.count }

  func has(_ phrase: CueLexicon.Phrase, at start: Int) -> Bool {
    let end = start + phrase.bytes.count
    guard end < bytes.count, bytes[start..<end].elementsEqual(phrase.bytes) else { return false }
    return phrase.isStem || bytes[end] == 0x20
  }

  private static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if scalar < 0x80 {
      bytes.append(UInt8(scalar))
    } else if scalar == 0xDF {
      bytes.append(contentsOf: "ss".utf8)
    } else if scalar < 0x180, let base = baseLetters[scalar] {
      bytes.append(base)
    } else if let scalar = Unicode.Scalar(scalar) {
      bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
    }
  }

  private static let baseLetters: [UInt32: UInt8] = {
    let groups: [(UInt8, String)] = [
      (UInt8(ascii: "a"), "àáâãäåąăā"), (UInt8(ascii: "c"), "çćč"), (UInt8(ascii: "e"), "èéêëęěē"),
      (UInt8(ascii: "i"), "ìíîï"), (UInt8(ascii: "l"), "ł"), (UInt8(ascii: "n"), "ñńň"),
      (UInt8(ascii: "o"), "òóôõöøő"), (UInt8(ascii: "s"), "śš"), (UInt8(ascii: "u"), "ùúûüůű"),
      (UInt8(ascii: "y"), "ýÿ"), (UInt8(ascii: "z"), "źżž"),
    ]
    var table: [UInt32: UInt8] = [:]
    for (base, letters) in groups { for letter in letters.unicodeScalars { table[letter.value] = base } }
    return table
  }()
}
