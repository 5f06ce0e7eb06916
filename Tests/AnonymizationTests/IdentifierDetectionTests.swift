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
}
