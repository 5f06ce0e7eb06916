extension LanguageLexicon {
  static let german = LanguageLexicon(
    digits: [
      "null nullen", "eins ein eine", "zwei zwo", "drei", "vier", "fünf fuenf", "sechs", "sieben", "acht", "neun",
    ],
    twoDigits: """
      zehn:10 elf:11 zwölf:12 zwoelf:12 dreizehn:13 vierzehn:14 fünfzehn:15 fuenfzehn:15 sechzehn:16 siebzehn:17
      achtzehn:18 neunzehn:19 zwanzig:20 dreissig:30 vierzig:40 fünfzig:50 fuenfzig:50 sechzig:60 siebzig:70 achtzig:80
      neunzig:90
      """,
    hundreds: "hundert tausend",
    multipliers: "doppel dreifach zweimal dreimal viermal mal",
    connectors: "und äh ähm öhm dann",
    at: "klammeraffe* affenschwanz",
    weakAt: "at",
    dot: "punkt",
    signs: "bindestrich strich minus",
    underscores: "unterstrich underscore",
    slashes: "schrägstrich",
    phone: """
      telefon* tel fon vorwahl handy* mobil* ruf rufe rufen rufnummer* anruf* anrufen rückruf* erreich* durchwahl festnetz*
      telefonisch kontakt* zentrale fernruf büro anschluss leitung wählen
      """,
    reference: """
      bestell* rechnung* auftrag* kunde* kunden* ticket* vorgang* aktenzeichen az vertrag* vertrags* referenz* buchung*
      sendung* sendungs* paket* konto* kontonummer artikel* produkt* serien* seriennummer version lieferschein* beleg*
      angebot* fall fallnummer schaden* police* versicherung* mitglied* personal* kennzeichen postleitzahl
      transaktion* strichcode zähler* zählernummer
      """,
    filler: """
      idnr neue neuer alte alter nr ist lautet sind unter die der das dem den meine mein unsere ihre ihr zu an auf
      """,
    numberNouns: "nummer nummern",
    extensions: "durchwahl dw apparat app nebenstelle nst",
    units: "cent stück prozent uhr stunden minuten tage wochen monate jahre personen einwohner stk",
    currencies: "franken",
    common: """
      ist die der das dem den meine mein unsere ihre ihr zu an auf und oder ich du er sie wir es ein eine bitte unter bei
      schreiben sie mir uns mail adresse kontakt per von für mit nicht noch hier lautet nehmen notieren
      """,
    leadIns: "ist an unter lautet von für an per wäre also genau ja nein lieber",
    remarks:
      "alles klein kleingeschrieben zusammen zusammengeschrieben ein wort groß grossgeschrieben ohne leerzeichen",
    hesitations: "äh ähm öh öhm hm",
    interludes: """
      nein moment entschuldigung sorry genau ja warten sie sekunde halt quatsch also dann danach richtig
      okay mal doch ach stimmt falsch
      """,
    mail: "adresse mailadresse",
    writing: "schreib schreibt schreiben",
    identity: "steuer* steueridentifikationsnummer sozialversicherungsnummer personalausweis* ausweis* reisepass*",
    payment: "karte karten kreditkarte* kartennummer bankverbindung")
}
