/// What mail programs, companies and mailing lists add below a message.
enum FooterPhrases {
  /// How the line of a telephone or a mail program begins.
  static let device = PhraseSet([
    "sent from my", "skaff deg outlook", "získat outlook pro", "získať outlook pre", "az outlook beszerzése",
    "elküldve az", "elküldve a",
    "descărcați outlook", "obțineți outlook", "outlook edinin", "надіслано через", "отримати outlook", "odoslané z",
    "poslano z",
    "poslano iz", "bidalita", "enviat des de", "στάλθηκε από", "trimis din", "получить outlook", "sent from a",
    "sent from", "sent with", "sent via", "sent using", "get outlook for",
    "download outlook for", "via mobile", "typed on my", "written on my", "composed on my", "sent on the go",
    "gesendet von", "gesendet mit", "gesendet vom", "gesendet über", "gesendet aus", "von meinem",
    "von unterwegs gesendet", "diese nachricht wurde von meinem", "diese e-mail wurde von meinem", "mit der",
    "mobil gesendet", "holen sie sich outlook", "outlook für", "outlook fur", "von mail für windows gesendet",
    "von outlook gesendet", "vom handy gesendet", "verschickt von", "geschickt von meinem", "envoyé de",
    "envoyé depuis", "envoyé à partir de", "envoyé avec", "envoyé via", "télécharger outlook pour",
    "obtenez outlook pour", "obtenir outlook pour", "provenance : courrier pour", "provenance: courrier pour",
    "message envoyé depuis", "expédié depuis", "écrit depuis mon", "enviado desde", "enviado con",
    "enviado a través de", "enviado mediante", "obtener outlook para", "descargar outlook para", "obtén outlook para",
    "mandado desde", "inviato da", "inviato dal", "inviato con", "inviato tramite", "inviata da",
    "ottieni outlook per", "scarica outlook per", "scaricare outlook per", "verzonden vanaf", "verzonden met",
    "verstuurd vanaf", "verstuurd met", "verzonden via", "verzonden vanuit", "outlook voor", "download outlook voor",
    "outlook downloaden voor", "enviado do", "enviado da", "enviado de", "enviado pelo", "enviado através",
    "enviado via", "enviada do", "enviado a partir", "obter o outlook para", "baixe o outlook para",
    "obtenha o outlook para", "wysłane z", "wysłano z", "wysłane za pomocą", "wiadomość wysłana z",
    "pobierz aplikację outlook", "pobierz program outlook", "wysłano przy użyciu", "sendt fra", "sendt med",
    "sendt via", "hent outlook", "få outlook", "last ned outlook", "skickat från", "skickat med", "hämta outlook",
    "skaffa outlook", "lähetetty", "hanki outlook", "отправлено с", "отправлено из", "отправлено от",
    "скачать outlook", "odesláno z", "odoslané z", "küldve", "trimis de pe", "iphone'umdan gönderildi",
    "отправлено через", "iphoneから送信", "发自我的", "從我的", "나의 iphone에서", "надіслано з",
  ])

  /// What such a line can name; without one of them the line must be very short.
  static let deviceNames = PhraseSet([
    "iphone", "ipad", "ipod", "android", "samsung", "galaxy", "smartphone", "phone", "mobile", "handy",
    "mobiltelefon", "blackberry", "huawei", "xiaomi", "redmi", "oneplus", "pixel", "nokia", "htc", "sony", "xperia",
    "motorola", "windows", "outlook", "ios", "mail", "gmail", "yahoo", "proton", "protonmail", "tutanota", "tuta",
    "gmx", "web.de", "t-online", "orange", "sfr", "tablet", "tablette", "tablettes", "téléphone", "portable",
    "teléfono", "móvil", "tel", "cellulare", "telefono", "telefoon", "mobiel", "mobiele", "telemóvel", "celular",
    "telefone", "telefonu", "komórki", "telefon", "mobil", "mac", "macbook", "thunderbird", "spark", "airmail",
    "superhuman", "mailbird", "sparrow", "wp", "onet", "libero", "mobiltelefonen", "iphone'a", "iphonesta", "iphonu",
    "smartfona", "телефона", "айфона", "gsm", "device", "apple", "aol", "hey", "zoho", "tim", "vodafone", "o2",
    "free", "laposte", "bluemail", "blue", "app", "k-9", "maildroid",
  ])

  /// What a notice of confidentiality is made of; a paragraph that has several of the groups is one.
  static let disclaimerMarks = PhraseSet(groups: [
    [
      "confidential", "confidentiality", "privileged", "vertraulich", "vertrauliche", "vertraulichen", "confidentiel",
      "confidentielle", "confidentielles", "confidentiels", "confidentialité", "confidencial", "confidenciales",
      "confidenciais", "confidencialidad", "confidencialidade", "riservato", "riservata", "riservate", "riservatezza",
      "confidenziale", "confidenziali", "confidenzialità", "vertrouwelijk", "vertrouwelijke", "poufne", "poufny",
      "poufna", "poufnych", "poufność", "fortrolig", "fortrolige", "konfidentiell", "konfidentiellt",
      "luottamuksellinen", "конфиденциальной", "конфиденциальную", "конфиденциально", "důvěrné", "důvěrná", "důvěrný",
      "konfidensiell", "konfidensielt", "konfidensielle", "fortroligt", "konfidentiella",
      "luottamuksellisia", "конфиденциальную", "bizalmas", "confidențial", "confidențiale", "gizli", "proprietary",
      "rechtlich geschützte",
    ],
    [
      "intended recipient", "intended only for", "intended solely for", "solely for the use", "intended for the",
      "addressee", "addressed only", "named recipient", "use of the individual", "richtige adressat",
      "beabsichtigte empfänger", "vorgesehene empfänger", "bestimmte empfänger", "adressat", "richtiger empfänger",
      "bestimmungsgemäßer empfänger", "ausschließlich für den", "nur für den adressaten", "destinataire",
      "destinataires", "exclusivement", "usage exclusif", "destinatario", "destinataria", "destinatarios",
      "destinatari", "uso exclusivo", "exclusivamente", "esclusivamente", "geadresseerde", "uitsluitend bestemd",
      "beoogde ontvanger", "destinatário", "destinatários", "adresata", "adresatem", "wyłącznie dla", "adresat",
      "przeznaczona wyłącznie", "modtager", "tiltænkte modtager", "mottakeren", "mottaker", "vastaanottaja", "címzett",
      "destinatarul", "alıcı", "příjemce", "příjemci",
      "avsedda mottagaren", "vastaanottajalle",
      "адресата", "получателем",
    ],
    [
      "received this email in error", "received this e-mail in error", "received this message in error",
      "received it in error", "received this communication in error", "received this in error", "in error",
      "by mistake", "erroneously", "irrtümlich", "versehentlich", "fälschlicherweise", "irrtum", "par erreur",
      "reçu ce message par erreur", "por error", "por equivocación", "per errore", "erroneamente", "per sbaglio",
      "ten onrechte", "per abuis", "abusievelijk", "por engano", "por erro", "omyłkowo", "przez pomyłkę", "pomyłkowo",
      "błędnie", "ved en fejl", "ved en feil", "omylem", "tévedésből", "din greșeală", "yanlışlıkla", "ved fejltagelse",
      "av misstag", "erehdyksessä", "по ошибке",
    ],
    [
      "notify the sender", "notify us", "inform the sender", "contact the sender", "delete it", "delete this",
      "please delete", "destroy", "informieren sie", "absender", "vernichten sie", "löschen sie", "zu löschen",
      "prévenir l'expéditeur", "avertir l'expéditeur", "informer l'expéditeur", "détruire", "supprimer",
      "l'expéditeur", "notifíquelo", "notifique", "remitente", "elimínelo", "eliminarlo", "bórrelo", "borrarlo",
      "destruirlo", "avvisare il mittente", "informare il mittente", "mittente", "cancellarlo", "distruggere",
      "eliminare", "afzender", "te vernietigen", "verwijderen", "vernietig", "remetente", "apagar", "elimine",
      "eliminar", "nadawcę", "nadawcy", "usunąć", "usunięcie", "zniszczyć", "afsenderen", "avsändaren", "slette",
      "slett", "avsenderen", "radera", "odesílatele", "smažte", "lähettäjälle", "poista", "feladót", "törölje",
      "expeditorul", "ștergeți", "göndereni",
      "отправителя", "удалите",
    ],
    [
      "unauthorized", "unauthorised", "disclosure", "dissemination", "strictly prohibited", "prohibited", "unlawful",
      "unerlaubte", "unbefugte", "nicht gestattet", "untersagt", "interdit", "interdite", "non autorisée",
      "divulgation", "prohibido", "prohibida", "no autorizado", "divulgación", "vietato", "vietata", "divulgazione",
      "diffusione", "proibita", "verboden", "niet toegestaan", "openbaarmaking", "proibido", "proibida", "divulgação",
      "não autorizada", "zabronione", "zabroniona", "niedozwolone", "rozpowszechnianie", "ujawnianie", "uautoriseret",
      "förbjudet", "forbudt", "ulovlig", "zakázáno", "tilos", "interzisă", "kielletty", "запрещено", "kopiowanie",
    ],
    [
      "liability", "liable", "legally binding", "views expressed", "opinions expressed", "virus", "viruses",
      "malware", "monitored", "haftung", "rechtsverbindlich", "viren", "responsabilité", "responsabilidad",
      "responsabilità", "aansprakelijk", "aansprakelijkheid", "responsabilidade", "odpowiedzialności", "wirusów",
      "ansvar", "gdpr", "rgpd", "dsgvo", "rodo", "avg-wetgeving", "2016/679", "data protection", "datenschutz",
      "protección de datos", "protezione dei dati", "privacy",
    ],
    [
      "this email", "this e-mail", "this message", "this communication", "this transmission", "diese e-mail",
      "diese mail", "diese nachricht", "dieser e-mail", "ce message", "cet e-mail", "ce courriel", "cet email",
      "ce mail", "este mensaje", "este correo", "este e-mail", "este email", "questo messaggio", "questa e-mail",
      "questa email", "presente messaggio", "presente e-mail", "la presente comunicazione", "dit bericht",
      "deze e-mail", "deze email", "dit e-mailbericht", "esta mensagem", "ta wiadomość", "niniejsza wiadomość",
      "tej wiadomości", "niniejszej wiadomości", "denne e-mail", "denne mail", "denne e-post", "denne e-posten",
      "denne meldingen", "tento e-mail", "tato zpráva", "tohoto e-mailu", "ez az üzenet", "acest mesaj",
      "bu e-posta", "det här mejlet", "detta mejl", "denne meddelelse", "detta meddelande",
      "det här meddelandet", "tämä viesti", "это сообщение", "данное сообщение", "this mail",
    ],
  ])

  /// One of these makes a short paragraph a notice by itself.
  static let notices = PhraseSet([
    "consider the environment before printing", "consider the environment", "think before you print",
    "think of the environment", "bevor sie diese e-mail ausdrucken", "denken sie an die umwelt",
    "pensez à l'environnement", "pensez à la planète", "antes de imprimir", "piense en el medio ambiente",
    "prima di stampare", "rispetta l'ambiente", "denk aan het milieu", "voordat u deze e-mail print",
    "pense no meio ambiente", "pense no ambiente", "pomyśl o środowisku", "zanim wydrukujesz", "tænk på miljøet",
    "tänk på miljön", "virus-free", "virenfrei", "sans virus", "libre de virus", "privo di virus", "virusvrij",
    "livre de vírus", "wolny od wirusów", "avast antivirus", "scanned by", "checked for viruses", "auf viren geprüft",
    "auf viren überprüft", "this email originated from outside", "this message originated from outside",
    "external email", "external sender", "do not click links or open attachments", "diese e-mail kommt von außerhalb",
    "externe e-mail", "email externe", "confidentiality notice", "legal disclaimer", "vertraulichkeitshinweis",
    "avis de confidentialité", "aviso de confidencialidad", "aviso legal", "avviso di riservatezza",
    "aviso de confidencialidade", "klauzula poufności", "nota de confidencialidad",
  ])

  /// What a mailing list, a newsletter or a help desk puts at the foot.
  static let list = PhraseSet([
    "unsubscribe", "to unsubscribe", "manage your subscription", "manage preferences", "update your preferences",
    "you received this message because you are subscribed", "you are receiving this",
    "you received this email because", "view this email in your browser", "view in browser",
    "reply to this email directly or view it on", "mailing list", "abmelden", "newsletter abbestellen",
    "newsletter abmelden", "abbestellen", "im browser ansehen", "se désinscrire", "désinscription", "se désabonner",
    "désabonnement", "darse de baja", "cancelar suscripción", "cancelar la suscripción", "ver en el navegador",
    "annulla iscrizione", "annullare l'iscrizione", "cancella iscrizione", "disiscriversi", "disiscriviti",
    "afmelden", "uitschrijven", "cancelar inscrição", "cancelar subscrição", "descadastrar", "wypisz się",
    "wypisać się", "zrezygnować z subskrypcji", "rezygnacja z subskrypcji", "afmeld", "avregistrera",
    "avsluta prenumeration", "отписаться",
  ])

  /// Entries of a company's register, a tax number, a telephone: the labels of a signature.
  static let contactLabels = PhraseSet([
    "tel", "tel.", "telefon", "telephone", "telefono", "teléfono", "téléphone", "telefone", "telefoon", "tél", "tlf",
    "tfn", "phone", "fon", "ph", "mobile", "mobil", "mob", "cell", "handy", "gsm", "portable", "móvil", "cellulare",
    "cel", "cell.", "kom", "tel/fax", "telemóvel", "mobiel", "fax", "faks", "direct", "direct line", "durchwahl",
    "office", "skype", "whatsapp", "linkedin", "twitter", "xing", "facebook", "instagram", "e-mail", "email", "mail",
    "web", "website", "www", "courriel", "correo", "adres", "adresse", "anschrift", "hrb", "hra", "ust-id",
    "ust-idnr", "ust.-id", "steuernummer", "amtsgericht", "registergericht", "sitz der gesellschaft",
    "geschäftsführer", "geschäftsführung", "geschäftsführerin", "vorstand", "aufsichtsrat", "siret", "siren", "rcs",
    "tva", "cif", "nif", "p.iva", "p. iva", "partita iva", "c.f.", "kvk", "btw", "nip", "regon", "krs", "cvr",
    "org.nr", "org nr", "registered office", "registered in", "company number", "company registration", "vat",
    "vat no", "cnpj", "nipc", "тел", "моб",
  ])

  /// How a postscript begins: words below a signature that are still the customer's.
  static let postscript = PhraseSet([
    "ps", "p.s.", "p.s", "p. s.", "pps", "p.p.s.", "nb", "n.b.", "pd", "p.d.", "ps.", "edit",
  ])
}
