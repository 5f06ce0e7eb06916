/// The words by which mail programs introduce an earlier message.
enum QuotePhrases {
  /// `wrote`, in the languages in which mail programs say it.
  static let wrote = PhraseSet([
    "wrote", "writes", "has written", "said", "sent", "schrieb", "geschrieben", "schreibt", "a écrit", "écrit",
    "a envoyé",
    "escribió", "escribio", "ha escrito", "escribe", "ha scritto", "scrive", "scrisse", "schreef", "geschreven",
    "schrijft", "escreveu", "escreve", "napisał", "napisała", "napisał(a)", "napisał/a", "napisano", "pisze",
    "napisana", "följande", "skrev följande", "folgendes", "skrev", "skreiv", "skriver",
    "har skrevet", "har skrivit", "kirjoitti", "kirjoittaa", "написал", "написала", "написал(а)", "писал", "писала",
    "писал(а)", "пишет", "пише", "написав", "написала(в)", "napsal", "napsala", "napsal(a)", "píše", "napísal",
    "napísala", "napísal(a)", "napisao", "je napisao", "je napisala", "je pisal", "ezt írta", "írta", "a scris",
    "yazdı", "şunu yazdı", "đã viết", "va escriure", "έγραψε", "написа", "kirjutas", "rašė", "rakstīja", "写道", "寫道",
    "のメール", "書き込み", "님이 작성", "작성",
  ])

  /// How a line that says who wrote when begins. Weekdays count, since many programs begin with them.
  static let openers = PhraseSet([
    "on", "at", "am", "le", "el", "il", "il giorno", "op", "em", "a", "no dia", "w dniu", "dnia", "den", "dne", "på",
    "în", "pe", "vào", "στις", "le jour", "in data", "in article", "in message", "wiadomość napisana", "en",
    "с", "el día", "dia", "date", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag",
    "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "mié", "jue", "vie", "sáb", "dom",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "gio", "lunedì", "martedì", "mercoledì",
    "giovedì", "venerdì", "ma", "wo", "vr", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
    "zaterdag", "zondag", "seg", "ter", "qua", "qui", "sex", "segunda", "terça", "quarta", "quinta", "sexta", "pon",
    "pon.", "wt", "śr", "czw", "pt", "sob", "niedz", "ndz", "poniedziałek", "wtorek", "środa", "czwartek", "piątek",
    "sobota", "niedziela", "man", "tir", "ons", "tor", "tors", "fre", "lør", "lör", "søn", "sön", "mandag", "tirsdag",
    "tirs", "tis",
    "onsdag", "torsdag", "fredag", "lørdag", "søndag", "måndag", "tisdag", "lördag", "söndag", "ti", "ke", "to", "la",
    "su", "пн", "вт", "ср", "чт", "пт", "сб", "вс", "понедельник", "вторник", "среда", "четверг", "пятница",
    "суббота", "воскресенье", "нд", "понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя", "po",
    "út", "st", "čt", "pá", "ne", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota", "neděle",
    "maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai", "luni", "marți", "miercuri",
    "joi", "vineri", "sâmbătă", "duminică", "în ziua", "la", "dňa", "τη", "την", "vào lúc", "在",
  ])

  /// The openers that begin nothing but a whole attribution.
  static let wholeOpeners = PhraseSet([
    "on", "am", "le", "el", "il", "op", "em", "no dia", "w dniu", "dnia", "den", "dne", "in article", "in message",
    "în", "vào", "el día", "le jour",
  ])

  /// What stands between dashes above an unmarked earlier message. Group 0: quoted; group 1: passed on.
  static let separators = PhraseSet(groups: [
    [
      "original message", "original mail", "answer message", "antwort nachricht", "mensaje anterior",
      "message précédent",
      "messaggio precedente", "vorherige nachricht", "vorige bericht", "tidigare meddelande", "tidligere melding",
      "original email", "original appointment", "reply message", "previous message",
      "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "original nachricht",
      "ursprüngliche mail", "ursprüngliche e-mail", "message d'origine", "message original", "message initial",
      "mail original", "mensaje original", "correo original", "messaggio originale", "messaggio original",
      "oorspronkelijk bericht", "origineel bericht", "oorspronkelijke mail", "mensagem original",
      "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość pierwotna", "treść oryginalnej wiadomości",
      "oprindelig meddelelse", "original meddelelse", "opprinnelig melding", "ursprungligt meddelande",
      "originalmeddelande", "alkuperäinen viesti", "исходное сообщение", "оригинальное сообщение", "původní zpráva",
      "pôvodná správa", "eredeti üzenet", "mesaj original", "mesajul original", "orijinal ileti", "orijinal mesaj",
      "původní e-mail", "izvorna poruka", "원본 메시지", "原始邮件", "原始郵件", "元のメッセージ",
    ],
    [
      "forwarded message", "begin forwarded message", "forwarded by", "forwarded email", "weitergeleitete nachricht",
      "anfang der weitergeleiteten nachricht", "beginn der weitergeleiteten nachricht", "message transféré",
      "début du message transféré", "début du message réexpédié", "message réexpédié", "mensaje reenviado",
      "inicio del mensaje reenviado", "mensaje enviado", "messaggio inoltrato", "inizio messaggio inoltrato",
      "doorgestuurd bericht", "begin doorgestuurd bericht", "begin van doorgestuurd bericht", "mensagem encaminhada",
      "início da mensagem encaminhada", "mensagem reencaminhada", "início da mensagem reencaminhada",
      "przekazana wiadomość", "wiadomość przekazana", "początek przekazywanej wiadomości", "przekazywana wiadomość",
      "treść przekazanej wiadomości", "videresendt meddelelse", "start på videresendt besked", "videresendt melding",
      "videresendt besked", "vidarebefordrat meddelande", "vidarebefordrat brev", "välitetty viesti",
      "edelleenlähetetty viesti", "пересылаемое сообщение", "пересланное сообщение",
      "начало переадресованного сообщения", "přeposlaná zpráva", "továbbított üzenet", "mesaj redirecționat",
      "i̇letilen ileti", "转发邮件", "転送メッセージ",
    ],
  ])

  /// The line above which help desks ask for the answer.
  static let replyAbove = PhraseSet([
    "reply above this line", "type your reply above this line", "write above this line", "your reply above this line",
    "antworten sie oberhalb dieser linie", "antwort oberhalb dieser linie", "oberhalb dieser linie",
    "oberhalb dieser zeile", "über dieser zeile", "au dessus de cette ligne", "sopra a questa riga", "above the line",
    "sobre esta línea", "antwort über dieser linie", "über dieser linie", "au-dessus de cette ligne",
    "por encima de esta línea", "encima de esta línea", "sopra questa riga", "sopra questa linea", "boven deze lijn",
    "boven deze regel", "acima desta linha", "acima dessa linha", "powyżej tej linii", "nad tą linią",
    "over denne linje", "ovanför den här raden", "ovanför denna rad", "выше этой линии",
  ])
}
