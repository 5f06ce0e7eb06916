/// The words of one language that detectors know, as data. Words are separated by blanks; accents and case do not
/// matter; a word that ends in `*` stands for all words that begin so.
struct LanguageLexicon {
  /// Ten entries: the words for 0 to 9, in every gender and habit.
  var digits: [String] = []
  /// Words for 10 to 99 as `word:value`.
  var twoDigits = ""
  /// Words for round hundreds.
  var hundreds = ""
  var multipliers = ""
  var connectors = ""
  var plus = "plus"
  var at = ""
  var weakAt = ""
  var dot = ""
  /// Those of ``dot`` that are everyday words where "at" is one.
  var weakDot = ""
  /// Words for the dash.
  var signs = ""
  var underscores = ""
  var slashes = ""
  var signParts = ""
  var phone = ""
  var reference = ""
  var filler = ""
  /// Words for "number", which are fillers as well.
  var numberNouns = ""
  var extensions = ""
  var units = ""
  /// Money words, which are units as well.
  var currencies = ""
  /// Words for a program's version, which announce no telephone number either.
  var versions = ""
  /// Words that end a street's name behind its house number.
  var streets = ""
  /// Roles that begin a turn of a transcript.
  var speakers = ""
  var common = ""
  var leadIns = ""
  var remarks = ""
  var hesitations = ""
  /// What is said between the parts of a number: corrections, pauses, assent.
  var interludes = ""
  var topLevels = ""
  var providers = ""
  var mail = ""
  /// Verbs for writing to somebody.
  var writing = ""
  var identity = ""
  var payment = ""
  var secrets = ""

  static let all: [LanguageLexicon] = [
    international, english, french, german, spanish, italian, dutch, portuguese, polish, nordic,
  ]
}
