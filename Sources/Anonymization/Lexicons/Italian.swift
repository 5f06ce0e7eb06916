extension LanguageLexicon {
  static let italian = LanguageLexicon(
    digits: ["zero zeri", "uno un una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove"],
    twoDigits: """
      dieci:10 undici:11 dodici:12 tredici:13 quattordici:14 quindici:15 sedici:16 diciassette:17 diciotto:18
      diciannove:19 venti:20 vent:20 trenta:30 trent:30 quaranta:40 quarant:40 cinquanta:50 cinquant:50 sessanta:60
      sessant:60 settanta:70 settant:70 ottanta:80 ottant:80 novanta:90 novant:90
      """,
    hundreds: "cento duecento trecento quattrocento cinquecento seicento settecento ottocento novecento mille",
    multipliers: "doppio doppia triplo tripla volte",
    connectors: "e ehm poi",
    plus: "più plus",
    at: "chiocciol* chioccola",
    weakAt: "at",
    dot: "punto",
    signs: "trattino meno",
    underscores: "sottolineato underscore",
    slashes: "barra",
    signParts: "basso bassa",
    phone: """
      telefon* prefisso cellular* cell chiam* chiama chiamare chiamami chiamata* fisso contatt* recapito* rispond*
      centralino linea componga comporre ricontatt* rintraccia*
      """,
    reference: """
      ordine ordini fattura* riferimento* rif pratica* prenotazion* conto cliente* contratto* spedizion* pacco* articol*
      prodott* serie versione codice* polizza* sinistro* transazion* caso ticket bolla preventivo segnalazion* cap targa
      passaporto matricola lotto barre protocollo acquisto cod
      """,
    filler: "nuovo vecchio num n è il lo la gli le mio mia suo nostro al del di su questo",
    numberNouns: "numero numeri",
    extensions: "interno int",
    units: "centesimi ore minuti giorni mesi anni persone abitanti pz pezzi",
    currencies: "lire",
    common: """
      è il lo la gli le mio mia suo nostro al del di su questo e o io tu lui lei noi voi mi ti si che per con presso non da in
      scrivere scrivimi indirizzo contatto grazie usi segni mandi scriva
      """,
    leadIns: "è a da di per via allora ecco dunque piuttosto",
    remarks: "tutto tutta attaccato attaccata unito minuscolo maiuscolo una sola parola in minuscole senza spazi",
    hesitations: "ehm eh mh",
    interludes: """
      no scusi scusa aspetti aspetta un attimo momento sì esatto giusto poi dunque allora anzi volevo dire
      ecco ok va bene finisce
      """,
    mail: "indirizzo posta",
    writing: "scrivi scriva scrivere scrivimi scrivete",
    identity: "fiscale",
    payment: "carta carte credito")
}
