import Conversation
import Testing

struct SignatureTests {
  @Test(
    "A closing formula and the name below it go, in every language",
    arguments: [
      "Best regards,", "Kind regards", "Mit freundlichen Grüßen", "Viele Grüße", "LG", "Cordialement,", "Bien à vous,",
      "Saludos cordiales,", "Un saludo", "Cordiali saluti", "Distinti saluti,", "Met vriendelijke groet,", "Groeten",
      "Atenciosamente,", "Com os melhores cumprimentos,", "Pozdrawiam", "Z poważaniem,", "Med venlig hilsen",
      "Med vänliga hälsningar", "С уважением,", "Thanks,", "Vielen Dank und viele Grüße", "Merci d'avance,", "Grazie,",
    ])
  func cutsClosing(formula: String) {
    let text = "The export has been failing for a week."
    #expect(words("\(text)\n\n\(formula)\nAnn Onym\n") == text)
    #expect(words("\(text)\n\n\(formula)\n\nAnn Onym\nHead of Purchasing\nExample GmbH\nTel. +49 30 1234567\n") == text)
  }

  @Test(arguments: [
    "Thank you so much for the quick help, you saved our week!", "Thanks!", "Danke, das war großartig.",
    "Merci pour votre aide précieuse.", "Great work.\n\nThanks a lot for everything you did for us!",
    "Best product we ever bought.", "Regards the invoice, it is wrong.", "Perfect", "Super\n\nDanke",
  ])
  func `thanks that carry tone stay`(body: String) {
    #expect(words(body) == body)
  }

  @Test func `a postscript below a signature stays`() {
    let body = "It works.\n\nBest regards,\nAnn Onym\nTel: +49 30 1234567\n\nP.S. The manual is a mess."
    #expect(
      words(body) == "It works.\n\n\n\nP.S. The manual is a mess." || words(body).hasSuffix("The manual is a mess."))
    #expect(!words(body).contains("Onym"))
  }

  @Test func `a sentence below a formula stays`() {
    let body = "It works.\n\nRegards\nAnn\n\nBy the way, the login page is slower than ever before."
    #expect(words(body).hasSuffix("By the way, the login page is slower than ever before."))
  }

  @Test(arguments: ["-- ", "--"])
  func `everything below the delimiter goes`(delimiter: String) {
    #expect(
      words("It broke.\n\n\(delimiter)\nAnn Onym\nWe sell more than anyone else in the whole world.") == "It broke.")
  }

  @Test(arguments: [
    "The export is fine here.\n_______________________________________________\nusers mailing list\nhttps://lists.example/listinfo/users",
    "The export is fine here.\n--\nYou received this message because you are subscribed to the list.\nTo unsubscribe: https://lists.example/u",
    "The export is fine here.\nTo unsubscribe from this list, click https://lists.example/u",
    "The export is fine here.\nThis email is confidential and intended solely for the addressee. If you received it in error, please delete it.",
    "The export is fine here.\nPlease consider the environment before printing this email.",
  ])
  func `a footer without a blank line above takes nothing of what was typed`(body: String) {
    #expect(words(body) == "The export is fine here.")
  }

  @Test func `a delimiter at the top, or between paragraphs, is none`() {
    #expect(words("--\nUrgent! The whole plant stands still.").hasSuffix("The whole plant stands still."))
    #expect(words("Problems:\n--\nlogin is slow\n--\nwe want to leave").hasSuffix("we want to leave"))
  }

  @Test(
    "What a telephone adds goes, in every language",
    arguments: [
      "Sent from my iPhone", "Sent from my Samsung Galaxy smartphone.", "Get Outlook for iOS",
      "Von meinem iPhone gesendet",
      "Gesendet von meinem Mobiltelefon", "Gesendet mit der GMX Mail App", "Envoyé de mon iPhone",
      "Envoyé depuis mon téléphone Orange", "Télécharger Outlook pour Android", "Enviado desde mi iPhone",
      "Obtener Outlook para iOS", "Inviato da iPhone", "Inviato dal mio telefono", "Verzonden vanaf mijn iPhone",
      "Verstuurd vanaf mijn iPad", "Enviado do meu iPhone", "Wysłane z iPhone'a", "Sendt fra min iPhone",
      "Skickat från min iPhone", "Отправлено с iPhone", "Sent from Yahoo Mail on Android",
      "Sent with Proton Mail secure email.",
    ])
  func cutsDeviceLine(line: String) {
    #expect(words("It broke.\n\n\(line)\n") == "It broke.")
    #expect(reasons("It broke.\n\n\(line)\n") == [.deviceSignature])
    #expect(words("It broke.\n\n\(line)\n\nOn 3 May 2024, at 10:15, A <a@example.com> wrote:\n\n> Hi") == "It broke.")
  }

  @Test(arguments: [
    "Sent from my desk, is much easier then my mobile phone.",
    "Enviado el paquete, seguimos sin respuesta de vuestro equipo.",
  ])
  func `a sentence that begins like a telephone's line stays`(body: String) {
    #expect(words("Here it is.\n\n\(body)") == "Here it is.\n\n\(body)")
  }

  @Test(
    "Notices of confidentiality go, in every language",
    arguments: [
      "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, please notify the sender and delete it.",
      "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender und vernichten Sie diese Mail.",
      "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive de leurs destinataires. Si vous avez reçu ce message par erreur, merci d'en avertir l'expéditeur et de le détruire.",
      "Este mensaje es confidencial y va dirigido exclusivamente a su destinatario. Si lo ha recibido por error, le rogamos que lo comunique al remitente y lo elimine.",
      "Questo messaggio contiene informazioni riservate ed è destinato esclusivamente al destinatario. Se lo avete ricevuto per errore siete pregati di avvisare il mittente e di distruggere il messaggio.",
      "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht ten onrechte heeft ontvangen, verzoeken wij u de afzender te informeren en het bericht te vernietigen.",
      "Esta mensagem é confidencial e destina-se exclusivamente ao destinatário. Se a recebeu por engano, por favor informe o remetente e elimine a mensagem.",
      "Niniejsza wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeśli otrzymali ją Państwo przez pomyłkę, prosimy o powiadomienie nadawcy i usunięcie wiadomości.",
    ])
  func cutsDisclaimer(notice: String) {
    #expect(words("We are not amused.\n\n\(notice)\n") == "We are not amused.")
    #expect(reasons("We are not amused.\n\n\(notice)\n") == [.disclaimer])
  }

  @Test func `a customer who speaks of confidentiality is heard`() {
    let body = "Please treat this as confidential: we are thinking of leaving.\n\nPlease delete my account."
    #expect(words(body) == body)
  }

  @Test func `a list's footer goes, a request to leave the list stays`() {
    #expect(words("No.\n\nTo unsubscribe click https://example.com/u\n") == "No.")
    #expect(
      words("Please unsubscribe me, I have asked three times.") == "Please unsubscribe me, I have asked three times.")
  }

  @Test func `the author's own name at the end goes`() {
    #expect(words("It broke.\n\nAnn", authorName: "Ann Onym") == "It broke.")
    #expect(words("It broke.\n\nGreat", authorName: "Ann Onym") == "It broke.\n\nGreat")
  }

  @Test func `a name with addresses goes without a formula too`() {
    let body = "It broke.\n\nAnn Onym\nann@example.com\n(555) 346-9947\nwww.example.com"
    #expect(words(body) == "It broke.")
  }

  @Test func `telephone numbers that belong to the matter stay`() {
    let body = "The hotline +49 30 1234567 has been busy for two days now.\nCall me on 030 7654321."
    #expect(words(body) == body)
  }
}
