import Anonymization
import Testing

/// Numbers beside other digits: each is masked whole, and by itself.
@Suite struct PhoneNeighbourTests {
  @Test(arguments: [
    ("12.03.2024 0172 3456789 Jansen", "0172 3456789"), ("12/03/2024 612 345 678 Pilar", "612 345 678"),
    ("inv. 2024-118\n0800 144 458 Dana", "0800 144 458"), ("\u{A3}1,240.50 - 0800 262 585", "0800 262 585"),
    ("06 04 10 25 72\n1 240,50 EUR", "06 04 10 25 72"), ("12 rue du Port - 0709052875", "0709052875"),
    ("DE89 3704 0044 0532 0130 00 0172 3456789", "0172 3456789"), ("Ana 959 22 08 69\t28013 Madrid", "959 22 08 69"),
    ("0161 756 6924 4111 1111 1111 1111", "0161 756 6924"),
  ])
  func `a number is masked beside a date, an amount, an account or a postcode`(text: String, number: String) {
    #expect(found(in: text).contains(.phone(number)))
  }

  @Test(arguments: [
    "Order number 381-255-2456", "ISBN 978-3-78-414462-1", "Boeking 2025-597536", "Polisnummer 953-869-6960",
    "commit b279269f5ba4570608dfe1ec7e8d525ff3044529555ce4014f4a5bfa6", "id=f1266481-070a-c9aa-11d3-f26dfa1d13e6",
  ])
  func `no number is torn out of a longer row of digits`(text: String) {
    #expect(found(in: text).filter { $0.type == .phone } == [])
  }

  @Test(arguments: [
    "Budget: 60.072.147,57\u{A3}", "Ricavi EUR 26.972.370 nel 2008.", "Le total est de \u{20AC} 83 017 225.",
    "Zap\u{142}acono 17.035.694,00 PLN", "It came to $12,345,678.90",
  ])
  func `an amount is no number, wherever its currency stands`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [
    "[1782522016] GET /", "ts=1609322453", "Fehlercode 03317406 in Zeile 4438", "631-635 George Street",
    "9042/1044 Tower Avenue", "Sizes 36 38 40 42 44 46", "Open 09 00 - 12 30", "1998 2000 2006 2018",
    "401000 411000 512000", "12/12/2024 13/12/2024 16/12/2024", "Z\u{E4}hlernummer 70213344",
    "size=625956096 bytes", "Created 26.07.2016 11:57:13, closed 10/08/2017 - 12.56.",
  ])
  func `timestamps, codes, spans, series and dates are no numbers`(text: String) {
    #expect(found(in: text).filter { $0.type == .phone } == [])
  }

  @Test(arguments: [
    "ext. 12", "(poste 45)", "p. 12", "w. 5", "wew. 301", "DW 12", "toestel 12", "ramal 34", "int. 5", ",,4455",
  ])
  func `an extension belongs to its number`(label: String) {
    let number = "+32 2 247 15 30 \(label)".replacing(" ,,", with: ",,")
    #expect(found(in: "Tel. \(number)") == [.phone(number)])
  }

  @Test(arguments: ["Customer: (09560) 42304.", "Kunde: 0049 800 0039391", "Klant: 0031 20 7167128"])
  func `a speaker's role announces no other number`(text: String) {
    #expect(found(in: "What is your number? " + text).map(\.type) == [.phone])
  }

  @Test(arguments: [
    "T: 90303312 | M: 5195227", "(p) 90303312 (m) 5195227", "t: 90303312\nm: 5195227",
  ])
  func `labels of signatures announce numbers`(text: String) {
    #expect(found(in: text) == [.phone("90303312"), .phone("5195227")])
  }

  @Test func `a plus makes a number of what looks like an address of IPv4`() {
    #expect(found(in: "call +352 26.27.14.70") == [.phone("+352 26.27.14.70")])
  }

  @Test(arguments: [
    "facture F2024-583356", "colis 6A9902915606", "Zaaknr 282516543", "partij 357422086",
    "12 345 678 requests", "Datum: O1/O1/2O24, Tel. unbekannt", "5.085.403 / 20260",
  ])
  func `a code, a document's number, what is counted and a scanned date are no numbers`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [
    "(2024-05-03) 0721 852 408", "rec_0721852408_20241011.wav", "Tel.=0721852408;", "[0721852408]",
    "il tecnico (072.1852408) non c'era",
  ])
  func `dates, names of files, forms and frames leave a number whole`(text: String) {
    let numbers = found(in: text).filter { $0.type == .phone }.map { $0.value.filter(\.isNumber) }
    #expect(numbers == ["0721852408"])
  }

  @Test(arguments: [
    "07700 nine hundred 982", "0171 two three four five six seven eight", "06 douze 34 cinquante-six 78",
    "zero six douze, euh, trente-quatre cinquante-six", "z\u{E9}ro six soixante-quinze quarante-deux onze douze",
    "oh seven seven\ndouble oh nine\nthree two one",
  ])
  func `a number half spoken, half written is masked whole`(number: String) {
    #expect(found(in: "My number is \(number).") == [.phone(number)])
  }

  @Test(arguments: [
    "Ten nine eight seven six five four three two one go!", "Your reference is four four seven one zero zero nine",
    "quatre-vingt-dix-neuf soixante-dix-sept",
  ])
  func `a countdown, a reference and a price in words are no numbers`(text: String) {
    #expect(found(in: text) == [])
  }

  @Test(arguments: [
    "07700 <b>900</b> 123", "06 12 34\n> 56 78", "`07700` `900321`", "612'345'678", "0172<br>3456789",
    "+31\u{B7}800\u{B7}1598\u{B7}toestel\u{B7}12", "0031 \u{2022} 85 \u{2022} 679 \u{2022} 9379",
  ])
  func `emphasis, quotes and odd signs do not part a number`(number: String) {
    let inner = number.hasPrefix("`") ? String(number.dropFirst().dropLast()) : number
    #expect(found(in: "My phone: \(number).") == [.phone(inner)])
  }

  @Test(arguments: [
    "Pos Art Qty\n10 440071 12 3,45 41,40", "Resistances 100 220 330 470 680 ohm", "Error 0x80070005",
    "I called on 12 03 2024 at 14 30",
  ])
  func `tables, round numbers and spaced dates are no numbers`(text: String) {
    #expect(found(in: text).filter { $0.type == .phone } == [])
  }

  @Test func `a number that dials out of a country is masked after a word for another number`() {
    #expect(found(in: "ref 0044 7700 900321") == [.phone("0044 7700 900321")])
  }

  @Test(arguments: ["USt-IdNr. DE136695976", "TVA FR40303265045"])
  func `a labelled number behind letters is masked with them`(text: String) {
    #expect(found(in: text).map(\.type) == [.nationalID])
  }

  @Test func `a date before a dialled number is none of its digits`() {
    let text = "Telefoon: 2024-05-03 +31 641054760"
    #expect(found(in: text) == [.phone("+31 641054760")])
    #expect(found(in: "Cell. = 2024-05-03 06 698 39935\nPriority: 2") == [.phone("06 698 39935")])
  }
}
