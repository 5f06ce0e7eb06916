import Conversation
import Foundation
import Testing

struct CustomerVoiceTests {
  private func interaction(_ channel: Channel = .ticket, _ turns: Turn...) -> Interaction {
    Interaction(channel: channel, occurredAt: Date(timeIntervalSince1970: 0), turns: turns)
  }

  @Test func `only public turns that the customer typed speak`() {
    let voice = interaction(
      .ticket,
      Turn(author: .customer, body: "It is broken."),
      Turn(author: .agent, body: "Great to hear from you!"),
      Turn(author: .bot, body: "Was this helpful?"),
      Turn(author: .customer, visibility: .private, body: "Customer is furious."),
      Turn(author: .customer, isAutomatic: true, body: "I am away."),
      Turn(author: .system, body: "Ticket closed."),
      Turn(author: .customer, body: "Still broken.")
    ).customerVoice()
    #expect(voice.passages == [.init(turn: 0, text: "It is broken."), .init(turn: 6, text: "Still broken.")])
    #expect(
      voice.removals.map(\.reason) == [
        .notTheCustomer, .notTheCustomer, .privateNote, .automaticReply, .notTheCustomer,
      ])
    #expect(voice.silence == nil)
  }

  @Test func `silence says why`() {
    #expect(interaction(.ticket).customerVoice().silence == .noCustomerTurn)
    #expect(interaction(.ticket, Turn(author: .agent, body: "Hi")).customerVoice().silence == .noCustomerTurn)
    #expect(interaction(.email, Turn(author: .customer, body: " \r\n\u{A0}\n")).customerVoice().silence == .emptyBody)
    #expect(interaction(.email, Turn(author: .customer, body: "")).customerVoice().silence == .emptyBody)
    #expect(interaction(.email, Turn(author: .customer, body: "> hi")).customerVoice().silence == .onlyQuotedText)
    let away = Turn(author: .customer, isAutomatic: true, body: "Away")
    #expect(interaction(.email, away).customerVoice().silence == .automaticReply)
    let bounce = Turn(author: .system, isAutomatic: true, body: "Your mail could not be delivered")
    #expect(interaction(.email, bounce).customerVoice().silence == .bounce)
  }

  @Test(
    "Subjects give automatic mails away",
    arguments: [
      ("Out of Office: Invoice", CustomerVoice.Silence.automaticReply),
      ("Automatische Antwort: AW: Frage", .automaticReply),
      ("Réponse automatique : Facture", .automaticReply), ("Respuesta automática: Hola", .automaticReply),
      ("Risposta automatica: x", .automaticReply), ("Automatisch antwoord: x", .automaticReply),
      ("Resposta automática: x", .automaticReply), ("Odpowiedź automatyczna: x", .automaticReply),
      ("Read: Offer", .automaticReply), ("Undelivered Mail Returned to Sender", .bounce),
      ("Unzustellbar: Angebot", .bounce), ("Mail delivery failed: returning message to sender", .bounce),
    ])
  func readsSubject(subject: String, silence: CustomerVoice.Silence) {
    #expect(mail("I am away until Monday.", subject: subject).customerVoice().silence == silence)
  }

  @Test(arguments: [
    "Read this please", "Re: Automatic reply: Invoice", "Delivery failure of our order", "On vacation we lost data",
    nil,
  ])
  func `a subject that a person may have written does not silence`(subject: String?) {
    #expect(mail("It broke.", subject: subject).customerVoice().silence == nil)
  }

  @Test func `what was spoken is not cut`() {
    let voice = interaction(.call, Turn(author: .customer, body: "> so he said\nBest regards,\nAnn")).customerVoice()
    #expect(voice.passages.map(\.text) == ["> so he said\nBest regards,\nAnn"])
  }

  @Test func `every byte of a mail is kept, cut or white space`() {
    let body = "Hi,\n\nno.\n\n> q1\nyes\n> q2\n\nSent from my iPhone\n\n-- \nAnn\n"
    let voice = mail(body).customerVoice()
    var bytes = Array(body.utf8)
    for removal in voice.removals { for index in removal.range { bytes[index] = 0x20 } }
    let rest = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    #expect(rest == voice.passages.flatMap { $0.text.split(whereSeparator: \.isWhitespace) })
  }

  @Test func `identifiers print and decode in lower case and refuse anything else`() throws {
    let id = try #require(AccountID("6E8BC430-9C3A-11D9-9669-0800200C9A66"))
    #expect(id.description == "6e8bc430-9c3a-11d9-9669-0800200c9a66")
    #expect(try JSONEncoder().encode([id]) == Data(#"["6e8bc430-9c3a-11d9-9669-0800200c9a66"]"#.utf8))
    #expect(AccountID("6e8bc430") == nil)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([AccountID].self, from: Data(#"["x"]"#.utf8)) }
  }
}
