/// The named character references that can stand within an address or a number, or between its parts.
enum HTMLEntities {
  static func scalar(named name: ArraySlice<UInt8>) -> Unicode.Scalar? {
    switch String(decoding: name, as: UTF8.self) {
    case "amp", "AMP": "&"
    case "lt", "LT": "<"
    case "gt", "GT": ">"
    case "quot", "QUOT": "\""
    case "apos": "'"
    case "nbsp", "NonBreakingSpace": " "
    case "commat": "@"
    case "period": "."
    case "plus": "+"
    case "num": "#"
    case "sol": "/"
    case "bsol": "\\"
    case "colon": ":"
    case "semi": ";"
    case "comma": ","
    case "lpar": "("
    case "rpar": ")"
    case "lsqb", "lbrack": "["
    case "rsqb", "rbrack": "]"
    case "lowbar": "_"
    case "equals": "="
    case "percnt": "%"
    case "excl": "!"
    case "middot", "bull": "."
    case "hyphen", "dash", "ndash", "mdash", "minus": "-"
    case "ensp", "emsp", "thinsp", "hairsp", "numsp", "puncsp": " "
    case "shy", "zwnj", "zwj", "lrm", "rlm", "ZeroWidthSpace", "NoBreak": "\u{200B}"
    case "Tab": "\t"
    case "NewLine": "\n"
    default: nil
    }
  }

  static let longestName = 16
}
