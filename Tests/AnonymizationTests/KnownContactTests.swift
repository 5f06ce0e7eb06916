import Anonymization
import Testing

@Suite struct KnownContactTests {
  private let contacts = [
    KnownContact(names: ["Zoë Brandwein"], addresses: ["z.brandwein77@example.org"], phones: ["+49 30 5550 1234"])
  ]

  @Test(arguments: ["Zoë Brandwein", "zoe brandwein", "Brandwein, Zoë", "ZOE  BRANDWEIN", "Brandwein"])
  func `a known name is masked in any order, case and accent`(name: String) {
    #expect(found(in: "Hello \(name), thanks", contacts: contacts) == [Found(value: name, type: .person)])
  }

  @Test(arguments: ["030 5550 1234", "0049305550 1234", "3055501234", "(030) 555-01234", "03055501234"])
  func `a known number is masked in any format`(number: String) {
    #expect(found(in: "order \(number) x", contacts: contacts) == [.phone(number)])
  }

  @Test func `a known local part is masked alone`() {
    #expect(found(in: "my login is z.brandwein77 there", contacts: contacts) == [.email("z.brandwein77")])
  }

  @Test func `a name inside another word stays`() {
    #expect(found(in: "the Brandweinstrasse and unbrandwein", contacts: contacts) == [])
  }

  @Test(arguments: [
    "J. Doe", "Doe, J.", "Doe, John", "John D.", "John Does", "Doe", "John Michael Doe", "J. M. Doe", "JOHN DOE",
    "John-Michael Doe", "John\u{A0}Doe",
  ])
  func `a known name is masked with initials, reversed and in the genitive`(name: String) {
    let john = [KnownContact(names: ["John Michael Doe"])]
    #expect(found(in: "ask \(name) about it", contacts: john).map(\.type).allSatisfy { $0 == .person })
    var masking = Masker(knownContacts: john).beginCase()
    let left = masking.mask("ask \(name) about it").text
    #expect(!left.lowercased().contains("doe") && !left.contains("John") && !left.contains("J."))
  }

  @Test(arguments: [
    ("Jörg Müller", "Joerg Mueller"), ("Joerg Mueller", "Jörg Müller"), ("Anne-Marie Blum", "Annemarie Blum"),
  ])
  func `umlauts and hyphens may be written otherwise`(known: String, written: String) {
    let contacts = [KnownContact(names: [known])]
    #expect(found(in: "von \(written) kam", contacts: contacts) == [Found(value: written, type: .person)])
  }

  @Test func `a known name in the genitive is masked`() {
    #expect(found(in: "Zoë's car", contacts: contacts) == [Found(value: "Zoë", type: .person)])
    #expect(found(in: "Brandweins Rechnung", contacts: contacts) == [Found(value: "Brandweins", type: .person)])
  }

  @Test func `a first name that is an everyday word counts only with a capital`() {
    let will = [KnownContact(names: ["Will Example"])]
    #expect(found(in: "it will work", contacts: will) == [])
    #expect(found(in: "ask Will now", contacts: will) == [Found(value: "Will", type: .person)])
  }
}
