extension LanguageLexicon {
  /// Swedish, Danish and Norwegian: no language of the product, but its customers call from there.
  static let nordic = LanguageLexicon(
    digits: [
      "noll null nul", "ett", "två", "tre", "fyra fire", "fem", "sex seks", "sju syv", "åtta åtte otte",
      "nio ni",
    ],
    twoDigits: """
      tio:10 elva:11 tolv:12 tretton:13 fjorton:14 femton:15 sexton:16 sjutton:17 arton:18 nitton:19 tjugo:20 trettio:30
      fyrtio:40 femtio:50 sextio:60 sjuttio:70 åttio:80 nittio:90
      """,
    hundreds: "hundra hundre",
    multipliers: "dubbel dubbla",
    connectors: "och og",
    at: "snabel* alfakrøll krøllalfa",
    dot: "punkt punktum",
    signs: "streck bindestreck",
    underscores: "understreck",
    phone: "telefon* mobil* ring* växel",
    reference: "beställning* faktura* ordre* bestilling* kund* kunde*",
    filler: "nummer er är",
    extensions: "anknytning",
    units: "kronor kroner procent prosent")
}
