/// What a word can mean to a detector. One word may mean several things: Spanish "once" is eleven.
struct WordClass: OptionSet {
  let rawValue: UInt64

  /// A digit word: "seven".
  static let digit = WordClass(rawValue: 1 << 0)
  /// A word for a number of two digits: "twelve", "forty".
  static let twoDigits = WordClass(rawValue: 1 << 1)
  /// A word for a number of three digits: "hundred".
  static let hundred = WordClass(rawValue: 1 << 2)
  /// "double", "triple".
  static let multiplier = WordClass(rawValue: 1 << 3)
  /// What joins number words: "and".
  static let connector = WordClass(rawValue: 1 << 4)
  /// The sign before a country code: "plus".
  static let plus = WordClass(rawValue: 1 << 5)
  /// The sign `@` under a name that nothing else has: "arroba".
  static let at = WordClass(rawValue: 1 << 6)
  /// A word for `@` that is an everyday word too: "at".
  static let weakAt = WordClass(rawValue: 1 << 7)
  /// The dot of an address: "dot", "punto".
  static let dot = WordClass(rawValue: 1 << 8)
  /// Another sign of an address: "dash", "underscore".
  static let sign = WordClass(rawValue: 1 << 9)
  /// Announces a telephone number: "call", "Handy".
  static let phone = WordClass(rawValue: 1 << 10)
  /// Announces another number: "order", "Rechnung".
  static let reference = WordClass(rawValue: 1 << 11)
  /// Stands between an announcement and its number: "number", "is".
  static let filler = WordClass(rawValue: 1 << 12)
  /// "extension".
  static let extensionLabel = WordClass(rawValue: 1 << 13)
  /// Counts what stands before it: "EUR", "km".
  static let unit = WordClass(rawValue: 1 << 14)
  /// An everyday word that is no part of an address.
  static let common = WordClass(rawValue: 1 << 15)
  /// Announces an address: "e-mail".
  static let mail = WordClass(rawValue: 1 << 16)
  /// Announces a national identifier, or a number of that secrecy: "PESEL", "BSN".
  static let identity = WordClass(rawValue: 1 << 17)
  /// Announces a payment card or a bank account: "card", "IBAN".
  static let payment = WordClass(rawValue: 1 << 18)

  /// Begins a token that opens something: `eyJ`, `AKIA`; or announces one: "Bearer".
  static let secret = WordClass(rawValue: 1 << 19)

  /// The word "number" itself: announces a telephone number when nothing says which number.
  static let numberNoun = WordClass(rawValue: 1 << 20)

  /// Money: "EUR", "złotych".
  static let currency = WordClass(rawValue: 1 << 21)
  /// Announces the version of a program or device, which is dotted like an address.
  static let version = WordClass(rawValue: 1 << 22)
  /// Who speaks, in a transcript: "Customer: ...".
  static let speaker = WordClass(rawValue: 1 << 23)

  /// Ends the name of a street, after which the house number does not stand: "Avenue".
  static let street = WordClass(rawValue: 1 << 24)

  /// The last label of common domains: "com". It decides nothing by itself; it only tells an everyday "point" from a dot.
  static let topLevel = WordClass(rawValue: 1 << 25)
  /// What people say about the spelling of an address: "all one word", "lower case".
  static let remark = WordClass(rawValue: 1 << 26)
  /// A sound of hesitation: "uh".
  static let hesitation = WordClass(rawValue: 1 << 27)
  /// Comes right before an address: "to", "is".
  static let leadIn = WordClass(rawValue: 1 << 28)
  /// The second word of a sign's name: "tiret bas", "laag streepje".
  static let signPart = WordClass(rawValue: 1 << 29)
  /// A company where many people have their mailbox: "gmail".
  static let provider = WordClass(rawValue: 1 << 32)
  /// A name of the dot that is an everyday word where "at" is one: "point".
  static let weakDot = WordClass(rawValue: 1 << 30)

  /// What people say between two parts of a number: "sorry", "Moment", "and then".
  static let interlude = WordClass(rawValue: 1 << 31)

  /// Asks for something to be written, and so may come before an address: "write", "napisz".
  static let writing = WordClass(rawValue: 1 << 33)

  static let number: WordClass = [.digit, .twoDigits, .hundred]
}
