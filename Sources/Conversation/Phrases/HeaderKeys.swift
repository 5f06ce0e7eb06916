/// The names of header lines in the blocks that Outlook and its kin put above an earlier message.
enum HeaderKeys {
  /// What a header line says; raw values index `names`.
  enum Kind: Int {
    case from, date, to, copy, subject, other
  }

  /// Groups in the order of `Kind`.
  static let names = PhraseSet(groups: [
    [
      "from", "von", "de", "da", "van", "od", "od kogo", "fra", "från", "lähettäjä", "от", "от кого", "from (sender)",
      "expéditeur", "remitente", "mittente", "afzender", "remetente", "nadawca", "absender", "auteur", "odesílatel",
      "feladó", "de la", "gönderen", "kimden", "від", "发件人", "寄件者", "差出人", "送信者", "보낸 사람", "보낸사람", "από",
    ],
    [
      "sent", "date", "sent on", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "date d'envoi",
      "à la date du", "enviado", "enviado el", "enviado em", "enviada em", "enviado a las", "enviada", "fecha",
      "data", "inviato", "inviato il", "data invio", "verzonden", "verzonden op", "verstuurd", "wysłano", "wysłane",
      "data wysłania", "sendt", "dato", "skickat", "skickades", "lähetetty", "päivämäärä", "pvm", "отправлено",
      "дата", "odesláno", "odoslané", "dátum", "küldve", "elküldve", "trimis", "gönderildi", "tarih", "надіслано",
      "送信日時", "日付", "日時", "发送时间", "日期", "寄件日期", "보낸 날짜", "날짜", "day", "zeit", "ημερομηνία",
    ],
    [
      "to", "an", "à", "a", "para", "aan", "naar", "do", "til", "till", "vastaanottaja", "кому", "komu", "címzett",
      "către", "kime", "alıcı", "destinataire", "destinataires", "destinatario", "destinatarios", "destinatari",
      "destinatário", "empfänger", "pour", "ontvanger", "odbiorca", "adresat", "mottaker", "modtager", "mottagare",
      "宛先", "收件人", "收件者", "받는 사람", "받는사람", "προς", "pre",
    ],
    [
      "cc", "bcc", "kopie", "kopie (cc)", "copie", "copie à", "copia", "cópia", "kopia", "dw", "do wiadomości",
      "kopi", "копия", "másolatot kap", "másolat", "bilgi", "抄送", "副本", "참조", "cci", "cco", "kopio",
    ],
    [
      "subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "assunto", "temat", "thema", "ogg", "tytuł",
      "emne", "ämne", "aihe", "тема", "předmět", "predmet", "tárgy", "subiect", "konu", "sujet", "betr", "re", "件名",
      "主题", "主題", "主旨", "제목", "θέμα",
    ],
    [
      "reply-to", "antwort an", "répondre à", "responder a", "rispondi a", "beantwoorden", "odpowiedz do",
      "attachments", "anlagen", "anhänge", "pièces jointes", "adjuntos", "datos adjuntos", "allegati", "bijlagen",
      "anexos", "załączniki", "importance", "wichtigkeit", "priorität", "importancia", "importanza", "prioriteit",
      "importância", "ważność", "priorité", "vedhæftede filer", "bilagor", "organization", "message-id", "time",
      "sender",
    ],
  ])

  /// The longest name of a header line, in bytes of folded text.
  static let longest = 30
}
