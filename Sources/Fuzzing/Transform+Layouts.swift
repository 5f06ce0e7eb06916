extension Transform {
  /// Breaks within the value.
  static let layouts: [Transform] = [
    Transform("line break", for: .number) { value, _, random in
      value.isPlain ? value.cut(&random, by: random.pick(["\n", "\r\n"])) : value
    },
    Transform("line break after the sign", for: .address, always: { $0.replacing("@", with: "@\n") }),
    Transform("line break before the sign", for: .address, always: { $0.replacing("@", with: "\n@") }),
    Transform("line breaks between groups", for: .number, always: { $0.isSpoken ? $0 : $0.replacing(" ", with: "\n") }),
    Transform("quoted line break", for: .number, always: { $0.isSpoken ? $0 : $0.replacing(" ", with: "\n> ") }),
    Transform("twice quoted line break", for: .number) { value, _, random in
      value.isPlain ? value.cut(&random, by: random.pick(["\n>> ", "\n> > "])) : value
    },
    Transform("quoted line break in the address", for: .address, always: { $0.replacing("@", with: "@\n> ") }),
    Transform("field quoted", isOfText: true) { text, _, _ in "> " + text.replacing("\n", with: "\n> ") },
    Transform("field with carriage returns", isOfText: true) { text, _, _ in text.replacing("\n", with: "\r\n") },
    Transform("field in capitals", isOfText: true) { text, _, _ in text.uppercased() },
    Transform("field with hard blanks", isOfText: true) { text, _, _ in text.replacing(" ", with: "\u{A0}") },
    Transform("tags between") { value, _, random in
      guard value.isPlain else { return value }
      return value.sprinkled(&random) {
        $0.pick(["<b></b>", "<wbr>", "<span>", "</span>", "<i class=\"x\">", "<!-- -->"])
      }
    },
    Transform("tags around the sign", for: .address, always: { $0.replacing("@", with: "<span>@</span>") }),
    Transform("comment between") { value, _, random in
      value.isPlain ? value.cut(&random, by: "<!-- no robots -->") : value
    },
    Transform(
      "tag around each group", for: .number,
      always: {
        $0.split(separator: " ").map { "<td>\($0)</td>" }.joined()
      }),
    Transform(
      "blanks around signs", for: .address,
      always: {
        $0.replacing("@", with: " @ ").replacing(".", with: " . ")
      }),
    Transform("blanks around the sign", for: .address, always: { $0.replacing("@", with: " @ ") }),
    Transform(
      "blanks between all", for: .address,
      always: {
        $0.isPlain && $0.contains("@") && !$0.hasMarks ? String($0.mapped { "\($0) " }.dropLast()) : $0
      }),
    Transform(
      "blanks between digits", for: .number,
      always: { $0.isPlain && !$0.hasMarks ? $0.mapped { $0 == " " ? "" : "\($0) " } : $0 }),
    Transform("hard blanks", for: .number, always: { $0.replacing(" ", with: "\u{A0}") }),
    Transform("thin blanks", for: .number) { value, _, random in
      value.replacing(" ", with: random.pick(["\u{2009}", "\u{202F}", "\u{3000}", "\u{2003}", "\u{205F}"]))
    },
    Transform("wide gaps", for: .number, always: { $0.replacing(" ", with: "   ") }),
    Transform("tabs", for: .number, always: { $0.replacing(" ", with: "\t") }),
  ]

  /// What stands around the value.
  static let surroundings: [Transform] = [
    Transform("bold", always: { "**\($0)**" }), Transform("code", always: { "`\($0)`" }),
    Transform("angle brackets", always: { "<\($0)>" }), Transform("quotes", always: { "\"\($0)\"" }),
    Transform("link", for: .address, always: { "[\($0)](mailto:\($0))" }),
    Transform("mailto", for: .address, always: { "mailto:\($0)?subject=hi" }),
    Transform("tel", for: .number, always: { $0.contains("_") ? $0 : "tel:" + $0.filter { !" ()/.".contains($0) } }),
    Transform("query", always: { "https://crm.example/open?who=\($0)&x=1" }),
    Transform("path", for: .address, always: { "https://crm.example/u/\($0)/edit" }),
    Transform("label at its side", for: .number, always: { "Tel\($0)" }),
    Transform("labels before and behind", always: { "contact:\($0);fin" }),
    Transform("look-alike placeholders", always: { "<EMAIL_1>\($0)<PHONE_2>" }),
    Transform("escaped look-alikes", always: { "EMAIL__1 \($0) PHONE_1" }),
    Transform("file name", for: .address, always: { "backup_\($0).eml" }),
    Transform("list", always: { "a; \($0); b" }), Transform("twice", always: { "\($0), \($0)" }),
    Transform("next to a date", for: .number, always: { "2024-05-03 \($0)" }),
    Transform("behind a colon", always: { "::\($0)" }), Transform("in emoji", always: { "📧\($0)📞" }),
  ]
}
