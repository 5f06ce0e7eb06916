import Anonymization
import Testing

@Suite struct IdentifierDetectionTests {
  @Test(arguments: [
    "GB82 WEST 1234 5698 7654 32", "de89370400440532013000", "FR14-2004-1010-0505-0001-3M02-606", "BE71 0961 2345 6769",
    "DE89 3704 0044 0532 0130\n00", "DE8937O4OO44O532O13OOO",
  ])
  func `an account number is masked in any grouping and case`(number: String) {
    #expect(found(in: "pay to \(number) now") == [Found(value: number, type: .iban)])
  }

  @Test func `a Polish account number needs no country code`() {
    #expect(found(in: "konto 61109010140000071219812874") == [Found(value: "61109010140000071219812874", type: .iban)])
  }

  @Test func `figures of a table are no account number, whatever their checksum`() {
    let list = "no 13 12.50\n440100 200 2.10 2100"
    #expect((10..<99).allSatisfy { found(in: list.replacing("13", with: "\($0)")).allSatisfy { $0.type != .iban } })
    let rows = "Pos 10 440071 12 3.45 41.40\n20 440072 100 2.10 210.00\n30 440095 5 120.00 600.00"
    #expect(found(in: rows).allSatisfy { $0.type != .iban })
  }

  @Test func `an account number with wrong check digits is none`() {
    #expect(found(in: "GB83 WEST 1234 5698 7654 32").filter { $0.type == .iban } == [])
  }

  @Test(arguments: [
    "4111 1111 1111 1111", "4111-1111-1111-1111", "5555555555554444", "371449635398431", "30569309025904",
  ])
  func `a card number with a right checksum is masked`(number: String) {
    #expect(found(in: "my \(number) expired") == [Found(value: number, type: .card)])
  }

  @Test func `a mistyped card number is masked after the word card`() {
    #expect(found(in: "my card 4111 1111 1111 1112") == [Found(value: "4111 1111 1111 1112", type: .card)])
  }

  @Test(arguments: [
    "192.168.0.1", "10.0.0.0/8", "2001:db8::8a2e:370:7334", "fe80::1%eth0", "::1", "::ffff:192.0.2.1",
    "684D:1111:222:3333:4444:5555:6:77", "0:0:0:0:0:FFFF:129.144.52.38",
  ])
  func `an IP address is masked`(address: String) {
    #expect(found(in: "from \(address) again") == [Found(value: address, type: .ip)])
  }

  @Test(arguments: ["192.168.1.256", "12:34:56", "aa:bb:cc:dd:ee:ff", "std::string", "1:2:3:4", "2001::25de::cade"])
  func `what only resembles an IP address is none`(text: String) {
    #expect(found(in: text).filter { $0.type == .ip } == [])
  }

  @Test(arguments: [
    "44051401359", "85073003328", "1 84 12 76 451 089 46", "12345678Z", "X1234567L", "RSSMRA85T10A562S",
    "756.9217.0769.85",
    "AB123456C", "123-45-6789",
  ])
  func `a national identifier with its checksum is masked without a label`(number: String) {
    #expect(found(in: "mine: \(number);") == [Found(value: number, type: .nationalID)])
  }

  @Test(arguments: [
    "1 84 12 2A 451 089 33", "12.345.678-Z", "AB 12 34 56 C", "RSS MRA 85T10 A562S", "131052-308T", "811218-9876",
    "740104/0020", "1800101221144", "0101006500006",
  ])
  func `an identifier is proven in the form its state writes it in`(number: String) {
    #expect(found(in: "mine: \(number);") == [Found(value: number, type: .nationalID)])
  }

  @Test(arguments: ["+39 0962 113 9427", "00420 606 415 790", "0171-2345678x12", "07911 129 107"])
  func `the digits of a telephone number are no identifier by chance`(number: String) {
    #expect(found(in: number) == [.phone(number)])
  }

  @Test(arguments: ["4111 - 1111 - 1111 - 1111", "4111.1111.1111.1111", "4111 1111\n1111 1111", "41111 11111 11111 1"])
  func `a card number is masked in any grouping`(number: String) {
    #expect(found(in: "my \(number) expired") == [Found(value: number, type: .card)])
  }

  @Test(arguments: ["https://wa.me/4917112345678", "Order 2667733693216", "JD575872337203084225"])
  func `digits that pass a card's checksum by chance are no card`(text: String) {
    #expect(found(in: text).filter { $0.type == .card } == [])
  }

  @Test(arguments: ["Version 10.15.7.19", "T\u{E9}l. 20.15.15.37", "08.00.11.11"])
  func `a version and a number in pairs are no address`(text: String) {
    #expect(found(in: text).filter { $0.type == .ip } == [])
  }

  @Test func `a word after an account's letters is no account`() {
    #expect(found(in: "You can reach us at 010-127-1650 between 8 and 5").filter { $0.type == .iban } == [])
  }

  @Test(arguments: ["BSN 111222333", "NIP: 060-270-26-31", "NIF 123456789", "passport number 123456789"])
  func `a labelled identifier is masked without a checksum`(text: String) {
    #expect(found(in: text).map(\.type) == [.nationalID])
  }

  @Test(arguments: [
    "https://ana:secret@host.test/x", "https://x.test/?access_token=abc", "https://b.test/f?X-Amz-Signature=0af",
    "https://x.test/reset/a1b2c3d4e5f6g7h8i9j0k1",
  ])
  func `a URL that lets its reader in is masked whole`(url: String) {
    #expect(found(in: "open \(url).") == [Found(value: url, type: .url)])
  }

  @Test func `a URL without secrets stays`() {
    #expect(found(in: "see https://example.org/help/article-12?lang=en") == [])
  }

  @Test func `a bearer token is masked`() {
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
    #expect(found(in: "Authorization: Bearer \(token)") == [Found(value: token, type: .url)])
  }

  @Test(arguments: ["203[.]0[.]113[.]7", "203(dot)0(dot)113(dot)7", "203 dot 0 dot 113 dot 7"])
  func `a disarmed IP address shares the placeholder of the plain one`(address: String) {
    var masking = Masker().beginCase()
    #expect(masking.mask("203.0.113.7 and \(address) ok").text == "<IP_1> and <IP_1> ok")
  }

  @Test func `two IP addresses of the same digits are two values`() {
    var masking = Masker().beginCase()
    #expect(masking.mask("10.11.1.1 and 10.1.11.1").text == "<IP_1> and <IP_2>")
  }

  @Test func `a URL with a web token in its path is masked whole`() {
    let url = "https://example.org/go/eyJhbGciOiJIUzI1NiJ9.eyJ1IjoxfQ.abcDEF123456"
    #expect(found(in: "open \(url)") == [Found(value: url, type: .url)])
  }

  @Test(arguments: [
    ("password=Tr0ub4dor&3", "Tr0ub4dor&3"), ("Passwort: 'geh3im!'", "geh3im!"), ("{\"pwd\": \"s3cret\"}", "s3cret"),
  ])
  func `a password behind its label is masked`(text: String, password: String) {
    #expect(found(in: text) == [Found(value: password, type: .url)])
  }

  @Test(arguments: ["Password: required", "My password is 8 letters long", "pwd: see the letter of May"])
  func `a sentence about a password stays`(text: String) {
    #expect(found(in: text) == [])
  }
}
