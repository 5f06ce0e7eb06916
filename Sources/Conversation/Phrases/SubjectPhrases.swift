/// How subject lines begin that say what kind of mail it is.
enum SubjectPhrases {
  /// Even groups: automatic replies; odd ones: bounces. The first two say it wherever they begin a subject; people too
  /// may begin a subject with the last two, so a colon or nothing must follow.
  static let automatic = PhraseSet(groups: [
    [
      "automatic reply", "auto reply", "autoreply", "auto-reply", "auto response", "autoresponse", "auto-response",
      "automated reply", "out of office", "out-of-office", "vacation reply", "away from office",
      "automatische antwort", "automatische rückantwort", "autom. antwort", "abwesenheitsnotiz",
      "abwesenheitsnachricht", "réponse automatique", "réponse d'absence", "absent du bureau", "message d'absence",
      "notification d'absence", "respuesta automática", "fuera de oficina", "ausente de la oficina",
      "respuesta de ausencia", "risposta automatica", "fuori ufficio", "assenza dall'ufficio", "non sono in ufficio",
      "automatisch antwoord", "automatische reactie", "afwezigheidsmelding", "afwezigheidsbericht",
      "resposta automática", "ausência temporária", "ausente do escritório", "odpowiedź automatyczna",
      "automatyczna odpowiedź", "autoodpowiedź", "autosvar", "automatisk svar", "automatiskt svar",
      "automaattinen vastaus", "автоответ", "автоматический ответ", "автовідповідь", "automatická odpověď",
      "automatikus válasz", "răspuns automat", "otomatik yanıt", "自動応答", "自动回复", "자동 회신", "read receipt",
      "return receipt", "lesebestätigung", "confirmation de lecture", "confirmación de lectura",
      "conferma di lettura", "leesbevestiging", "confirmação de leitura", "potwierdzenie przeczytania",

    ],
    [
      "undelivered mail returned to sender", "undelivered mail", "undelivered message",
      "delivery status notification", "mail delivery failed", "mail delivery failure", "mail delivery system",
      "delivery has failed", "mail system error", "unzustellbare nachricht", "non remise", "échec de la remise",
      "message non remis", "échec de remise", "no se puede entregar", "no se ha podido entregar", "non recapitabile",
      "recapito non riuscito", "não é possível entregar", "falha ao entregar", "nie można dostarczyć",
      "kan ikke leveres", "kunne ikke leveres", "olevererbart", "nedoručitelné", "kézbesíthetetlen",
    ],
    [
      "on vacation", "on holiday", "annual leave", "abwesenheit", "abwesend", "afwezig", "nieobecność", "fraværende",
      "frånvaro", "frånvarande", "poissa", "ikke til stede", "gelesen", "read", "delivered", "zugestellt",
      "fuera de la oficina", "poza biurem", "fora do escritório", "fuori sede", "out of the office",
      "urlaubsvertretung", "nicht im büro", "absence du bureau",
    ],
    [
      "delivery failure", "delivery notification", "delivery delayed", "warning: message", "nicht zugestellt",
      "no entregado", "não entregue", "niet bezorgd", "errore di consegna", "niedostarczona", "недоставлено",
      "не доставлено", "ej levererat", "undeliverable", "returned mail", "delivery incomplete",
      "message not delivered", "unzustellbar", "non remis", "onbestelbaar", "niedostarczalne",
      "zustellung fehlgeschlagen", "mancata consegna", "non recapitato", "nie dostarczono", "falha na entrega",
      "failure notice", "correo devuelto", "error de entrega", "retour à l'expéditeur",
    ],
  ])

  /// The marks of a mail that passes another one on.
  static let forward = PhraseSet([
    "fwd", "fw", "wg", "tr", "rv", "i", "doorst", "dw", "enc", "pd", "vs", "vb", "videresend", "fs", "weitergeleitet",
    "fwd.", "inoltro", "trans", "reenv", "przekazane", "转发", "轉寄", "пересл",
  ])

  /// Whether the subject begins with such a mark and a colon.
  static func announcesForward(_ subject: String?) -> Bool {
    guard let subject else { return false }
    let text = Folding.fold(String(subject.prefix(40)))
    guard let match = forward.prefix(of: text[...]) else { return false }
    return text.dropFirst(match.length).first == UInt8(ascii: ":")
  }
}
