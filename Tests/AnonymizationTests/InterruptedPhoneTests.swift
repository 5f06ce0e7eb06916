import Anonymization
import Testing

/// Numbers whose parts something keeps apart.
@Suite struct InterruptedPhoneTests {
  @Test(arguments: [
    "my number is zero seven, uh sorry, zero eight, four four one, two two nine",
    "Rufnummer: null acht neun, Moment ..., vier vier eins, genau, drei drei sieben",
    "el tel\u{E9}fono: siete doce... espere... cuarenta y uno... veintid\u{F3}s... noventa",
    "mon num\u{E9}ro : z\u{E9}ro sept, deux fois douze, trois fois quarante et un",
    "Handy null eins f\u{FC}nf, zweimal die neun, dreimal die acht",
    "il numero \u{E8} tre due nove, due volte undici, tre zeri, quattro", "Vorwahl 0711, Rufnummer 554021",
    "prefisso 06 e poi 5540218", "o n\u{FA}mero \u{E9} 932 410 776, desculpe, 767",
    "06, even kijken, 22 41, sorry 14, 90 12",
    "Nummer nullachtneun viervier einsdrei siebensieben",
  ])
  func `corrections, pauses and repetitions do not part a number`(text: String) {
    let left = found(in: text).reduce(text) { $0.replacing($1.value, with: "") }
    let hasDigit = left.contains { $0.isNumber }
    #expect(!hasDigit)
    for word in ["zero", "z\u{E9}ro", "null", "siete", "noventa", "tre", "sette", "neun", "acht", "eins", "quatre"] {
      let isLeft = left.split(separator: " ").contains { $0.hasPrefix(word) }
      #expect(!isLeft, "\(left)")
    }
  }

  @Test func `what two speakers say in turn is masked in each of their lines`() {
    let text = "Agent: your number?\nClient: 0161\nAgent: yes, go on\nClient: 554\nAgent: ok\nClient: 0218"
    #expect(found(in: text) == [.phone("0161"), .phone("554"), .phone("0218")])
    let spoken = "Kunde: meine Nummer: null acht neun\nAgent: ja\nKunde: vier vier eins\nAgent: ja\nKunde: drei sieben"
    #expect(found(in: spoken) == [.phone("null acht neun"), .phone("vier vier eins"), .phone("drei sieben")])
  }

  @Test func `time codes between the parts of a number stay`() {
    #expect(
      found(in: "[00:41] call me on 0161\n[00:43] 554\n[00:45] 0218")
        == [.phone("0161"), .phone("554"), .phone("0218")])
    let captions = "1\n00:00:01,000 --> 00:00:03,000\nmy phone is 0161\n\n2\n00:00:03,000 --> 00:00:05,000\n5540218"
    #expect(found(in: captions) == [.phone("0161"), .phone("5540218")])
  }

  @Test func `a transcript's list of words hides no number`() {
    #expect(
      found(in: #"["appelez","le","07","22","41","90","12"]"#).map(\.value) == ["07", "22", "41", "90", "12"])
    let timed = #"{"w":"oh","t":0.4},{"w":"one","t":0.9},{"w":"six","t":1.2},{"w":"one","t":1.5},{"w":"five","t":1.9},"#
    let rest =
      #"{"w":"double","t":2.2},{"w":"four","t":2.5},{"w":"nine","t":2.8},{"w":"two","t":3.3},{"w":"eight","t":3.5}"#
    #expect(found(in: timed + rest).count == 10)
  }

  @Test(arguments: [
    ("Tel 0161,554,0218", "0161,554,0218"), ("phone 0161:554:0218", "0161:554:0218"),
    ("+44:161:5540218", "+44:161:5540218"),
    ("tel 0161\u{2026}554\u{2026}0218", "0161\u{2026}554\u{2026}0218"),
    ("tel 0161\u{2800}554\u{2800}0218", "0161\u{2800}554\u{2800}0218"),
    ("tel 0161 55<!-- a -->40218", "0161 55<!-- a -->40218"), ("phone O161 55l O2l8", "O161 55l O2l8"),
    ("Tel +49 (O) 711 554021", "+49 (O) 711 554021"), ("cell 347/5540218", "347/5540218"),
  ])
  func `any sign between the groups of an announced number joins them`(text: String, number: String) {
    #expect(found(in: text) == [.phone(number)])
  }

  @Test(arguments: [
    "In case of fire call 112 or 118.", "We called on 03.04.2024 and 28.04.2024 about it.",
    "Open 09.00-12.30 and 15.00-19.30.",
    "The phone has 3 cameras, 8 cores, 256 GB", "The lottery numbers were 4 8 15 16 23 42.",
    "Temperature 19 20 21 22 21 20 today",
    "Ludno\u{15B}\u{107}: 37 750 000.", "EAN 4 006381 333931.", "License key 12345-67890-12345-67890",
    "JV 1234 5678 9 GB",
    "10/100/1000 Mbit/s", "log 20241011 093015 ok, 20241011 093016 retry",
  ])
  func `lists, series, dates and other numbers are no interrupted number`(text: String) {
    #expect(found(in: text).filter { $0.type == .phone } == [])
  }

  @Test(arguments: [
    ("Steuer-ID 86 095 742 719 0711 5540218", "0711 5540218"), ("BSN 111222333 06 12345678", "06 12345678"),
    ("12.03.24\t06 22 41 90 12 Ana", "06 22 41 90 12"), ("Ana 917 187 257 12-03-24", "917 187 257"),
  ])
  func `no other value takes a part of a number`(text: String, number: String) {
    #expect(found(in: text).contains(.phone(number)))
  }
}
