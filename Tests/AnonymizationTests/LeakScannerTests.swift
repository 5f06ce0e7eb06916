import Testing

@testable import Anonymization

@Suite struct LeakScannerTests {
  @Test(arguments: [
    "ana@example.org", "ana&#64;example.org", "ana%40example.org", "{\"text\":\"ana\\u0040example.org\"}",
    "ana＠example.org",
    "a@\u{200B}b", "ana&amp;#64;example.org", "ana =40 example.org", "=?UTF-8?B?YW5hQGV4YW1wbGUub3Jn?=",
    "ana @ example.org",
  ])
  func `an address sign with neighbours is found in every decoded form`(text: String) {
    #expect(LeakScanner().findings(in: text).count { $0.rule == .addressSign } == 1)
  }

  @Test(arguments: [
    "12345678", "1 2 3 4 5 6 7", "06 12 34 56 78", "１２３４５６７", "123\u{200B}4567", "order 12345678", "&#49;234567",
  ])
  func `seven digits are found in every decoded form`(text: String) {
    #expect(LeakScanner().findings(in: text).map(\.rule) == [.digitRun])
  }

  @Test(arguments: [
    "<EMAIL_1> and <PHONE_12> wrote", "2024-10-11 12:30", "11.10.2024", "123456", "@support hello", "at 5 @ 3",
    "2019 2020 2021",
  ])
  func `placeholders, dates and short numbers are accounted for`(text: String) {
    #expect(LeakScanner().findings(in: text) == [])
  }

  @Test func `an original of the case is found whatever stands between its letters`() {
    var masking = Masker(knownContacts: [KnownContact(names: ["Zoe Brandwein"])]).beginCase()
    _ = masking.mask("Zoe Brandwein, PL61 1090 1014 0000 0712 1981 2874")
    let scanner = LeakScanner(placeholders: masking.placeholders)
    #expect(scanner.findings(in: "hello zoe.brandwein").map(\.rule) == [.knownValue])
    #expect(scanner.findings(in: "nobody here") == [])
  }

  @Test func `numbers that the program writes itself are allowed`() {
    #expect(LeakScanner(allowedNumbers: ["20240117"]).findings(in: "{\"seed\":20240117}") == [])
  }

  @Test func `a finding covers the place it came from, escapes included`() throws {
    let text = "x ana&#64;example.org y"
    let finding = try #require(LeakScanner().findings(in: text).first)
    #expect(String(decoding: Array(text.utf8)[finding.range], as: UTF8.self) == "ana&#64;example.org")
    #expect(finding.description == "addressSign at 2..<21")
  }

  @Test(arguments: [
    "write to anna . bauer @ firma . de please", "a n n a @ f i r m a . d e", "anna<span>@</span>firma.de",
    "<b>anna</b>@firma.de", "anna@=\nfirma.de", "anna <i></i>@ firma.de", "0171|2345|678", "+49,171,2345678",
    "Tel912|062|488", "99\n\n\n559\n\n\n501", "anna&#6\n> > 4;firma.de", "noѕ аt firma dot de", "=?UTF-8?B?KDU5OSKG?=",
    "<6794\n2516>", "2024-05-03 67.3\r\n53.891", "2024-05-03-KzM3MiA1NDY2MDkzNw", "067:757:\n678",
    "backup_cnVtb3N1bjIyQGxlcm9zdXN0YW4uZXM.eml", "(00385),(91),(795),(7205)", "0036\n>:30\n>:738\n>:2984",
    "52\n> 5\n>\n> >\n> 5\n> 31\n> 39",
  ])
  func whatAReaderWouldPutTogetherIsFound(text: String) {
    #expect(!LeakScanner().findings(in: text).isEmpty, "\(text)")
  }

  @Test(arguments: [
    "thanks @united you are great", "we meet @ noon", "10 | 20 | 30", "see you in 2024, 2025, 2026",
    "recv size=18233\n03:10:02 WARN",
  ])
  func whatIsNoAddressAndNoNumberIsLeftAlone(text: String) {
    #expect(LeakScanner().findings(in: text).isEmpty, "\(text)")
  }

  @Test(arguments: 1...60) func digitsOfAnyLengthAreCountedAndNotComputed(length: Int) {
    let digits = String(repeating: "9", count: length)
    let findings = LeakScanner().findings(in: "Ref \(digits) 12-1 ok")
    #expect(findings.isEmpty == (length + 3 < 7))
  }

  @Test(arguments: [
    "1 234 567,89 €", "EUR 12,480.50", "15.300,00 EUR", "$1,200,000", "Week 45\t1200\t1350\t1420",
    "| Jan | 120345 | 133210 |", "12345\n6789",
  ])
  func `amounts and the cells of tables account for their digits`(text: String) {
    #expect(LeakScanner().findings(in: text) == [])
  }

  @Test(arguments: ["+1|415|555|0132", "0171\n2345678", "(030)\t23125\t044", "1 234 567 89", "12 34 56 78 €"])
  func `what opens like a number goes on in another cell, and a currency alone accounts for nothing`(text: String) {
    #expect(LeakScanner().findings(in: text).map(\.rule) == [.digitRun])
  }

  @Test(arguments: [
    "Call me on 612\n> 345\n> 678 after lunch", "Phone: 22\t450\t39\t67", "Tel. 61\n2 345 678, thanks",
    "| no | Phone | date |\n|---|---|---|\n| 1 | 915 | 175 | 480 | 2024-05-03 |", "It failed. 7952 4\n062\n\nRegards",
    "bellen op 9\n> 3\n> 4\n> 4\n> 5\n> 4\n> 5\n> 3", "+ | 7 | 4 | 9 | 5 | 2 | 9 | 5", "57:51:83:51",
  ])
  func `a number in groups of its country goes on in other cells where something speaks for one`(text: String) {
    #expect(LeakScanner().findings(in: text).contains { $0.type == .phone }, "\(text)")
  }

  @Test(arguments: [
    "Region;Q1;Q2;Q3\nNord;345;678;912\nSüd;222;333;444",
    "| sku | qty | price |\n| 212 | 345 | 678 |\n| 213 | 346 | 679 |",
    "Pos\tArt\tMenge\n10\t440071\t12\n20\t440072\t100", "Scores:\n4\n5\n3\n4\n5\n2\n5\n4", "Totals 22 | 33 | 44 | 55",
    "Umsatz\n2.345\n6.789\n9.120", "2024-05-03\t12\t345\n2024-05-04\t13\t346", "timecode 12:34:56:07",
    "We sold 23 units.\n45 in May.\n67 in June.", "ten nine eight seven six five four three two one",
    "Look at example dot com", "follow-up at example.com",
  ])
  func `tables, ratings, time codes and sentences keep their figures and words`(text: String) {
    #expect(LeakScanner().findings(in: text) == [], "\(text)")
  }

  @Test(arguments: [
    "a n n a @ f i r m a . d e", "a n n a  at  f i r m a  dot  d e", "0 < b > < / b > 4 1 < s p a n > 3 2 3 6 3 6",
    "=26#x30;1=\n71 2=\n345=20678", "01<i\n> class=\"x\">71 <!--\n> -->2345 678", "<at> is no tag: äna <at> firma.de",
    "drei sieben zwei eins neun null", "plus\\tre\\cinque\\due\\uno\\sei\\sei\\zero",
  ])
  func `spaced, unfolded, tagged and spoken values are read`(text: String) {
    #expect(!LeakScanner().findings(in: text).isEmpty, "\(text)")
  }

  /// The masker knew a part only: the rest stands beside its placeholder.
  @Test(arguments: [
    ("00386\t41", "\t832\t813", "<PHONE_1>\t832\t813"), ("+370 (0)645", " 2 86 61", "<PHONE_1> 2 86 61"),
  ])
  func `what is left of a number that was masked in part is found`(part: String, rest: String, text: String) {
    var masking = Masker().beginCase()
    _ = masking.mask("", covering: [])
    _ = masking.mask(part, covering: [LeakFinding(range: 0..<part.utf8.count, rule: .digitRun, type: .phone)])
    #expect(
      masking.scanner.findings(in: text).contains {
        $0.range == text.utf8.count - rest.utf8.count + 1..<text.utf8.count
      })
  }

  @Test func `figures beside a whole number are no rest of it`() {
    var masking = Masker().beginCase()
    let text = masking.mask("Anna\t+49 171 2345678\t120\t345\nBert\t030 1234567\t17\t4711").text
    #expect(text.contains("<PHONE_2>"))
    #expect(masking.scanner.findings(in: text) == [])
  }
}
