extension LanguageLexicon {
  static let polish = LanguageLexicon(
    digits: [
      "zero zera zer", "jeden jedna jedno", "dwa dwie", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem",
      "dziewięć",
    ],
    twoDigits: """
      dziesięć:10 jedenaście:11 dwanaście:12 trzynaście:13 czternaście:14 piętnaście:15 szesnaście:16 siedemnaście:17
      osiemnaście:18 dziewiętnaście:19 dwadzieścia:20 trzydzieści:30 czterdzieści:40 pięćdziesiąt:50 sześćdziesiąt:60
      siedemdziesiąt:70 osiemdziesiąt:80 dziewięćdziesiąt:90
      """,
    hundreds: "sto dwieście trzysta czterysta pięćset sześćset siedemset osiemset dziewięćset tysiąc",
    multipliers: "podwójne podwójny podwójnie potrójne razy",
    connectors: "i yyy eee potem",
    at: "małp*",
    dot: "kropka kropką",
    signs: "myślnik łącznik kreska minus pauza",
    underscores: "podkreślnik podkreślenie underscore",
    slashes: "ukośnik",
    signParts: "dolna dolne",
    phone: """
      telefon* kierunkow* tel kom komórk* komórkow* dzwoni* zadzwo* dzwoń oddzwo* kontakt* stacjonarn* infolini* sms*
      odbier* wewn lini* central* faks*
      """,
    reference: """
      zamówien* zamówienie zlecen* licznik* kat faktur* rachun* sygn sygnatur* sprawa sprawy zgłoszen* referencj* rezerwacj* konto konta klient*
      umow* przesyłk* paczk* artykuł* produkt* seryjn* wersj* kod kodu polis* szkod* transakcj* dowód dowod* prawo paszport*
      rejestr* pozycj* decyzj* akt akta wniosek wniosk* karta* dz poz kreskow* indeks błęd* błąd
      """,
    filler: "nowy nowa stary stara nr to jest mój moja nasz pod na w o z do",
    numberNouns: "numer numery numeru numerem",
    extensions: "w wew wewn wewnętrzny",
    units: "groszy procent godzin minut dni tygodni miesięcy lat osób sztuk szt",
    currencies: "złotych złote złoty",
    common: """
      to jest mój moja nasz pod na w o z do i lub albo ja ty on ona my wy nie proszę pisać napisz mail adres adresie
      kontakt jako dla przez zanotować użyć
      """,
    leadIns: "to jest pod na do od więc no tak raczej",
    remarks: "razem małymi literami dużymi jednym słowem pisane łącznie bez spacji",
    hesitations: "yyy eee hm",
    interludes: """
      nie przepraszam chwileczkę chwila moment tak dobrze zgadza się dalej potem właśnie czekaj proszę
      zaraz raczej aha więc no
      """,
    mail: "adres* poczt* elektronicz*",
    writing: "pisz pisać napisz napisać",
    identity: "paszport* dowód osobist*",
    payment: "kart karty kartą kartę płatnicz* bankow* rachunek")
}
