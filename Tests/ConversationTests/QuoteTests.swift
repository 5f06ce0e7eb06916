import Conversation
import Testing

struct QuoteTests {
  @Test func `answers between quoted lines are kept apart`() {
    let body = """
      On Fri, May 3, 2024 at 10:15 AM Ann Onym <ann@example.com> wrote:
      > Does the export work?

      No, not at all.

      > And the login?
      That one is fine.
      """
    #expect(words(body) == "No, not at all.|That one is fine.")
  }

  @Test func `the end of a quoted line that a server wrapped is quoted too`() {
    let body = """
      Fine.

      > This quoted line is so long that some mail server on its way thought it
      needed wrapping
      > and here the quotation goes on.
      """
    #expect(words(body) == "Fine.")
  }

  static let blocks: [String] = [
    "From: Ann Onym <ann@example.com>\nSent: Friday, May 3, 2024 10:15 AM\nTo: Bo <bo@example.net>\nSubject: Invoice",
    "Von: Ann Onym <ann@example.com>\nGesendet: Freitag, 3. Mai 2024 10:15\nAn: Bo\nCc: Eva\nBetreff: Rechnung",
    "De : Ann Onym <ann@example.com>\nEnvoyé : vendredi 3 mai 2024 10:15\nÀ : Bo\nObjet : Facture",
    "De: Ann Onym <ann@example.com>\nEnviado el: viernes, 3 de mayo de 2024 10:15\nPara: Bo\nAsunto: Factura",
    "Da: Ann Onym <ann@example.com>\nInviato: venerdì 3 maggio 2024 10:15\nA: Bo\nOggetto: Fattura",
    "Van: Ann Onym <ann@example.com>\nVerzonden: vrijdag 3 mei 2024 10:15\nAan: Bo\nOnderwerp: Factuur",
    "De: Ann Onym <ann@example.com>\nEnviada em: sexta-feira, 3 de maio de 2024 10:15\nPara: Bo\nAssunto: Fatura",
    "Od: Ann Onym <ann@example.com>\nWysłano: piątek, 3 maja 2024 10:15\nDo: Bo\nTemat: Faktura",
    "Fra: Ann Onym\nSendt: 3. maj 2024 10:15\nTil: Bo\nEmne: Faktura",
    "Från: Ann Onym\nSkickat: den 3 maj 2024 10:15\nTill: Bo\nÄmne: Faktura",
    "Lähettäjä: Ann Onym\nLähetetty: perjantai 3. toukokuuta 2024 10.15\nVastaanottaja: Bo\nAihe: Lasku",
    "От: Ann Onym\nОтправлено: 3 мая 2024 г. 10:15\nКому: Bo\nТема: Счёт",
    "*From:* Ann Onym [mailto:ann@example.com]\n*Sent:* Friday, May 3\n*To:* bo@example.net\n*Subject:* Invoice",
    "From: Ann Onym <ann@example.com>\nDate: Fri, 3 May 2024\nTo: a@example.net, b@example.net,\n  c@example.net\nSubject: x",
  ]

  @Test(
    "Blocks of other programs are known, too",
    arguments: [
      "Gesendet: Freitag, 03. Mai 2024 um 10:15 Uhr\nVon: Ann <ann@example.com>\nAn: Bo\nBetreff: Rechnung",
      "Von: Ann/DE/Firma\nAn: Bo/DE/Firma\nDatum: 03.05.2024 10:15\nThema: Rechnung",
      "De: Ann <ann@example.com>\nFecha: 3/5/24 10:15 (GMT+01:00)\nPara: bo@example.net\nAsunto: Factura",
      "From: Ann <ann@example.com> Sent: Friday, May 3, 2024 To: Bo <bo@example.net> Subject: Invoice",
      "Od: Ann\nOdesláno: pátek 3. května 2024 10:15\nKomu: Bo\nPředmět: Faktura",
      "发件人： Ann <ann@example.com>\n发送时间： 2024年5月3日 10:15\n收件人： Bo\n主题： 发票",
      "From: Ann\n\nSent: Friday, May 3, 2024 10:15 AM\n\nTo: Bo\n\nSubject: Invoice",
    ])
  func cutsOtherBlocks(block: String) {
    #expect(words("The invoice is wrong.\n\n\(block)\n\nPlease find it attached.\n") == "The invoice is wrong.")
  }

  @Test("A block of headers takes the rest with it, in every language", arguments: blocks)
  func cutsHeaderBlock(block: String) {
    #expect(words("The invoice is wrong.\n\n\(block)\n\nPlease find it attached.\n") == "The invoice is wrong.")
    let ruled = "The invoice is wrong.\n\n________________________________\n\(block)\n\nPlease find it attached.\n"
    #expect(words(ruled) == "The invoice is wrong.")
  }

  @Test(
    "A named separator takes the rest with it",
    arguments: [
      "-----Original Message-----", "-----Ursprüngliche Nachricht-----", "-----Message d'origine-----",
      "-----Mensaje original-----", "-----Messaggio originale-----", "-----Oorspronkelijk bericht-----",
      "-----Mensagem original-----", "-----Oryginalna wiadomość-----", "-------- Originalnachricht --------",
      "-------- Message original --------", "----- Original Message ----- ",
      "##- Please type your reply above this line -##",
    ])
  func cutsBelowSeparator(separator: String) {
    #expect(words("Thank God it works.\n\n\(separator)\nHello,\ndid you try?\n") == "Thank God it works.")
  }

  @Test(
    "What was forwarded is nobody's fresh word",
    arguments: [
      "---------- Forwarded message ---------", "Begin forwarded message:",
      "-------- Weitergeleitete Nachricht --------",
      "Anfang der weitergeleiteten Nachricht:", "---------- Message transféré ---------",
      "Début du message réexpédié :",
      "---------- Mensaje reenviado ---------", "---------- Messaggio inoltrato ---------",
      "Inizio messaggio inoltrato:",
      "---------- Doorgestuurd bericht ---------", "---------- Mensagem encaminhada ---------",
      "---------- Przekazana wiadomość ---------",
    ])
  func cutsForward(separator: String) {
    let body =
      "See below, this is absurd.\n\n\(separator)\nFrom: A <a@example.com>\nDate: May 3\nSubject: s\n\nWe love it!\n"
    #expect(words(body) == "See below, this is absurd.")
    #expect(reasons(body).contains(.forwardedMessage))
  }

  @Test func `a mail that is nothing but a forward is silent`() {
    let voice = mail(
      "\n---------- Forwarded message ---------\nFrom: a@example.com\nSubject: x\n\nAwful!", subject: "Fwd: x"
    )
    .customerVoice()
    #expect(voice.passages.isEmpty)
    #expect(voice.silence == .onlyQuotedText)
  }

  @Test(arguments: [
    "From: Berlin\nTo: Hamburg\nDate: 3 May\nThat train never came.",
    "Subject to approval we will renew.\nTo: be honest, I doubt it.",
    "Here is the rule:\n--------------------\nall of it stays",
  ])
  func `what merely resembles headers stays`(body: String) {
    #expect(words(body) == body)
  }

  @Test func `removals name the bytes they took`() {
    let body = "Grüße fehlen.\r\n\r\n> älter\r\n> alt\r\n"
    let voice = mail(body).customerVoice()
    let utf8 = Array(body.utf8)
    let cut = voice.removals.map { String(decoding: utf8[$0.range], as: UTF8.self) }
    #expect(cut == ["> älter\r\n> alt"])
    #expect(voice.removals.map(\.reason) == [.quotedText])
    #expect(voice.passages.map(\.text) == ["Grüße fehlen."])
  }
}
