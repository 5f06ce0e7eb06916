extension Transform {
  /// Words and brackets for the signs of an address.
  static let addresses: [Transform] = [
    Transform("capitals", for: .address, always: { $0.uppercased() }),
    Transform("[at]", for: .address) { value, _, random in
      value.replacing(
        "@", with: random.pick(["[at]", " [at] ", "(at)", " (at) ", "{at}", " <at> ", "[AT]", "(@)", "[@]"]))
    },
    Transform("[dot]", for: .address) { value, _, random in
      value.replacing(".", with: random.pick(["[dot]", " (dot) ", "(.)", "[.]", "{dot}", " DOT "]))
    },
    Transform("[at] [dot]", for: .address) { value, phrases, _ in
      value.contains("[")
        ? value : value.replacing("@", with: " [\(phrases.at)] ").replacing(".", with: " [\(phrases.dot)] ")
    },
    Transform("spoken address", for: .address) { value, phrases, _ in
      value.replacing("@", with: " \(phrases.at) ").replacing(".", with: " \(phrases.dot) ")
    },
    Transform(
      "English spoken address", for: .address,
      always: {
        $0.replacing("@", with: " at ").replacing(".", with: " dot ")
      }),
  ]

  /// Signs between the digits of a number, and words for them.
  static let numbers: [Transform] = [
    Transform("dashes", for: .number) { value, _, random in
      value.replacing(" ", with: random.pick(["–", "—", "‐", "‑", "−", "―", "﹣", "－"]))
    },
    Transform("dots", for: .number) { value, _, random in
      value.replacing(" ", with: random.pick(["·", "•", "․", ".", "‧"]))
    },
    Transform("bars", for: .number) { value, _, random in
      value.replacing(" ", with: random.pick(["|", " | ", "/", " / ", ",", "_", "~", "\\", ":", "*", ";"]))
    },
    Transform(
      "brackets", for: .number,
      always: {
        $0.isSpoken ? $0 : $0.split(separator: " ").map { "(\($0))" }.joined(separator: " ")
      }),
    Transform("other plus signs", for: .number) { value, _, random in
      value.replacing("+", with: random.pick(["＋", "﹢", "⁺", "➕", "00 ", "plus "]))
    },
    Transform("spoken number", for: .number) { value, phrases, _ in
      let words = value.unicodeScalars.compactMap { scalar -> String? in
        if let digit = scalar.digit { return phrases.digits[digit] }
        return scalar == "+" ? phrases.plus : nil
      }
      return words.joined(separator: " ")
    },
    Transform("extension", for: .number, always: { "\($0) ext. 412" }),
  ]
}
