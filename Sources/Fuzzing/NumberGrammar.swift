/// Makes telephone numbers of every European country and the United States, national and international, grouped as
/// they are there.
enum NumberGrammar {
  static func number(_ random: inout SeededGenerator) -> Secret {
    while true {
      let written = candidate(&random)
      if !readsAsDate(written) { return Secret(kind: .number, written: written) }
    }
  }

  private struct Country: Sendable {
    let code: String
    /// What is dialled before a national number, and dropped after a country code.
    let trunk: String
    /// `#` is any digit, `n` one of 2 to 9; groups are separated by blanks.
    let shapes: [String]
  }

  private static func candidate(_ random: inout SeededGenerator) -> String {
    let country = random.pick(countries)
    let groups = filled(random.pick(country.shapes), &random).split(separator: " ").map(String.init)
    // What is shorter is a local number: no rule tells it from a price without being told that it is one.
    let isShort = groups.joined().utf8.count + country.trunk.utf8.count < 8
    let separator = random.pick([" ", " ", " ", "-", ".", "", "", "/"])
    let national = groups.joined(separator: separator)
    switch isShort ? 3 + random.below(4) : random.below(9) {
    case 0, 1: return country.trunk + national
    case 2: return "(" + country.trunk + groups[0] + ") " + groups.dropFirst().joined(separator: separator)
    case 3: return "00" + country.code + separator + national
    case 4 where !country.trunk.isEmpty && country.trunk == "0": return "+" + country.code + " (0)" + national
    case 5: return "+" + country.code + separator + national
    case 6: return "(+" + country.code + ") " + national
    case 7: return "+" + country.code + groups.joined()
    default: return "+" + country.code + " " + national
    }
  }

  private static func filled(_ shape: String, _ random: inout SeededGenerator) -> String {
    String(
      shape.map { sign in
        switch sign {
        case "#": Character(String(random.below(10)))
        case "n": Character(String(2 + random.below(8)))
        default: sign
        }
      })
  }

  /// `2010 2020` is a number in Oslo and two years elsewhere; `20241011` is both as well. Nobody can tell, so such
  /// numbers are not asked for.
  private static func readsAsDate(_ written: String) -> Bool {
    guard !written.contains("+") else { return false }
    let groups = written.split { !$0.isNumber }
    return groups.contains { $0.hasPrefix("19") || $0.hasPrefix("20") }
  }

  private static let countries: [Country] = table.split(separator: "\n").map { line in
    let fields = line.split(separator: " ", maxSplits: 3).map(String.init)
    return Country(
      code: fields[1], trunk: fields[2] == "-" ? "" : fields[2],
      shapes: fields[3].split(separator: "|").map { String($0) })
  }

  /// Country, code, trunk prefix, shapes.
  private static let table = """
    AD 376 - n## ###
    AL 355 0 4n ### ###|6n ### ####
    AT 43 0 1 n## ## ##|664 ### ####|316 ### ###
    BA 387 0 33 ### ###|61 ### ###
    BE 32 0 2 n## ## ##|47# ## ## ##|9 n## ## ##
    BG 359 0 2 n## ####|88 ### ####
    BY 375 8 17 n## ## ##|29 n## ## ##
    CH 41 0 44 n## ## ##|79 n## ## ##
    CY 357 - 22 ### ###|99 ### ###
    CZ 420 - 2## ### ###|77# ### ###
    DE 49 0 30 n### ####|176 #### ####|89 n## ## ##|151 ########
    DK 45 - n# ## ## ##|nn ## ## ##
    EE 372 - 6## ####|5### ####
    ES 34 - 91# ### ###|6## ## ## ##|9## ## ## ##
    FI 358 0 9 n## ####|40 ### ####|50 ### ## ##
    FO 298 - n## ###
    FR 33 0 1 ## ## ## ##|6 ## ## ## ##|7 ## ## ## ##|4 ## ## ## ##
    GB 44 0 20 7### ####|7### ######|161 n## ####|1### ######
    GI 350 - 200 #####
    GR 30 - 21# ### ####|69# ### ####
    HR 385 0 1 n### ###|91 ### ####
    HU 36 06 1 n## ####|30 ### ####
    IE 353 0 1 n## ####|87 ### ####|21 ### ####
    IS 354 - 5## ####|n## ####
    IT 39 - 06 #### ####|02 #### ###|3## ### ####|347 #######
    LI 423 - 23# ## ##
    LT 370 0 5 2## ####|6## #####
    LU 352 - 26 ## ## ##|621 ### ###
    LV 371 - 67 ### ###|2# ### ###
    MC 377 - 93 ## ## ##
    MD 373 0 22 ### ###|69 ### ###
    ME 382 0 20 ### ###|67 ### ###
    MK 389 0 2 n## ####|70 ### ###
    MT 356 - 21## ####|79## ####
    NL 31 0 20 n## ####|6 ########|10 ### ## ##|6 ## ## ## ##
    NO 47 - n# ## ## ##|9## ## ###
    PL 48 - 22 ### ## ##|6## ### ###|5## ### ###
    PT 351 - 21# ### ###|91# ### ###|93# ### ###
    RO 40 0 21 ### ####|72# ### ###
    RS 381 0 11 n## ####|64 ### ####
    RU 7 8 495 ### ## ##|916 ### ## ##
    SE 46 0 8 n## ### ##|70 ### ## ##|31 n## ## ##
    SI 386 0 1 n## ## ##|41 ### ###
    SK 421 0 2 n### ####|905 ### ###
    SM 378 - 0549 ######
    TR 90 0 212 n## ## ##|532 ### ## ##
    UA 380 0 44 n## ## ##|67 ### ## ##
    US 1 - n## n## ####|415 n## ####
    VA 39 - 06 698 #####
    XK 383 0 38 ### ###|44 ### ###
    """
}
