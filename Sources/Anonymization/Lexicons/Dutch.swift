extension LanguageLexicon {
  static let dutch = LanguageLexicon(
    digits: ["nul nullen", "een één eentje", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"],
    twoDigits: """
      tien:10 elf:11 twaalf:12 dertien:13 veertien:14 vijftien:15 zestien:16 zeventien:17 achttien:18 negentien:19
      twintig:20 dertig:30 veertig:40 vijftig:50 zestig:60 zeventig:70 tachtig:80 negentig:90
      """,
    hundreds: "honderd duizend",
    multipliers: "dubbel dubbele tweemaal driemaal maal keer",
    connectors: "en eh uhm dan",
    at: "aapestaart* apenstaart* apestaart* aapje slingeraap",
    weakAt: "at",
    dot: "punt",
    signs: "streepje koppelteken min",
    underscores: "onderstrepingsteken underscore",
    signParts: "laag lage liggend liggende",
    phone: """
      telefoon* netnummer abonneenummer tel bel bellen belt gebeld terugbel* mobiel* gsm vast bereik* bereikbaar contact* doorkies* toestel*
      telefonisch whatsappen sms smsen antwoord*
      """,
    reference: """
      bestel* bestelling* factuur* facturen order* referentie* kenmerk dossier* reservering* rekening* klant* contract*
      zending* pakket* artikel* product* serie* versie* code polis* schade* transactie* zaak zaaknummer melding* offerte*
      lidmaatschap* lidnummer boeking* streepjes* postcode* kenteken paspoort* partij inwoners pakbon* zaaknr dossiernr
      """,
    filler: "nieuw nieuwe oud oude nr is zijn op onder het de dit mijn uw ons onze jouw aan naar",
    numberNouns: "nummer nummers",
    extensions: "toestel tst",
    units: "procent stuks uur minuten dagen weken maanden jaren personen",
    common: """
      is zijn op onder het de dit mijn uw ons onze jouw aan naar en of ik jij hij zij wij u een van voor met niet via
      mailen mail adres stuur schrijf contact graag gebruik noteer schrijf
      """,
    leadIns: "is op onder naar aan van via dus nou ja liever",
    remarks: "aan elkaar alles kleine letters hoofdletters één woord zonder spaties",
    hesitations: "eh euh ehm uhm",
    interludes: """
      nee sorry wacht even kijken momentje moment ja klopt precies oke pardon daarna vervolgens dan juist
      bedoel nog dus
      """,
    mail: "adres mailadres",
    writing: "schrijf schrijven",
    identity: "burgerservicenummer sofinummer",
    payment: "kaart bankpas creditcard* pasnummer")
}
