import Anonymization
import Testing

@Suite struct PhoneDetectionTests {
  @Test(arguments: [
    "+33 1 42 68 53 00", "+49 (0) 30 1234567", "0049 30 1234567", "++1 (650) 333-6000", "(415) 555-0132",
    "415-555-0132",
    "06 12 34 56 78", "06.12.34.56.78", "0176/12345678", "020 7946 0958", "+44(0)117 496 0197", "612 345 678",
    "91 234 56 78", "+39 06 678 4343", "333 2029250", "06-12345678", "+31(0)490-187896", "912 345 678", "601 123 456",
    "12 345 67 89", "0 4 7 6 0 8 3 5 0 4 3 2 9", "03\u{A0}82\u{202F}26\u{2009}80 86", "٠٧٧٠٥ ٠٤٤٣٥٧", "＋３９ ０５７１６３３５７８",
    "0\u{200B}4\u{200B}273557439", "541–714–1388", "781·838·137", "(04&nbsp;40&nbsp;7) 69&nbsp;53",
    "&#43;44 29 2018 0814",
    "06=C2=A012=C2=A034=C2=A056=C2=A078", "+33%C2%A0612345678", "800-901-3355 ext. 12", "(800) 901-3355 x 7246",
  ])
  func `a number is masked whole, however it is grouped or disguised`(number: String) {
    #expect(found(in: number) == [.phone(number)])
    #expect(found(in: "Call me on \(number), please") == [.phone(number)])
  }

  @Test(arguments: [
    "My phone is 5551234.", "Appelez-moi au 5551234.", "Rufen Sie mich an: 5551234.", "Mi teléfono es el 5551234.",
    "Il mio cellulare è 5551234.", "Bel me op 5551234.", "O meu telemóvel é 5551234.", "Mój telefon to 5551234.",
  ])
  func `a short number after a word for phone is masked in eight languages`(text: String) {
    #expect(found(in: text) == [.phone("5551234")])
  }

  @Test(arguments: [
    "My order number is 12345678.", "Ma commande 12345678 est en retard.", "Bestellnummer: 12345678",
    "Mi pedido 12345678",
    "La fattura n. 12345678", "Factuurnummer 12345678", "A minha encomenda 12345678", "Zamówienie nr 12345678",
    "Call me about order 12345678.",
  ])
  func `a short number after a word for another number stays in eight languages`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [
    "one two three one two three five six seven eight", "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
    "null eins sieben sechs vier fünf sechs sieben acht neun", "seis uno dos tres cuatro cinco seis siete ocho",
    "tre tre tre due zero due nove due cinque", "nul zes een twee drie vier vijf zes zeven acht",
    "nove um dois três quatro cinco seis sete oito", "pięć zero jeden dwa trzy cztery pięć sześć siedem",
    "null sechs einundzwanzig dreiundvierzig fünfundsechzig siebenundachtzig", "double oh three one two three five six",
  ])
  func `a spoken number is masked in eight languages`(number: String) {
    #expect(found(in: number) == [.phone(number)])
  }

  @Test(arguments: [
    "Booked for 2024-10-11 12:30.", "On 21.6.1984 and 06/21/1984.", "It cost 1 234 567 EUR.",
    "Version 10.15.7.2 is out",
    "Room 101, floor 12, 2019-2024", "I need 2 tickets for 14 people", "PART-1431-000 and SER-04478963899",
    "FV 0932/01/2026", "The ratio is 1.23456789", "1,234,567 users", "See https://x.test/item/123456789",
  ])
  func `dates, prices, codes and versions are no numbers to call`(text: String) {
    #expect(found(in: text).filter { $0.type == .phone } == [])
  }

  @Test func `two numbers side by side are two`() {
    #expect(found(in: "0612345678 0687654321") == [.phone("0612345678"), .phone("0687654321")])
  }

  @Test func `a number broken over two lines is one`() {
    #expect(found(in: "call (09703)\n123328 now") == [.phone("(09703)\n123328")])
  }

  @Test(arguments: [
    ("tel:+33142685300", "+33142685300"), ("https://wa.me/34923123937", "34923123937"),
    ("tel(023)-0929982", "(023)-0929982"),
    ("Hi call415-666-7777forme", "415-666-7777"), ("我的电话号码是415-666-7777", "415-666-7777"),
  ])
  func `what is glued to a number stays`(text: String, number: String) {
    #expect(found(in: text) == [.phone(number)])
  }
}
