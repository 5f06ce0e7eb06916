import EmbeddedModel
import Reporting

/// Which words of a message that speaks of leaving say so.
enum DeclaredIntentQuote {
  /// The first quote that the word list of the embedded classifier finds them in; else the first of all.
  static func of(_ quotes: [Quote]) -> Quote? {
    quotes.first { CueWord.churnRisk.isFound(in: $0.text) } ?? quotes.first
  }

  /// The same, of quotes as they come from the database: what says so goes first.
  static func sorted(_ quotes: [String]) -> [String] {
    let (others, saying) = quotes.reduce(into: ([String](), [String]())) { parts, quote in
      if CueWord.churnRisk.isFound(in: quote) { parts.1.append(quote) } else { parts.0.append(quote) }
    }
    return saying + others
  }
}
