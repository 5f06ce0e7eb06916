import Conversation
import Testing

struct AttributionTests {
  static let lines: [String] = [
    "On Fri, May 3, 2024 at 10:15 AM Ann Onym <ann@example.com> wrote:",
    "On 3 May 2024, at 10:15, Ann Onym <ann@example.com> wrote:",
    "Am 03.05.2024 um 10:15 schrieb Ann Onym:",
    "Am Fr., 3. Mai 2024 um 10:15 Uhr schrieb Ann Onym <ann@example.com>:",
    "Ann Onym <ann@example.com> schrieb am Fr., 3. Mai 2024, 10:15:",
    "Le ven. 3 mai 2024 à 10:15, Ann Onym <ann@example.com> a écrit :",
    "Le 03/05/2024 à 10:15, Ann Onym a écrit :",
    "El vie, 3 may 2024 a las 10:15, Ann Onym (<ann@example.com>) escribió:",
    "El 3/5/24 a las 10:15, Ann Onym escribió:",
    "Il giorno ven 3 mag 2024 alle ore 10:15 Ann Onym <ann@example.com> ha scritto:",
    "Il 03/05/2024 10:15, Ann Onym ha scritto:",
    "Op vr 3 mei 2024 om 10:15 schreef Ann Onym <ann@example.com>:",
    "Op 3 mei 2024 om 10:15 heeft Ann Onym <ann@example.com> het volgende geschreven:",
    "Em sex., 3 de mai. de 2024 às 10:15, Ann Onym <ann@example.com> escreveu:",
    "Em 03/05/2024 10:15, Ann Onym escreveu:",
    "W dniu 03.05.2024 o 10:15, Ann Onym pisze:",
    "pt., 3 maj 2024 o 10:15 Ann Onym <ann@example.com> napisał(a):",
    "Dnia 3 maja 2024 10:15 Ann Onym <ann@example.com> napisał(a):",
    "Den fre. 3. maj 2024 kl. 10.15 skrev Ann Onym <ann@example.com>:",
    "fre. 3. mai 2024 kl. 10:15 skrev Ann Onym <ann@example.com>:",
    "Den fre 3 maj 2024 kl 10:15 skrev Ann Onym <ann@example.com>:",
    "пт, 3 мая 2024 г. в 10:15, Ann Onym <ann@example.com>:",
    "03.05.2024 10:15, Ann Onym пишет:",
    "pá 3. 5. 2024 v 10:15 odesílatel Ann Onym <ann@example.com> napsal:",
    "---- On Fri, 03 May 2024 10:15:00 +0200 Ann Onym <ann@example.com> wrote ----",
    "--- On Fri, 5/3/24, Ann Onym <ann@example.com> wrote:",
    "Am Freitag, 3. Mai 2024, 10:15:00 MESZ hat Ann Onym <ann@example.com> Folgendes geschrieben:",
    "Wiadomość napisana przez Ann Onym <ann@example.com> w dniu 3 maj 2024, o godz. 10:15:",
    "En viernes, 3 de mayo de 2024, 10:15:00 CEST, Ann Onym <ann@example.com> escribió:",
    "Em 3 de mai. de 2024, à(s) 10:15, Ann Onym <ann@example.com> escreveu:",
    "Il venerdì 3 maggio 2024 alle ore 10:15:00 CEST, Ann Onym <ann@example.com> ha scritto:",
    "Ann Onym <ann@example.com> kirjoitti 3.5.2024 kello 10.15:",
    "Ann Onym <ann@example.com> ezt írta (időpont: 2024. máj. 3., P, 10:15):",
    "Le mercredi 3 mai 2024, Ann Onym <ann@example.com> a écrit\u{A0}:",
    "ann@example.com (Ann Onym) writes:",
    "2024年5月3日(金) 10:15 Ann Onym <ann@example.com>:",
    "2024-05-03 10:15 GMT+02:00 Ann Onym <ann@example.com>:",
  ]

  @Test("An attribution and the marked message below it go, in every language", arguments: lines)
  func cutsMarkedQuote(line: String) {
    #expect(words("Still broken.\n\n\(line)\n\n> Is it fixed?\n> Ann\n") == "Still broken.")
  }

  @Test("An attribution takes an unmarked message with it, in every language", arguments: lines)
  func cutsUnmarkedQuote(line: String) {
    #expect(words("Still broken.\n\n\(line)\n\nIs it fixed?\nAnn\n") == "Still broken.")
  }

  @Test("An attribution is found directly below the last sentence", arguments: lines)
  func keepsSentenceAbove(line: String) {
    #expect(
      words("It failed again on 2 May at 9:30.\n\(line)\n> Is it fixed?\n") == "It failed again on 2 May at 9:30.")
  }

  @Test("An attribution wrapped anywhere between two words is one", arguments: lines)
  func findsWrapped(line: String) {
    let parts = line.split(separator: " ")
    for cut in 2..<(parts.count - 1) {
      let wrapped = parts[..<cut].joined(separator: " ") + "\n" + parts[cut...].joined(separator: " ")
      #expect(words("Still broken.\n\n\(wrapped)\n\n> Is it fixed?") == "Still broken.", "\(wrapped)")
    }
  }

  @Test func `three short lines make one attribution`() {
    let body =
      "Done.\n\nOn Fri, May 3, 2024 at 10:15 AM\nAnn Onym from the Example Support Team <\nann@example.com> wrote:\n\n> Hi\n"
    #expect(words(body) == "Done.")
  }

  @Test func `answers below a wrapped attribution are kept`() {
    let body = "Am 03.05.2024 um 10:15 schrieb\nAnn Onym <ann@example.com>:\n> Geht es?\n\nNein.\n"
    #expect(words(body) == "Nein.")
  }

  @Test(arguments: [
    "On your remote host you can run:\n\n    telnet 127.0.0.1\n\nThat fails.",
    "Am Montag haben wir bestellt. Folgendes fehlt:\n- Kabel\n- Netzteil",
    "Le client a écrit une lettre.\nVoici le problème :\nla facture est fausse.",
    "In May 2024 we saw these errors:\n10:15 timeout\n10:20 timeout",
    "El informe dice lo siguiente:\nno funciona.",
  ])
  func `a sentence with a colon stays`(body: String) {
    #expect(words(body) == body)
  }
}
