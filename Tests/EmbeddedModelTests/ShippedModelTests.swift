import Foundation
import Testing

@testable import EmbeddedModel

@Suite struct ShippedModelTests {
  /// Clear sentences, written for this test; three a language. The neutral ones are requests and questions: calm
  /// statements are a weakness that the card admits.
  static let sentences: [(language: String, tone: Tone, text: String)] = [
    ("en", .negative, "We are very unhappy with the support, it is slow and useless."),
    ("en", .neutral, "Could you please send me the invoice for March?"),
    ("en", .positive, "Thank you so much, the new dashboard is fantastic and the team loves it."),
    ("de", .negative, "Der Support ist eine Katastrophe, seit Wochen antwortet niemand."),
    ("de", .neutral, "Wann findet die nächste Schulung statt?"),
    ("de", .positive, "Vielen Dank, das hat super funktioniert, wir sind sehr zufrieden!"),
    ("fr", .negative, "Le service est lamentable, je suis très déçu, rien ne fonctionne."),
    ("fr", .neutral, "Pourriez-vous m'envoyer la facture de mars ?"),
    ("fr", .positive, "Merci beaucoup, votre équipe est formidable et le produit est excellent."),
    ("es", .negative, "El servicio es pésimo, estoy muy decepcionado y nadie responde."),
    ("es", .neutral, "¿Cómo puedo cambiar la contraseña de mi cuenta?"),
    ("es", .positive, "Muchas gracias, el equipo es excelente y estamos encantados."),
    ("it", .negative, "Che schifo, il servizio è pessimo e sono molto delusa da voi."),
    ("it", .neutral, "Potete inviarmi la fattura di marzo?"),
    ("it", .positive, "Grazie mille, il prodotto è ottimo e siamo molto contenti."),
    ("nl", .negative, "De service is verschrikkelijk, ik ben erg teleurgesteld en niemand reageert."),
    ("nl", .neutral, "Kunt u mij de factuur van maart sturen?"),
    ("nl", .positive, "Hartelijk dank, het team is geweldig en we zijn zeer tevreden."),
    ("pt", .negative, "O serviço é péssimo, estou muito desiludido e ninguém responde."),
    ("pt", .neutral, "Como posso alterar a palavra-passe da minha conta?"),
    ("pt", .positive, "Muito obrigado, a equipa é excelente e estamos muito satisfeitos."),
    ("pl", .negative, "Obsługa jest fatalna, jestem bardzo rozczarowany i nikt nie odpowiada."),
    ("pl", .neutral, "Czy mogą Państwo przesłać fakturę za marzec?"),
    ("pl", .positive, "Bardzo dziękuję, zespół jest świetny i jesteśmy bardzo zadowoleni."),
  ]

  @Test("Clear sentences get the right tone in every language", arguments: ShippedModelTests.sentences)
  func tones(language: String, tone: Tone, text: String) throws {
    #expect(try Samples.shipped().probabilities(of: text).likeliest == tone)
  }

  @Test("The language of a sentence is told", arguments: ShippedModelTests.sentences)
  func languages(language: String, tone: Tone, text: String) throws {
    #expect(try Samples.shipped().language(of: text).tag == language)
  }

  @Test("Too little text has no language", arguments: ["", "ok", "12345", ":)", "<EMAIL_1>"])
  func undetermined(text: String) throws {
    #expect(try Samples.shipped().language(of: text).tag == "und")
  }

  @Test("Placeholders change no probability", arguments: ShippedModelTests.sentences)
  func placeholders(language: String, tone: Tone, text: String) throws {
    let model = try Samples.shipped()
    #expect(model.probabilities(of: "<PERSON_1> \(text) <EMAIL_2>") == model.probabilities(of: text))
    #expect(
      model.probabilities(of: "\(text) <PHONE_1> <IBAN_2>") == model.probabilities(of: "\(text) <URL_7> <CARD_31>"))
  }

  @Test("Evidence stands in the text word for word and fits its limits", arguments: ShippedModelTests.sentences)
  func evidence(language: String, tone: Tone, text: String) throws {
    let long = "\(text)\n\(String(repeating: "and so on and on ", count: 40))\n\n\(text.uppercased()) <PERSON_1>."
    let reading = try Samples.shipped().read(long)
    #expect(reading.evidence.count <= 2)
    for quote in reading.evidence {
      #expect(long.contains(quote))
      #expect(quote.count <= 200)
    }
  }

  @Test("The sentence that makes the tone is quoted first")
  func evidenceOrder() throws {
    let reading = try Samples.shipped().read(
      "I write about the order of last week. The support was awful and I am really angry. My number is <PHONE_1>.")
    #expect(reading.label == .negative)
    #expect(reading.evidence == ["The support was awful and I am really angry."])
  }

  @Test("Passages of another tone than the text's are not quoted for it")
  func evidenceTone() throws {
    let reading = try Samples.shipped().read(
      "The export fails again, this is awful. My colleague loves the dashboard and says it is great.")
    #expect(reading.evidence.count == 1)
  }

  @Test("The card in the repository is that of the shipped model, and tells the figures that it measured")
  func card() throws {
    let metadata = try Samples.shipped().metadata
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/EmbeddedModel/MODEL_CARD.md")
    #expect(
      try String(contentsOf: path, encoding: .utf8).trimmingCharacters(in: .newlines)
        == metadata.card.trimmingCharacters(in: .newlines))
  }

  @Test("A text with a good and a bad sentence is mixed, one of a kind is not")
  func mixed() throws {
    let model = try Samples.shipped()
    #expect(
      model.read("The onboarding was great, thank you. But the billing is a disaster and I am angry.").isMixed)
    #expect(!model.read("The billing is a disaster. I am angry.").isMixed)
  }

  @Test("The word list finds cues and issues in each language and nothing in plain words")
  func cues() throws {
    let expected: [(String, [CueWord], Bool)] = [
      ("We will cancel our contract and call our lawyer.", [.churnRisk, .legal], false),
      ("Wir kündigen, der Export funktioniert nicht.", [.churnRisk], true),
      ("C'est urgent, le site ne marche plus.", [.urgency], true),
      ("Necesitamos más licencias cuanto antes.", [.urgency, .expansion], false),
      ("Voglio parlare con un responsabile, c'è un errore.", [.escalation], true),
      ("A concorrência é mais barata.", [.competitor], false),
      ("Wij willen het contract verlengen.", [.renewal], false),
      ("Wszystko świetnie, dziękuję.", [.praise], false),
      ("The meeting is on Tuesday.", [], false), ("", [], false),
    ]
    for (text, cues, reportsIssue) in expected {
      #expect(CueLexicon.findings(in: text) == .init(cues: cues, reportsIssue: reportsIssue), "\(text)")
    }
  }

  @Test(
    "Who says that they do not leave does not speak of leaving",
    arguments: [
      "We are not going to cancel our contract, do not worry.", "We won't terminate the contract.",
      "There is no need to cancel my subscription.", "We have no intention of leaving you.",
      "Wir werden nicht kündigen.", "Wir haben nicht vor, den Vertrag zu kündigen.", "Wir kündigen den Vertrag nicht.",
      "Wir haben keinen Grund zu kündigen.", "Nous n'allons pas résilier.", "Nous ne résilions pas le contrat.",
      "Nous n'avons aucune intention de résilier.", "No vamos a cancelar nuestro contrato.",
      "No tenemos intención de rescindir.", "Non vogliamo recedere dal contratto.",
      "Non abbiamo intenzione di disdire.", "We gaan ons contract niet opzeggen.",
      "We zijn niet van plan om over te stappen, we willen niet overstappen.", "Não vamos cancelar o contrato.",
      "Não queremos mudar de fornecedor.", "Nie zamierzamy rozwiązać umowę.", "Nie rezygnujemy z usługi.",
    ])
  func deniedLeaving(text: String) {
    #expect(!CueWord.churnRisk.isFound(in: text))
  }

  @Test(
    "A negation of something else, a condition or a failed attempt leaves a word of leaving as it is",
    arguments: [
      "This is not acceptable. We will cancel our contract.", "If this is not fixed we will cancel our contract.",
      "No, cancel my subscription.", "I cannot cancel my subscription.", "You did not cancel my contract as I asked.",
      "We are not going to cancel our contract if you mend this.", "We will not renew.",
      "We do not want to wait: cancel our contract.", "Why not cancel our contract?",
      "We are not only going to cancel our contract but sue you.", "We will not hesitate to cancel our contract.",
      "We are not going to cancel our trial, but we will cancel our contract.",
      "Wir können nicht kündigen.", "Meine Kündigung wurde nicht bestätigt.", "Ihr habt die Kündigung nicht bestätigt.",
      "Wir kündigen nicht nur den Vertrag.", "Wir kündigen nicht, weil es teuer ist, sondern weil nichts geht.",
      "Ich habe keine Kündigungsbestätigung erhalten.", "Das ist nicht gut, wir kündigen.",
      "Wir werden den Vertrag nicht verlängern.", "Ce n'est pas acceptable, nous voulons résilier.",
      "Nous ne pouvons pas résilier en ligne.", "Nous allons ne pas renouveler.",
      "No funciona, vamos a cancelar nuestro contrato.",
      "No puedo dar de baja la cuenta.", "Non funziona nulla, vogliamo disdire.", "Non ho ricevuto la disdetta.",
      "Het werkt niet, we gaan opzeggen.", "We kunnen niet opzeggen.", "Não funciona, vamos rescindir.",
      "Não consigo cancelar o contrato.", "Nie działa, rezygnujemy.", "Nie otrzymałem potwierdzenia rezygnacji.",
    ])
  func undeniedLeaving(text: String) {
    #expect(CueWord.churnRisk.isFound(in: text))
  }

  @Test("Words inside other words are no cue")
  func wordBoundaries() {
    #expect(CueLexicon.findings(in: "The debugger and the suede issue; a falling leaf.").cues.isEmpty)
    #expect(!CueLexicon.findings(in: "The debugger is fine.").reportsIssue)
  }

  @Test("The shipped model holds the accuracy it promises, and no refused data")
  func figures() throws {
    let metadata = try Samples.shipped().metadata
    #expect(metadata.measurement.pooled.macroF1 >= 0.70)
    #expect(metadata.measurement.calibrationError <= 5)
    #expect(metadata.refused == ["airline_en", "germeval17_de"])
    #expect(metadata.sources.allSatisfy { !metadata.refused.contains($0.name) })
    #expect(metadata.card.contains("## Limits"))
  }

  @Test("A long text is read, and no quote comes twice")
  func longText() throws {
    let reading = try Samples.shipped().read(String(repeating: "This is bad and slow. ", count: 2_000))
    #expect(reading.label == .negative)
    #expect(reading.evidence == ["This is bad and slow."])
  }

  @Test(
    "Passages are sentences without white space around them, never longer than a quote may be",
    arguments: [
      ("One. Two! Three?", ["One.", "Two!", "Three?"]), ("a\nb\r\nc", ["a", "b", "c"]),
      ("v1.2 is out... now", ["v1.2 is out...", "now"]), ("!!! ... ", []), ("", []),
    ])
  func passages(text: String, expected: [String]) {
    #expect(Passage.all(in: text).map(String.init) == expected)
    let long = String(repeating: "word ", count: 100) + String(repeating: "y", count: 450)
    #expect(Passage.all(in: long).allSatisfy { $0.count <= 200 })
    #expect(Passage.all(in: long).joined().filter { !$0.isWhitespace } == long.filter { !$0.isWhitespace })
  }
}
