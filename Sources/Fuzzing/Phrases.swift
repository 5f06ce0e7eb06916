/// What people write around an address or a number in one language, and how they speak one. `%` is where it stands.
struct Phrases: Sendable {
  /// BCP 47.
  let language: String
  let greeting: String
  let mail: String
  let call: String
  let addressLabel: String
  let numberLabel: String
  let wrote: String
  let complaint: String
  let closing: String
  /// How the signs of an address are said.
  let at: String
  let dot: String
  let plus: String
  /// 0 to 9.
  let digits: [String]

  static let all: [Phrases] = [english, french, german, spanish, italian, dutch, portuguese, polish]

  private static let english = Phrases(
    language: "en", greeting: "Hello,", mail: "please write to % as soon as you can.",
    call: "you can call me back on % after lunch.", addressLabel: "E-mail", numberLabel: "Phone",
    wrote: "On Monday the 5th your colleague wrote:",
    complaint: "The export has been failing since 3 May 2024, order 4711, and 12.50 euros were charged twice.",
    closing: "Kind regards", at: "at", dot: "dot", plus: "plus",
    digits: words("zero one two three four five six seven eight nine"))

  private static let french = Phrases(
    language: "fr", greeting: "Bonjour,", mail: "merci de me répondre à l'adresse %.",
    call: "vous pouvez me joindre au % l'après-midi.", addressLabel: "Courriel", numberLabel: "Tél.",
    wrote: "Le lundi 5, votre collègue a écrit :",
    complaint: "L'export ne marche plus depuis le 3 mai 2024 et 12,50 € ont été débités deux fois.",
    closing: "Cordialement", at: "arobase", dot: "point", plus: "plus",
    digits: words("zéro un deux trois quatre cinq six sept huit neuf"))

  private static let german = Phrases(
    language: "de", greeting: "Guten Tag,", mail: "bitte schreiben Sie an %, danke.",
    call: "Sie erreichen mich unter % ab 14 Uhr.", addressLabel: "E-Mail", numberLabel: "Tel.",
    wrote: "Am Montag, dem 5., schrieb Ihre Kollegin:",
    complaint: "Der Export geht seit dem 3.5.2024 nicht, und 12,50 Euro wurden doppelt abgebucht.",
    closing: "Mit freundlichen Grüßen", at: "at", dot: "Punkt", plus: "plus",
    digits: words("null eins zwei drei vier fünf sechs sieben acht neun"))

  private static let spanish = Phrases(
    language: "es", greeting: "Buenos días:", mail: "escríbame a % cuando pueda.",
    call: "puede llamarme al % por la tarde.", addressLabel: "Correo", numberLabel: "Teléfono",
    wrote: "El lunes 5 su compañero escribió:",
    complaint: "La exportación falla desde el 3 de mayo y me cobraron 12,50 € dos veces.",
    closing: "Un saludo", at: "arroba", dot: "punto", plus: "más",
    digits: words("cero uno dos tres cuatro cinco seis siete ocho nueve"))

  private static let italian = Phrases(
    language: "it", greeting: "Buongiorno,", mail: "potete scrivermi a % quando volete.",
    call: "mi chiami al % nel pomeriggio.", addressLabel: "Posta", numberLabel: "Cell.",
    wrote: "Lunedì 5 il vostro collega ha scritto:",
    complaint: "L'esportazione non va dal 3 maggio e mi avete addebitato 12,50 euro due volte.",
    closing: "Cordiali saluti", at: "chiocciola", dot: "punto", plus: "più",
    digits: words("zero uno due tre quattro cinque sei sette otto nove"))

  private static let dutch = Phrases(
    language: "nl", greeting: "Goedemiddag,", mail: "stuur uw antwoord naar % alstublieft.",
    call: "u kunt mij bellen op % na tweeën.", addressLabel: "Mail", numberLabel: "Telefoon",
    wrote: "Op maandag 5 schreef uw collega:",
    complaint: "De export werkt niet sinds 3 mei en er is twee keer 12,50 euro afgeschreven.",
    closing: "Met vriendelijke groet", at: "apenstaartje", dot: "punt", plus: "plus",
    digits: words("nul een twee drie vier vijf zes zeven acht negen"))

  private static let portuguese = Phrases(
    language: "pt", greeting: "Bom dia,", mail: "podem responder para % ainda hoje.",
    call: "liguem-me para o % depois das 14 horas.", addressLabel: "E-mail", numberLabel: "Telemóvel",
    wrote: "Na segunda-feira, dia 5, o vosso colega escreveu:",
    complaint: "A exportação falha desde 3 de maio e cobraram 12,50 € duas vezes.",
    closing: "Com os melhores cumprimentos", at: "arroba", dot: "ponto", plus: "mais",
    digits: words("zero um dois três quatro cinco seis sete oito nove"))

  private static let polish = Phrases(
    language: "pl", greeting: "Dzień dobry,", mail: "proszę pisać na % w każdej chwili.",
    call: "proszę dzwonić pod numer % po południu.", addressLabel: "Poczta", numberLabel: "tel. kom.",
    wrote: "W poniedziałek 5. Państwa kolega napisał:",
    complaint: "Eksport nie działa od 3 maja, a 12,50 zł pobrano dwa razy.",
    closing: "Pozdrawiam", at: "małpa", dot: "kropka", plus: "plus",
    digits: words("zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć"))

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
