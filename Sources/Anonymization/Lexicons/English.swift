extension LanguageLexicon {
  static let english = LanguageLexicon(
    digits: [
      "zero oh o nought zeros zeroes ohs noughts", "one ones", "two twos", "three threes", "four fours", "five fives",
      "six sixes",
      "seven sevens", "eight eights", "nine niner nines",
    ],
    twoDigits: """
      ten:10 eleven:11 twelve:12 thirteen:13 fourteen:14 fifteen:15 sixteen:16 seventeen:17 eighteen:18 nineteen:19
      twenty:20 thirty:30 forty:40 fourty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90
      """,
    hundreds: "hundred",
    multipliers: "double triple treble twice times",
    connectors: "and uh um er erm hmm then",
    at: "atsign",
    weakAt: "at",
    dot: "dot",
    weakDot: "period point",
    signs: "dash hyphen minus",
    underscores: "underscore score",
    slashes: "slash",
    signParts: "under",
    phone: """
      phone* telephone* cell cells cellphone* cellular call calls called calling ring text dial dialed dialing reach
      reachable reached contact* landline* handset registered desk switchboard office* helpline* voicemail callback
      answering message* messages caller line lines direct hotline* rang
      """,
    reference: """
      order* invoice* reference* ticket* case cases booking* reservation* account* acct tracking track policy contract*
      customer* client* transaction* claim* file shipment* parcel* package* delivery flight* licen* code codes confirmation
      receipt* bill document* form request incident issue bug asset device firmware article* product* postcode* postal
      passport* registration reg member* membership subscription* quote* quotation purchase project employee* user* job
      score barcode voucher coupon gift points
      """,
    filler: "new old is are was my your our the this it its on at to me us him her under with for of hash",
    numberNouns: "number numbers",
    extensions: "extension extensions",
    units:
      "percent people inhabitants ohm users units hours minutes seconds days weeks months years items",
    currencies: "dollars dollar pounds pound bucks",
    streets: "street avenue road lane drive boulevard square court terrace crescent",
    common: """
      is are was my your our the this it me us him her you i we they he she to for of on in by from with or and but please
      email mail address contact reach send write drop line sent look home work office once least all that there here
      yes no not some any what which every website site page homepage live hosted online available find found visit look looked
      looking bought met meet see buy be been have has had use using under via use using spell write
      """,
    leadIns: "to is are was it its at on from with via be said so well yeah okay that",
    remarks:
      "all one word words lower upper case caps lowercase uppercase together joined no spaces space capital capitals small letters",
    hesitations: "uh er erm hm hmm mmm",
    interludes: """
      no sorry wait hang on moment second one just ok okay yes yeah yep right correct actually rather mean
      let see pardon hold me check so the rest is ends starts with followed by again that
      then
      """,
    mail: "address inbox",
    writing: "write writing reply",
    identity: "passport national social security taxpayer tax insurance",
    payment: "card cards credit debit bank sort")
}
